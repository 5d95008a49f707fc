"""A short number for everything that can be wrong, to be said on the telephone: `D-31`.

The letter is the area: D a drive and what is claimed of it, P papers and signing, S the stick, M the PC and
its power, N network and inventory, T tags and typing, E a screen of the five steps with nothing wrong on it.
"""

from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.situation_table import NUMBERS

UNKNOWN = "D-99"
"""For a reason that this version does not know: a newer inventory, or a newer stick's job."""


class Situation(Base, frozen=True):
    """`number` as people say it, `code` of what is said, `do` the code's end of what a supervisor can do."""

    number: str
    code: str
    do: str


SITUATIONS: tuple[Situation, ...] = tuple(
    Situation(number, code, do) for do, numbers in NUMBERS.items() for number, code in numbers.items()
)
"""All, in the table's order."""

_BY_CODE = {situation.code: situation for situation in SITUATIONS}


def number(reason: Reason) -> str:
    """The number of a reason; UNKNOWN where it has none of its own."""
    return situation(reason).number


def situation(reason: Reason) -> Situation:
    """The number of a reason and what can be done; UNKNOWN asks to read what is on the screen."""
    return _BY_CODE.get(reason.code) or Situation(UNKNOWN, reason.code, "unknown")
