"""The link that changes the language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from coordi_wipe.inventory.pages import answer, language
from coordi_wipe.inventory.pages.views.signing import inside
from coordi_wipe.messages import catalogue


@require_safe
def choose(request: HttpRequest, chosen: str) -> HttpResponse:
    """Remembers the language for a year and goes back to where the reader was."""
    if chosen not in catalogue.languages():
        return answer.missing(request, "web-missing")
    response = HttpResponseRedirect(inside(request, request.GET.get("next", "")))
    response.set_cookie(
        language.COOKIE,
        chosen,
        max_age=language.A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
