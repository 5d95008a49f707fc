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

    @property
    def name(self) -> str:
        """Of a firmware technique: the code of its words."""
        return f"technique.{self.technique}.{self.scheme}"


class Plan(Base, frozen=True):
    """The steps for one drive. `wanted` None: the best available. `method`: what was asked for, as in
    `--method`; empty in plans of before it was kept."""

    drive: Identity
    wanted: Level | None
    steps: tuple[Step, ...]
    rejected: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()  # known before the start: limits and exceptions to be recorded
    method: str = ""

    @property
    def overwrite(self) -> Step | None:
        """The step that writes passes: one at most, the last resort of a drive that cannot erase itself."""
        return next((step for step in self.steps if step.passes), None)
