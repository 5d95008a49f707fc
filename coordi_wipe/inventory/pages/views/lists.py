"""The list with its filters, of real certificates or of rehearsals; and its export, of real ones only."""

import datetime
from typing import Any, get_args

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from coordi_wipe.certificate import cells
from coordi_wipe.inventory.certificates.models import REAL, REHEARSAL
from coordi_wipe.inventory.pages import answer, export, language, queries, spreadsheet
from coordi_wipe.inventory.pages.gate import reads
from coordi_wipe.inventory.pages.queries import Filter
from coordi_wipe.inventory.pages.rows import rows
from coordi_wipe.inventory.pages.states import State

_A_PAGE = 50
_STATES: dict[str, State] = {state: state for state in get_args(State)}


@require_safe
@reads
def real(request: HttpRequest) -> HttpResponse:
    """Certificates that count."""
    return _list(request, REAL, "list")


@require_safe
@reads
def rehearsals(request: HttpRequest) -> HttpResponse:
    """Exercises, apart: never counted nor exported among the others."""
    return _list(request, REHEARSAL, "rehearsals")


@require_safe
@reads
def csv(request: HttpRequest) -> HttpResponse:
    """The list as CSV, as French spreadsheets open it."""
    found = queries.listed(chosen(request)[0])
    text = cells.csv_text(export.table(found, language.of(request)))
    return _file(text.encode(), "text/csv; charset=utf-8", "csv")


@require_safe
@reads
def xlsx(request: HttpRequest) -> HttpResponse:
    """The list as an Excel workbook."""
    found = queries.listed(chosen(request)[0])
    data = spreadsheet.workbook(export.table(found, language.of(request)))
    return _file(data, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")


def chosen(request: HttpRequest) -> tuple[Filter, str]:
    """The filter of an address, and a code where a date in it is none (and then counts for nothing)."""
    asked = request.GET
    since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
    narrowed = Filter(
        lot=asked.get("lot", "").replace("\x00", "")[:200],
        state=_STATES.get(asked.get("state", "")),
        since=since,
        until=until,
    )
    unread = (asked.get("since") and not since) or (asked.get("until") and not until)
    return narrowed, "web-date-wrong" if unread else ""


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1971 <= day.year < 2200 else None


def _list(request: HttpRequest, kind: str, here: str) -> HttpResponse:
    narrowed, wrong = chosen(request)
    sheet = Paginator(queries.listed(narrowed, kind), _A_PAGE).get_page(request.GET.get("page"))
    known: dict[str, Any] = {
        "rows": rows(sheet.object_list),
        "total": sheet.paginator.count,
        "first": sheet.start_index(),
        "last": sheet.end_index(),
        "before": sheet.previous_page_number() if sheet.has_previous() else 0,
        "after": sheet.next_page_number() if sheet.has_next() else 0,
        "chosen": narrowed,
        "query": _query(narrowed),
        "lots": queries.lots(kind),
        "states": [(state, f"web-state-{state}") for state in _STATES],
        "rehearsal": kind == REHEARSAL,
        "wrong": wrong,
        "here": here,
    }
    return answer.page(request, "list", known)


def _query(narrowed: Filter) -> str:
    named = {
        "lot": narrowed.lot,
        "state": narrowed.state or "",
        "since": narrowed.since.isoformat() if narrowed.since else "",
        "until": narrowed.until.isoformat() if narrowed.until else "",
    }
    return urlencode({name: value for name, value in named.items() if value})


def _file(data: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"coordi-wipe-{datetime.datetime.now(datetime.UTC):%Y-%m-%d}.{ending}"
    return HttpResponse(
        data,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
