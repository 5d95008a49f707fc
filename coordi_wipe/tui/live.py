"""Whether these screens are those of the live image, and what their console can do there."""

from collections.abc import Mapping

from coordi_wipe.model.base import Base
from coordi_wipe.model.keyboard import Console
from coordi_wipe.station.place import LIVE

_SERIAL = "COORDI_WIPE_SERIAL"


class Live(Base, frozen=True):
    """`here`: this is the image, which may switch the PC off. `layout`: of the console's keyboard, where it
    is known. `font`: whether the console's font is ours to change."""

    here: bool = False
    layout: Console | None = None
    font: bool = False


def read(environment: Mapping[str, str]) -> Live:
    """As the image's units say it. A serial line has a keyboard and letters of its own, at its other end."""
    if environment.get(LIVE) != "1":
        return Live()
    console = environment.get("TERM") == "linux" and not environment.get(_SERIAL)
    return Live(here=True, layout="fr" if console else None, font=console)
