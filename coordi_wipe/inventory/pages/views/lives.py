"""The life of a PC or of a drive: what happened to it, from the last day to the first."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from coordi_wipe.inventory.certificates.models import REHEARSAL, Certificate, Decision
from coordi_wipe.inventory.pages import answer, queries
from coordi_wipe.inventory.pages.gate import reads
from coordi_wipe.inventory.pages.queries import Thing
from coordi_wipe.inventory.pages.rows import Row, rows
from coordi_wipe.inventory.pages.views.finding import kind_of
from coordi_wipe.model.tone import of_status

_MOST = 25  # certificates of one thing


class Event(NamedTuple):
    """One point of a life. `code`: its sentence; `word`: of a result, in capitals; or a decision."""

    at: datetime.datetime
    certificate: Certificate
    tone: str = "idle"
    code: str = ""
    word: str = ""
    decision: Decision | None = None


@require_safe
@reads
def pc(request: HttpRequest) -> HttpResponse:
    """The life of a PC with its drives."""
    thing = Thing(tag=request.GET.get("tag", ""), machine=request.GET.get("machine", ""))
    lines = rows(queries.life(thing, kind_of(request))[: _MOST + 1])
    if not lines:
        return answer.missing(request, "web-missing-thing")
    one = lines[0].certificate
    known = {
        "name": one.pc_tag or one.machine_serial,
        "of_pc": True,
        "drives": _now_of_each(lines),
        "facts": _known(
            ("web-maker", one.machine_vendor),
            ("page-model", one.machine_product),
            ("page-serial", one.machine_serial),
            ("page-lot", one.lot),
        ),
    }
    return _page(request, lines, known)


@require_safe
@reads
def drive(request: HttpRequest) -> HttpResponse:
    """The life of a drive, whichever PC it was in."""
    thing = Thing(serial=request.GET.get("serial", ""), model=request.GET.get("model", ""))
    lines = rows(queries.life(thing, kind_of(request))[: _MOST + 1])
    if not lines:
        return answer.missing(request, "web-missing-thing")
    one = lines[0].certificate
    known = {
        "name": one.drive_serial,
        "now": _now_of_each(lines)[0].standing,
        "facts": _known(
            ("page-model", one.drive_model),
            ("page-serial", one.drive_serial),
            ("page-wwn", one.drive_wwn),
            ("page-tag", one.tag),
            ("page-lot", one.lot),
        ),
    }
    return _page(request, lines, known)


def _page(request: HttpRequest, lines: list[Row], known: dict[str, object]) -> HttpResponse:
    shown = {
        "events": sorted(_events(lines[:_MOST]), key=lambda event: event.at, reverse=True),
        "left": max(len(lines) - _MOST, 0),
        "rehearsal": lines[0].certificate.kind == REHEARSAL,
        "here": "find",
    }
    return answer.page(request, "life", known | shown)


def _events(lines: Iterable[Row]) -> Iterator[Event]:
    """What is known of these certificates, by the inventory's clock; the stick's may be wrong."""
    for certificate, _ in lines:
        word = f"page-word-{certificate.status}"
        tone: str = of_status(certificate.status)
        tone = "rehearsal" if certificate.kind == REHEARSAL and tone == "good" else tone
        came = "received" if certificate.kind == REHEARSAL else "registered"
        yield Event(certificate.received_at, certificate, tone, f"web-event-{came}", word)
        if certificate.ended_at:
            yield Event(certificate.ended_at, certificate, "idle", "web-event-ended")
        for decision in certificate.decisions.all():
            yield Event(decision.at, certificate, decision=decision)
        for aside in certificate.quarantined.all():
            yield Event(aside.at, certificate, "amber", "web-event-contested")


def _now_of_each(lines: Sequence[Row]) -> list[Row]:
    """What holds for each drive: a certificate that keeps it in the red bin, else the newest one.

    In the order of the lines, newest first.
    """
    kind = lines[0].certificate.kind
    held = queries.held([row.certificate for row in lines], kind)
    now: dict[tuple[str, str], Row] = {}
    for row in (*(row for row in lines if row.certificate.pk in held), *lines):
        now.setdefault((row.certificate.drive_model, row.certificate.drive_serial), row)
    return sorted(now.values(), key=lines.index)


def _known(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(code, value) for code, value in facts if value]
