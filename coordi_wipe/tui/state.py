"""What only the person at the keyboard has said so far: losing it costs two scans, never a job."""

from typing import Literal

from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.plan import Plan
from coordi_wipe.model.tag import Tag
from coordi_wipe.model.tone import Tone

Ending = Literal["", "asked", "off", "restart"]


class State(Base, frozen=True):
    """`operator`: their code; `tag`: what was scanned; `confirmed`: drives, each as it
    was attached then: another one in its place is not confirmed;
    `wrong`: why the last entry was not taken; `over`: this PC is done with, and its end was seen;
    `sent`: a start was asked for, and its job is not to be seen yet; `absent`: no drive was reported;
    `docks`: drives are erased one by one, out of their PCs;
    `more`: this PC's other drives are asked about, though one of them is through;
    `last`: the word of this PC, once its end was seen; `ending`: it is to be switched off or started again.
    """

    operator: str = ""
    tag: Tag | None = None
    confirmed: tuple[Identity, ...] = ()
    wrong: Reason | None = None
    over: bool = False
    sent: bool = False
    absent: bool = False
    docks: bool = False
    more: bool = False
    last: Tone | None = None
    ending: Ending = ""


class Start(Base, frozen=True):
    """Erase these drives, each under its tag: the very plans that were on the screen."""

    drives: tuple[tuple[Plan, str], ...]


class Resume(Base, frozen=True):
    """Go on with these interrupted jobs (UUID)."""

    jobs: tuple[str, ...]


class PutAway(Base, frozen=True):
    """The end of these jobs (UUID) was seen."""

    jobs: tuple[str, ...]


class Remember(Base, frozen=True):
    """Today's operator has this code."""

    operator: str


class Absent(Base, frozen=True):
    """There is no drive in this PC: for the ledger, and the supervisor's list."""

    tag: str
    hidden: bool


class End(Base, frozen=True):
    """Switch this PC off, or start it again."""

    restart: bool


Action = Start | Resume | PutAway | Remember | Absent | End
