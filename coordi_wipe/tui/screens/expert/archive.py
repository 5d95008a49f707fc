"""Every job and certificate that the ledger of this stick names: one pass over one file, also for 3,000."""

from coordi_wipe.certificate.number import short
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.worker import LEDGER
from coordi_wipe.ledger.entry import Entry, Intent, Result
from coordi_wipe.model.base import Base
from coordi_wipe.station.station import Station

MOST = 200
"""Lines that a table shows; typing finds the others."""


class Record(Base, frozen=True):
    """What the ledger says of one job. `status` and `digest` (of the evidence) empty: no end is entered.
    `at`: ISO 8601, of the end, or else of the beginning."""

    job: str
    number: str
    tag: str = ""
    model: str = ""
    serial: str = ""
    at: str = ""
    status: str = ""
    level: str = "none"
    digest: str = ""


class Archive:
    """The records of a stick, read again only when its ledger has grown."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._read: tuple[int, dict[str, Record]] = (-1, {})

    def records(self) -> dict[str, Record]:
        """By job (UUID), oldest first. Raises OSError."""
        try:
            size = (self._station.home / LEDGER).stat().st_size
        except FileNotFoundError:
            return {}
        if self._read[0] != size:
            found: dict[str, Record] = {}
            for entry in self._station.ledger.entries():
                if isinstance(entry.content, Intent | Result):
                    found[entry.job] = _entered(found.get(entry.job), entry, entry.content)
            self._read = (size, found)
        return self._read[1]

    def certificates(self, wanted: str = "") -> tuple[Record, ...]:
        """The newest that are over and hold all these words, newest first."""
        over = (record for record in reversed(self.records().values()) if record.digest)
        words = wanted.upper().split()
        found = []
        for record in over:
            text = " ".join((record.number, record.tag, record.serial, record.model, record.at)).upper()
            if all(word in text for word in words):
                found.append(record)
            if len(found) == MOST:
                break
        return tuple(found)

    def folder(self, job: str) -> JobFolder:
        """The folder of this job, whether it is there or not. Raises DamagedError for what is no UUID."""
        return JobFolder(self._station.home, self._station.run, job)


def _entered(before: Record | None, entry: Entry, content: Intent | Result) -> Record:
    base = before or Record(entry.job, short(entry.job))
    if isinstance(content, Intent):
        return Record(
            entry.job,
            base.number,
            content.tag or base.tag,
            content.model,
            content.serial,
            base.at or entry.at,
            base.status,
            base.level,
            base.digest,
        )
    return Record(
        entry.job,
        content.number,
        base.tag,
        base.model,
        base.serial,
        entry.at,
        content.status,
        content.level,
        content.evidence,
    )
