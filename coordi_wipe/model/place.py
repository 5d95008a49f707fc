"""Where the live image keeps things: the stick's data partition, and how it stands.

The stick's service writes RUN/place.json at each change (IMAGE.md); where that file is absent, the program
does not run from the image and keeps things where it always does.
"""

from typing import Literal

from coordi_wipe.model.base import Base

FILE = "place.json"

State = Literal["ready", "absent", "full", "read-only", "damaged", "twin", "pulled", "other"]


class Place(Base, frozen=True):
    """How the place stands. `uuid`: of its ext4 file system; `device`: node of the whole stick; both empty
    where unknown. `code`: what a person is told when it is not plainly ready; empty, or one of `CODES`."""

    state: State
    uuid: str = ""
    device: str = ""
    code: str = ""


CODES = (
    "place-absent",  # started from a CD, and no stick of ours is plugged
    "place-no-room",  # the stick has no room behind its system for a data partition
    "place-full",  # mounted, and hardly anything fits any more
    "place-read-only",  # its small switch; mounted for reading where that is possible
    "place-damaged",  # it cannot be mended, and no room beside it
    "place-new-beside",  # ready: a new one, beside one that could not be mended
    "place-twin",  # two sticks that are copies of one another
    "place-pulled",  # it was there
    "place-other",  # pulled, and another stick came
)
"""Every code that a place may have."""
