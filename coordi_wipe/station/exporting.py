"""COORDI-EXPORT: certificates and each day's summary, for a PC with Windows that has nothing of ours.

These are copies. Nothing here keeps a certificate from being kept on the data partition: whatever goes wrong
is answered as a reason. What was copied once is remembered on the data partition, so that what a person
takes away from the export does not come back.
"""

import errno
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from coordi_wipe.certificate import evidence_file, number, reading
from coordi_wipe.certificate.evidence_file import NewerError
from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.writing.export_mount import opened
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.worker import LEDGER
from coordi_wipe.ledger import durable
from coordi_wipe.ledger.entry import Absent, Entry, Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import CoordiWipeError, DamagedError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.station.exporting_summary import Row, summary

POINT = "export"  # where it is mounted, below the run folder
MEMORY = "exported.json"  # in the home: jobs whose papers were copied
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Exported(Base, frozen=True):
    """How many certificates were copied now, and what kept others from it."""

    copied: int = 0
    problem: Reason | None = None


def export_now(host: Host, home: Path, device: str, run: Path) -> Exported:
    """Mounts the export of the stick at `device` (the whole node), copies what is new, unmounts.

    Mounts nothing where nothing is new. Never raises for what a stick, a file or a file system does.
    """
    try:
        if not _new(home):
            return Exported()
        with opened(host, device, run / POINT) as target:
            return export(home, target)
    except CoordiWipeError as error:
        return Exported(problem=error.reason)
    except OSError as error:
        return Exported(problem=_told(error))


def export(home: Path, target: Path) -> Exported:
    """Copies what is new of the home into a folder. Done twice, it changes nothing; nothing is raised."""
    copied, done = 0, set[str]()
    try:
        new = _new(home)
        for day in sorted({_day(entry) for entry in new}):
            folder = target / day
            folder.mkdir(exist_ok=True)
            rows = list(_rows(home, day))
            wanted = {entry.job for entry in new}
            for row in (row for row in rows if row.entry.job in wanted):
                original = _original(home, row)
                if original is not None:
                    copied += _written(folder / row.name, original)
                if original is not None or not row.name:
                    done.add(row.entry.job)
            _written(folder / f"resume-{day}.csv", summary(rows).encode())
        if done:
            _remember(home, done)
    except OSError as error:
        return Exported(copied, _told(error))
    return Exported(copied)


def _entries(home: Path) -> Iterator[Entry]:
    """Lines about a drive's end, or about a PC without one."""
    for entry in Ledger(home / LEDGER).entries():
        if isinstance(entry.content, Result | Absent):
            yield entry


def _new(home: Path) -> Sequence[Entry]:
    known = _remembered(home)
    return [entry for entry in _entries(home) if entry.job not in known]


def _remembered(home: Path) -> frozenset[str]:
    """A memory that cannot be read is none: then all is copied again, and nothing is lost."""
    try:
        return frozenset(decoding.json((home / MEMORY).read_bytes(), list[str]))
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return frozenset()


def _remember(home: Path, done: set[str]) -> None:
    durable.write(home / MEMORY, msgspec.json.encode(sorted(_remembered(home) | done)))


def _day(entry: Entry) -> str:
    """The day (UTC) as a folder's name, whatever stands in a damaged ledger."""
    found = _DAY.match(entry.at)
    return found[0] if found else "0000-00-00"


def _rows(home: Path, day: str) -> Iterator[Row]:
    for entry in _entries(home):
        if _day(entry) == day:
            evidence = _evidence(home, entry) if isinstance(entry.content, Result) else None
            yield Row(entry, evidence, _name(entry, evidence))


def _evidence(home: Path, entry: Entry) -> Evidence | None:
    """The evidence that this line is about; None where it cannot be read, or is another one by now."""
    try:
        data = JobFolder(home, home, entry.job).evidence.read_bytes()
        evidence = evidence_file.decode(data)
    except (FileNotFoundError, DamagedError, NewerError):
        return None
    same = isinstance(entry.content, Result) and number.digest(data) == entry.content.evidence
    return evidence if same else None


def _name(entry: Entry, evidence: Evidence | None) -> str:
    """A name that FAT takes: `KIND-NUMBER-TAG.pdf`; "" without paper."""
    if not isinstance(entry.content, Result):
        return ""
    whose = (evidence.tag or evidence.plan.drive.serial) if evidence is not None else ""
    words = (_kind(evidence), entry.content.number, whose)
    return "-".join(filter(None, (_plain(word) for word in words))) + ".pdf"


def _kind(evidence: Evidence | None) -> str:
    """The first word of a name, for whoever reads nothing else: only a proof is called an attestation."""
    if evidence is None:
        return "illisible"
    if evidence.rehearsal:
        return "essai"
    return "attestation" if evidence.claim.status in reading.ERASED else "constat"


def _plain(word: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", word)[:40].strip("-")


def _original(home: Path, row: Row) -> bytes | None:
    """The certificate of this row; None where there is none, or where the data partition lost it."""
    if not row.name:
        return None
    try:
        return JobFolder(home, home, row.entry.job).certificate.read_bytes()
    except (FileNotFoundError, DamagedError):
        return None


def _written(path: Path, data: bytes) -> bool:
    """Whether it was written; a file with these very bytes stays as it is."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    durable.write(path, data, mode=0o644)
    return True


def _told(error: OSError) -> Reason:
    if error.errno == errno.ENOSPC:
        return Reason("exporting-full")
    return Reason("exporting-failed", {"error": error.strerror or str(error)})
