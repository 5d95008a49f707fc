"""Find: by tag, serial, model or number, as one types; the same page without a script."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coordi_wipe.inventory.certificates.models import REAL, REHEARSAL
from coordi_wipe.inventory.pages import answer, queries
from coordi_wipe.inventory.pages.gate import reads
from coordi_wipe.inventory.pages.rows import rows


def kind_of(request: HttpRequest) -> str:
    """Real certificates, unless the address asks for rehearsals."""
    return REHEARSAL if request.GET.get("kind") == REHEARSAL else REAL


@require_safe
@reads
def find(request: HttpRequest) -> HttpResponse:
    """The whole page, or only its results where htmx asks."""
    wanted, kind = request.GET.get("q", "").strip().replace("\x00", ""), kind_of(request)
    asked = len(wanted) >= queries.SHORTEST
    found = rows(queries.search(wanted, kind)[: queries.MOST_HITS + 1]) if asked else []
    known = {
        "q": wanted,
        "asked": asked,
        "hits": found[: queries.MOST_HITS],
        "more": len(found) > queries.MOST_HITS,
        "rehearsal": kind == REHEARSAL,
        "rehearsals": queries.search(wanted, REHEARSAL).count() if asked and kind == REAL else 0,
        "here": "find",
    }
    partial = request.headers.get("HX-Request") == "true"
    return answer.page(request, "results" if partial else "find", known)
