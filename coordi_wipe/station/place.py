"""Where the live image keeps things: while that is not sound, nothing is begun that would have to be kept."""

from pathlib import Path

import msgspec

from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.place import FILE, Place

UNREAD = Place("absent", code="place-unread")
"""Nobody knows how it stands, which is no better than that it is away."""


def read(run: Path) -> Place | None:
    """How the place stands by the stick's service; None where there is none: not in the image."""
    try:
        return msgspec.json.decode((run / FILE).read_bytes(), type=Place)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return UNREAD


def check(run: Path) -> None:
    """Raises RefusedError(the place's own code) while it takes nothing in: what a wipe proves would go."""
    place = read(run)
    if place is not None and place.state != "ready":
        raise RefusedError(place.code or UNREAD.code)
