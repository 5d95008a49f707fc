"""What every drive's own erase comes down to: a command, and what the drive says of it."""

from typing import Literal

from coordi_wipe.model.base import Base

Phase = Literal["idle", "running", "completed", "failed", "frozen", "unknown"]
"""Where an erase is, by the drive's own word. "idle" says nothing of any erase, "unknown" is no word."""


class Status(Base, frozen=True):
    """The drive's own word about its erase. `share`: how much is done, from 0 to 1; None: not said.

    `words`: its status as evidence keeps it, short.
    """

    phase: Phase
    words: str
    share: float | None = None
