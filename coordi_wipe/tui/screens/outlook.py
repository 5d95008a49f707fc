"""What the supervisor's sheet is about: the situation, the stick, and today's PCs without a drive."""

import datetime
import unicodedata

from coordi_wipe import __version__
from coordi_wipe.ledger.entry import Absent
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.situations import number
from coordi_wipe.station.custody import Custody
from coordi_wipe.station.station import Station
from coordi_wipe.tui import flow, situation
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World

_LAST = 5  # PCs that are shown
_CARRIED = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:")  # QR's alphanumeric mode, without blanks
_ROOM = {"code": 32, "signer": 12}  # characters: a QR of 33 squares holds 114 (ISO/IEC 18004, table 7)


class About(Base, frozen=True):
    """One moment: the step, what it is about, and the tag."""

    step: str
    reason: Reason
    tag: str


class Empty(Base, frozen=True):
    """A PC without a drive: local time, tag, maker and model, and whether its firmware hides drives."""

    at: str
    tag: str
    machine: str
    hidden: bool


class Outlook(Base, frozen=True):
    """What was read from the stick. `absent`: the last of today's, of `count`."""

    looked: bool = False
    custody: Custody | None = None
    absent: tuple[Empty, ...] = ()
    count: int = 0
    trouble: tuple[Reason, ...] = ()


def about(state: State, world: World) -> About:
    """The situation of this moment."""
    return About(flow.step(state, world), situation.reason(state, world), situation.tag(state, world))


def carried(moment: About, signer: str) -> str:
    """What the QR holds: short, uppercase, and nothing of a person or a drive.

    `CW1 STEP NUMBER CODE TAG STICK VERSION`, `-` for what there is not. Of a reason only its code goes in:
    its arguments may hold a serial number or a path.
    """
    words = (
        moment.step,
        number(moment.reason),
        moment.reason.code[: _ROOM["code"]],
        moment.tag,
        signer[: _ROOM["signer"]],
        __version__,
    )
    return " ".join(["CW1", *map(_plain, words)])


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).upper()
    kept = "".join(
        letter if letter in _CARRIED else "-" for letter in letters if not unicodedata.combining(letter)
    )
    return kept.strip("-") or "-"


def look(station: Station) -> Outlook:
    """Reads the stick and its ledger. Never raises: what cannot be read is said."""
    here, absent, trouble = None, list[Empty](), list[Reason]()
    try:
        here = station.custody()
    except CoordiWipeError as error:
        trouble.append(error.reason)
    except OSError as error:
        trouble.append(Reason("supervisor.stick.unread", {"error": error.strerror or str(error)}))
    try:
        absent = _today(station)
    except FileNotFoundError:
        pass  # a new stick has no ledger yet
    except OSError as error:
        trouble.append(Reason("supervisor.absent-unread", {"error": error.strerror or str(error)}))
    return Outlook(
        looked=True, custody=here, absent=tuple(absent[-_LAST:]), count=len(absent), trouble=tuple(trouble)
    )


def _today(station: Station) -> list[Empty]:
    """By this PC's clock and where it is; a moment that cannot be read is not today."""
    today = datetime.datetime.now().astimezone().date()
    found = []
    for entry in station.ledger.entries():
        if isinstance(entry.content, Absent):
            at = _local(entry.at)
            if at is not None and at.date() == today:
                one = entry.content
                found.append(Empty(f"{at:%H:%M}", one.tag, one.machine, one.hidden))
    return found


def _local(at: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(at).astimezone()
    except ValueError:
        return None
