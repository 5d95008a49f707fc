"""The list as a sheet: the columns of the workshop's own (FIELD.md), in their order, a line a certificate.

What the inventory does not know stays empty: the sheet replaces the one that was filled by hand.
"""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from coordi_wipe.certificate import evidence_file
from coordi_wipe.certificate.cells import Cell
from coordi_wipe.inventory.certificates.models import DESTROYED, Certificate, Document
from coordi_wipe.inventory.pages.rows import Row, rows
from coordi_wipe.messages.quantities import size
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import Evidence

COLUMNS = (
    "tag", "entry-date", "donor", "site", "lot", "type", "make", "model", "serial", "cpu", "ram", "disk",
    "screen", "battery", "grades", "windows-11", "locks", "charger", "weight", "state", "shelf",
    "erasure-status", "erasure-method", "certificate-number", "tests", "system", "who", "exit-type",
    "exit-date", "recipient", "price", "due-date", "return-date", "return-condition", "slip", "co2",
)  # fmt: skip
"""Codes of the headings: `web-sheet-` and these."""

_AT_ONCE = 100
_KNOWN_TYPES = {"laptop", "desktop", "server", "tablet", "other"}


def table(found: QuerySet[Certificate], language: str) -> Iterator[Sequence[Cell]]:
    """The headings, then a line for each certificate; read a hundred at a time."""
    yield [say(f"web-sheet-{column}", language=language) for column in COLUMNS]
    for start in range(0, found.count(), _AT_ONCE):
        some = rows(found.order_by("-received_at", "digest")[start : start + _AT_ONCE])
        evidence = _evidence([row.certificate.digest for row in some])
        for row in some:
            cells = _cells(row, evidence.get(row.certificate.digest), language)
            yield [cells.get(column) for column in COLUMNS]


def _evidence(digests: Sequence[str]) -> dict[str, Evidence]:
    """Evidence by digest; what this version cannot read is left out."""
    read: dict[str, Evidence] = {}
    for document in Document.objects.filter(pk__in=digests).defer("pdf"):
        try:
            read[document.pk] = evidence_file.decode(bytes(document.evidence))
        except (DamagedError, evidence_file.NewerError):
            continue
    return read


def _cells(row: Row, evidence: Evidence | None, language: str) -> dict[str, Cell]:
    """What is known of one certificate, by column."""
    one = row.certificate
    slips = [decision.slip for decision in one.decisions.all() if decision.kind == DESTROYED]
    return {
        "tag": one.tag,
        "lot": one.lot,
        "make": one.machine_vendor,
        "model": one.machine_product,
        "serial": one.machine_serial,
        "disk": ", ".join(
            part for part in (one.drive_model, one.drive_serial, size(one.drive_size, language)) if part
        ),
        "state": say(f"web-sheet-state-{row.standing.state}", language=language),
        "erasure-status": say(row.standing.word, language=language),
        "erasure-method": _method(one),
        "certificate-number": one.number,
        "who": one.operator,
        "slip": slips[-1] if slips else "",
        **(_of_machine(evidence, language) if evidence else {}),
    }


def _method(one: Certificate) -> str:
    level = "" if one.level == "none" else one.level.capitalize()
    return " ".join(part for part in (level, f"({one.technique})" if one.technique else "") if part)


def _of_machine(evidence: Evidence, language: str) -> dict[str, Cell]:
    """What only the evidence says: the PC's own."""
    machine = evidence.machine
    chassis = machine.chassis if machine.chassis in _KNOWN_TYPES else ""
    whole = [battery for battery in machine.batteries if battery.design > 0]
    health = round(100 * sum(b.full for b in whole) / sum(b.design for b in whole)) if whole else None
    return {
        "type": say(f"web-sheet-type-{chassis}", language=language) if chassis else "",
        "cpu": machine.processor,
        "ram": f"{round(machine.memory / 2**30)} {'Go' if language == 'fr' else 'GB'}"
        if machine.memory
        else "",
        "battery": health,
    }
