"""What waits for a person: exceptions to accept or reject, and the red bin."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coordi_wipe.inventory.pages import answer, queries
from coordi_wipe.inventory.pages.gate import reads
from coordi_wipe.inventory.pages.rows import rows

_MOST = 100


@require_safe
@reads
def waiting(request: HttpRequest) -> HttpResponse:
    """The page: the oldest first, since they have waited longest."""
    exceptions, red_bin = queries.exceptions(), queries.red_bin()
    totals = exceptions.count(), red_bin.count()
    known = {
        "exceptions": rows(exceptions.order_by("received_at")[:_MOST]),
        "red_bin": rows(red_bin.order_by("received_at")[:_MOST]),
        "exceptions_total": totals[0],
        "red_bin_total": totals[1],
        "waiting_count": sum(totals),
        "left": sum(max(total - _MOST, 0) for total in totals),
        "here": "waiting",
    }
    return answer.page(request, "waiting", known)
