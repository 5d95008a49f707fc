"""How a page is made: every one knows its language, its reader and what waits, and is not indexed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from coordi_wipe.inventory.pages import language, queries
from coordi_wipe.messages import catalogue


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of this template, `pages/TEMPLATE.html`, as an answer that nobody keeps or indexes."""
    text = render_to_string(f"pages/{template}.html", dict(context or {}), request)
    response = HttpResponse(text, status=status)
    patch_vary_headers(response, ("Accept-Language", "Cookie", "HX-Request"))
    response.headers["Content-Language"] = language.of(request)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def missing(request: HttpRequest, code: str) -> HttpResponse:
    """404 with one sentence: what was asked for is not here, and what to do."""
    return page(request, "message", {"code": code, "title": "web-missing-title"}, status=404)


def forbidden(request: HttpRequest, code: str) -> HttpResponse:
    """403 with one sentence."""
    return page(request, "message", {"code": code, "title": "web-forbidden-title"}, status=403)


def frame(request: HttpRequest) -> dict[str, Any]:
    """A context processor: what the frame around each page shows. Counted only where it is shown."""
    spoken = language.of(request)
    return {
        "language": spoken,
        "other_language": next(one for one in reversed(catalogue.languages()) if one != spoken),
        "address": request.get_full_path(),
        "waiting_count": SimpleLazyObject(queries.waiting_count),
    }
