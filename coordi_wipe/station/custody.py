"""Whether this stick can sign now: its key is locked, unlocked until the PC is switched off, or opened until
a date.

A stick boots PC after PC: words asked for at each boot would soon be known to everybody (CERTIFICATES.md,
"Stick key"). So a supervisor may open it for a day or a mission. The key then lies open on the stick, and
every face says so. No clock enforces that date: a PC that thinks it is 2019 signs. The inventory notices.
"""

import contextlib
import datetime
import hashlib
from pathlib import Path
from typing import Literal

import msgspec

from coordi_wipe.certificate import stick_key
from coordi_wipe.certificate.authority import Authority
from coordi_wipe.certificate.root_store import pem
from coordi_wipe.certificate.stick_key import Stick
from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError, UsageError

KEYS = "authority"
OPENED = "stick.open"

LONGEST = 31
"""Days from today that a key may lie open on a stick: a mission, never for ever."""


class Custody(Base, frozen=True):
    """How the key stands. `signer`: the stick's name, or empty on one that only rehearses.

    `until`: the last day, ISO 8601, on which an opened key signs; of a locked one, the day that is over.
    """

    kind: Literal["rehearsal", "locked", "each-boot", "opened"]
    until: str = ""
    signer: str = ""


class _Open(Base, frozen=True):
    """An opened key on the stick. `key`: PKCS #8, DER."""

    until: datetime.date
    key: bytes


def stick(home: Path) -> Stick | None:
    """Who this stick is; None where it only rehearses. Raises DamagedError, OSError."""
    return stick_key.read(home / KEYS)


def state(home: Path, run: Path) -> Custody:
    """How the key stands now. Raises DamagedError("stick-damaged"), OSError."""
    here = stick(home)
    if here is None:
        return Custody("rehearsal")
    opened = _opened(home)
    if opened is not None and not _over(opened.until):
        return Custody("opened", opened.until.isoformat(), here.signer)
    if _live(run, here).exists():
        return Custody("each-boot", "", here.signer)
    return Custody("locked", opened.until.isoformat() if opened is not None else "", here.signer)


def unlock(home: Path, run: Path, words: str, until: str = "") -> Custody:
    """Unlocks the stick's key: with `until` (ISO 8601, that day included) it lies open on the stick, without
    it in `run` only, which goes when the PC is switched off.

    Raises UsageError (the date), RefusedError("words-wrong" | "run-stays"), MissingError("stick-absent" |
    "stick-key-absent"), DamagedError, OSError.
    """
    here = stick(home)
    if here is None:
        raise MissingError("stick-absent")
    day = checked_day(until) if until else None
    if day is None and run.resolve().is_relative_to(home.resolve()):  # nothing empties it: see locations.run
        raise RefusedError("run-stays", path=str(run))
    key = stick_key.opened(home / KEYS, here, words)
    if day is not None:
        durable.write(home / KEYS / OPENED, msgspec.json.encode(_Open(day, key)))
        _live(run, here).unlink(missing_ok=True)
    else:
        durable.make_folder(_live(run, here).parent)
        durable.write(_live(run, here), key)
        (home / KEYS / OPENED).unlink(missing_ok=True)
    return state(home, run)


def prove(home: Path, words: str) -> None:
    """Whether these are the words of this stick; opens nothing.

    Raises RefusedError("words-wrong"), MissingError("stick-absent" | "stick-key-absent"), DamagedError,
    OSError.
    """
    here = stick(home)
    if here is None:
        raise MissingError("stick-absent")
    stick_key.opened(home / KEYS, here, words)


def lock(home: Path, run: Path) -> Custody:
    """Forgets an unlocked key, wherever it lies. Raises DamagedError, OSError."""
    (home / KEYS / OPENED).unlink(missing_ok=True)
    here = stick(home)
    if here is not None:
        _live(run, here).unlink(missing_ok=True)
        durable.sync_folder(home / KEYS)
    return state(home, run)


def forget(home: Path) -> None:
    """Removes an opened key from a stick, whoever's it is: another stands to come. Raises OSError."""
    (home / KEYS / OPENED).unlink(missing_ok=True)


def authority(home: Path, run: Path) -> Authority:
    """Who signs real certificates on this stick.

    Raises MissingError("stick-absent" | "authority-locked"), DamagedError("stick-damaged"), OSError.
    """
    here = stick(home)
    if here is None:
        raise MissingError("stick-absent")
    opened = _opened(home)
    if opened is not None and not _over(opened.until):
        return _authority(here, opened.key, home / KEYS / OPENED)
    if opened is not None:  # a day that is over does not come back with a clock that goes back
        with contextlib.suppress(OSError):
            (home / KEYS / OPENED).unlink(missing_ok=True)
    try:
        return _authority(here, _live(run, here).read_bytes(), _live(run, here))
    except FileNotFoundError as error:
        raise MissingError("authority-locked", signer=here.signer) from error


def checked_day(until: str) -> datetime.date:
    """A day not over, and not too far. Raises UsageError("until-no-date" | "until-over" | "until-far")."""
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError as error:
        raise UsageError("until-no-date", until=until) from error
    if _over(day):
        raise UsageError("until-over", until=day.isoformat())
    if (day - _today()).days > LONGEST:
        raise UsageError("until-far", days=LONGEST)
    return day


def _authority(here: Stick, key: bytes, path: Path) -> Authority:
    try:
        return here.authority(key)
    except (ValueError, TypeError) as error:
        raise DamagedError("stick-damaged", path=str(path)) from error


def _opened(home: Path) -> _Open | None:
    """The key that lies open on the stick, whatever its date; one that cannot be read is none."""
    try:
        return decoding.json((home / KEYS / OPENED).read_bytes(), _Open)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _live(run: Path, here: Stick) -> Path:
    """Where a key lies that goes with the PC's memory: several sticks may be at work on one PC."""
    return run / KEYS / f"{hashlib.sha256(pem(here.leaf)).hexdigest()[:32]}.key"


def _over(day: datetime.date) -> bool:
    return _today() > day


def _today() -> datetime.date:
    """By this PC's clock, and where it is: the evening that a supervisor means is a local one."""
    return datetime.date.today()
