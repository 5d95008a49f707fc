"""What the address on a certificate shows to anybody: whether it is registered, and what to compare.

Only what stands on the paper, and the verdict: no link to another certificate, no file, no name.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coordi_wipe.inventory.certificates.models import REHEARSAL
from coordi_wipe.inventory.pages import answer, language, queries
from coordi_wipe.inventory.pages.standing import standing
from coordi_wipe.inventory.pages.views.certificates import found, in_words


@require_safe
def public(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a number or digest; 404 with a sentence where nothing is registered under it."""
    named = queries.public(key)
    if named is None:
        return answer.missing(request, "web-missing-public")
    if named.aside:
        return answer.page(request, "public", {"aside": named.aside})
    one = found(named.certificate)
    if one is None:
        return answer.missing(request, "web-missing-public")
    known = {
        "certificate": one,
        "public": True,
        "standing": standing(one),
        "contested": len(one.quarantined.all()),
        "rehearsal": one.kind == REHEARSAL,
        "words": in_words(one, language.of(request))["words"],
    }
    return answer.page(request, "public", known)
