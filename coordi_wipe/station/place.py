"""Where the live image keeps things: while that is not sound, nothing is begun that would have to be kept."""

import os
from pathlib import Path

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.place import FILE, Place

LIVE = "COORDI_WIPE_LIVE"
"""Set to 1 by the live image's units."""

UNREAD = Place("absent", code="place-unread")
"""Nobody knows how it stands, which is no better than that it is away."""


def in_image() -> bool:
    """Whether this is the live image."""
    return os.environ.get(LIVE) == "1"


def read(run: Path) -> Place | None:
    """How the place stands by the stick's service; None where there is none: not in the image.

    In the image a service that has said nothing is no place: what was kept would go with the PC's memory.
    """
    try:
        return decoding.json((run / FILE).read_bytes(), Place)
    except FileNotFoundError:
        return UNREAD if in_image() else None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return UNREAD


def check(run: Path) -> None:
    """Raises RefusedError(the place's own code) while it takes nothing in: what a wipe proves would go."""
    place = read(run)
    if place is not None and place.state != "ready":
        raise RefusedError(place.code or UNREAD.code)
