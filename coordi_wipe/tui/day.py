"""The operator's code of today: asked once a day, not once a PC; gone at the next boot."""

import datetime
from pathlib import Path

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base

_FILE = "operator.json"


class Today(Base, frozen=True):
    """A code, and the day (ISO) on which it was given."""

    operator: str
    day: str


def remember(run: Path, operator: str) -> None:
    """Keeps the code for today. Raises OSError."""
    run.mkdir(mode=0o700, parents=True, exist_ok=True)
    (run / _FILE).write_bytes(msgspec.json.encode(Today(operator, _day())))


def remembered(run: Path) -> str:
    """Today's code; empty where none was given today."""
    try:
        today = decoding.json((run / _FILE).read_bytes(), Today)
    except (OSError, msgspec.DecodeError):
        return ""
    return today.operator if today.day == _day() else ""


def _day() -> str:
    return datetime.datetime.now().astimezone().date().isoformat()
