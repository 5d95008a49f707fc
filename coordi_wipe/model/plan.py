"""What is going to be done to one drive, decided before anything is done."""

from typing import Literal

from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.drive import Identity

Verify = Literal["full", "sampled"]


class Step(Base, frozen=True):
    """One technique to run. A later step of a plan is the fallback of the one before.

    `passes` is 0 for a firmware technique (the only ones that may be verified by samples).
    `patterns` names what each pass of an overwrite writes: "random", or bytes in hexadecimal
    ("00", "92492…"), or "~" before either for its complement of the pass before.
    """

    technique: str
    level: Level
    passes: int
    verify: Verify
    scheme: str = ""
    patterns: tuple[str, ...] = ()


class Plan(Base, frozen=True):
    """The steps for one drive. `wanted` None: the best available."""

    drive: Identity
    wanted: Level | None
    steps: tuple[Step, ...]
    rejected: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()  # known before the start: limits and exceptions to be recorded
