"""The fingerprint: one sector on an erased drive that says which certificate speaks of it.

Bytes ⇄ data. The sector is LBA 0: the only place that every tool shows first, that needs no knowledge of
the drive's size (a dock may hide its end) or sector size, and that is written again by whoever gives the
drive its next partition table. It is no boot sector: nothing says 55 AA at byte 510 (UEFI 2.10, 5.2.1).

A hint, never a proof: anyone can write these bytes on any drive, and a copy of a drive copies them. What
proves is the certificate that is named. So every sentence about it says « dit avoir été effacé ».
"""

import hashlib
import re
from datetime import datetime
from typing import Literal

from coordi_wipe.model.base import Base
from coordi_wipe.model.number import short

SIZE = 512
"""Bytes that hold all of it, on a drive of any sector size; the rest of the sector is zeros."""

LARGEST = 4096
"""Bytes of the largest logical block that is given up for it: what a read-back stands for stays all but this,
whatever size of block a drive claims."""

PLACE = 0
"""Where it is written, in bytes from the beginning of the drive."""

Erased = Literal["sanitized", "sanitized_with_exceptions"]


class Fingerprint(Base, frozen=True):
    """What a drive says about itself. `job`: UUID of the job, `number` its short form; `at`: when the drive
    had been read back (ISO 8601, UTC, by a clock that nobody vouches for); `serial`: digest of the serial
    that the drive itself gave, or empty."""

    job: str
    number: str
    at: str
    status: Erased
    level: Literal["clear", "purge"]
    serial: str
    rehearsal: bool


_HEAD = "COORDI-WIPE 1"
_REHEARSAL = "REPETITION, NE PROUVE RIEN. REHEARSAL, PROVES NOTHING.\n"
_AVOWED = {"sanitized": ("", ""), "sanitized_with_exceptions": (" avec reserve", " with exceptions")}
_TEXT = """{head}
{rehearsal}Ce disque dit avoir ete efface{fr} et relu le {day}, attestation no {number}.
This drive says that it was erased{en} and read back on {day}, certificate {number}.
Indice, pas preuve. A hint, no proof.
job={job}
at={at}
status={status}
level={level}
serial={serial}
"""
_CHECK = "check={check}\n"
_FORM = re.compile(
    rb"COORDI-WIPE 1\n(?P<rehearsal>REP[^\n]*\n)?(?:[^\n]+\n){3}"
    rb"job=(?P<job>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n"
    rb"at=(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00)\n"
    rb"status=(?P<status>sanitized|sanitized_with_exceptions)\n"
    rb"level=(?P<level>clear|purge)\n"
    rb"serial=(?P<serial>[0-9a-f]{16}|)\n"
    rb"check=[0-9a-f]{16}\n\0*"
)


def encode(made: Fingerprint, length: int = SIZE) -> bytes:
    """The sector: printable ASCII, then zeros. `length`: of a logical block, 512 bytes or more."""
    fr, en = _AVOWED[made.status]
    text = _TEXT.format(
        head=_HEAD,
        rehearsal=_REHEARSAL if made.rehearsal else "",
        fr=fr,
        en=en,
        day=made.at[:10],
        number=made.number,
        job=made.job,
        at=made.at,
        status=made.status,
        level=made.level,
        serial=made.serial,
    )
    check = hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
    return (text + _CHECK.format(check=check)).encode("ascii").ljust(length, b"\0")


def decode(data: bytes) -> Fingerprint | None:
    """What these first bytes of a drive say, or None: only exactly what `encode` makes is taken, so that
    what a person reads in a hex viewer is what is shown here. Never raises; the bytes may be anybody's."""
    found = _FORM.fullmatch(data[:SIZE])
    if found is None or len(data) < SIZE:
        return None
    said = {name: (value or b"").decode("ascii") for name, value in found.groupdict().items()}
    try:
        datetime.fromisoformat(said["at"])
    except ValueError:
        return None
    made = Fingerprint(
        job=said["job"],
        number=short(said["job"]),
        at=said["at"],
        status="sanitized" if said["status"] == "sanitized" else "sanitized_with_exceptions",
        level="purge" if said["level"] == "purge" else "clear",
        serial=said["serial"],
        rehearsal=bool(said["rehearsal"]),
    )
    return made if encode(made) == data[:SIZE] else None


def serial_digest(serial: str) -> str:
    """What stands for a serial on a drive; empty for none."""
    told = serial.strip()
    return hashlib.sha256(f"coordi-wipe serial {told}".encode()).hexdigest()[:16] if told else ""


def is_anothers(found: Fingerprint, serial: str) -> bool:
    """Whether it was written on a drive of another serial: this one is a copy of that, or was tampered with.

    `serial` is the drive's own word, empty where an adapter speaks for it; unknown is not another.
    """
    here = serial_digest(serial)
    return bool(here and found.serial and here != found.serial)
