"""The present of a job, replaced five times a second at most; never a proof of anything."""

from typing import Literal

from coordi_wipe.model.base import Base

Stage = Literal["starting", "write", "verify", "firmware", "waiting", "cooling", "done"]
Stick = Literal["present", "missing", "full", "read-only"]


class Progress(Base, frozen=True):
    """`bytes` of `total` in this pass; `rate` bytes a second; `seconds_left` for the whole job.

    `stick` says why while facts cannot be made durable, else "present". `up`: seconds since boot. In the
    stage "cooling" the drive rests at `celsius` until it is cooler.
    """

    step: int
    stage: Stage
    number: int
    passes: int
    bytes: int
    total: int
    rate: float
    seconds_left: float | None
    celsius: int | None
    stick: Stick
    up: float
