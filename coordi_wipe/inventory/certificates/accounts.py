"""Accounts: made at the command line, locked for a while after wrong passwords."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from coordi_wipe.messages.sentences import say


def locked(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """What is answered after too many wrong passwords: the page of that name, with a time to wait."""
    del response, credentials
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    try:
        content: str = render_to_string("pages/locked.html", {"seconds": seconds}, request)
        kind = "text/html"
    except TemplateDoesNotExist:
        content, kind = say("inventory-locked", seconds=seconds), "text/plain"
    return HttpResponse(
        content, status=429, headers={"Retry-After": str(seconds)}, content_type=f"{kind}; charset=utf-8"
    )
