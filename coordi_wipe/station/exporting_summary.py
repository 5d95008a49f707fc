"""A day's summary as French Excel opens it: a line for each drive's end, and for each PC without a drive."""

from collections.abc import Sequence

from coordi_wipe.certificate.cells import Cell, csv_text
from coordi_wipe.ledger.entry import Absent, Entry, Result
from coordi_wipe.messages.quantities import size
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.base import Base
from coordi_wipe.model.evidence import Evidence

COLUMNS = ("time", "tag", "model", "size", "serial", "status", "level", "number", "file", "remark")
"""Codes of the headings: `exporting.column.` and these."""

_LANGUAGE = "fr"  # whatever the screens speak: it is for the workshop's own spreadsheet
_SERIAL_END = 4  # letters: enough to tell drives apart on a table


class Row(Base, frozen=True):
    """A line of the ledger; its evidence, where that can be read; the name of its certificate, or ""."""

    entry: Entry
    evidence: Evidence | None
    name: str


def summary(rows: Sequence[Row]) -> str:
    """The CSV: headings, then a line for each row."""
    headings = [say(f"exporting.column.{column}", language=_LANGUAGE) for column in COLUMNS]
    return csv_text([headings, *(_line(row) for row in rows)])


def _line(row: Row) -> list[Cell]:
    cells = {"time": row.entry.at[11:16]}
    match row.entry.content:
        case Result() as result:
            cells |= _of_result(result, row.evidence) | {"file": row.name}
        case Absent() as absent:
            code = "exporting.hidden" if absent.hidden else "exporting.no-drive"
            cells |= {
                "tag": absent.tag,
                "status": say(code, language=_LANGUAGE),
                "remark": " ".join(filter(None, (absent.machine, absent.serial))),
            }
    return [cells.get(column, "") for column in COLUMNS]


def _of_result(result: Result, evidence: Evidence | None) -> dict[str, str]:
    cells = {
        "number": result.number,
        "status": say(f"status.{result.status}", language=_LANGUAGE),
        "level": say(f"level.{result.level}", language=_LANGUAGE),
    }
    if evidence is None:
        return cells | {"remark": say("exporting.unread", language=_LANGUAGE)}
    drive = evidence.plan.drive
    return cells | {
        "tag": evidence.tag,
        "model": drive.model,
        "size": size(drive.size, _LANGUAGE),
        "serial": drive.serial[-_SERIAL_END:],
        "remark": say("exporting.rehearsal", language=_LANGUAGE) if evidence.rehearsal else "",
    }
