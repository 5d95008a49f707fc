"""A running job that gives no sign of life. A hung kernel call cannot be cancelled: it can only be told."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec.structs import replace

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Reason

LIMIT = 30.0
"""Seconds without a new Progress after which it is told, and between two times that it is told."""


@dataclass
class _Sign:
    """The last sign of life: Progress.up (None: none yet), when we saw it, when its absence was last told."""

    up: float | None
    seen: float
    told: float


@dataclass
class Attentive:
    """Shows jobs. Of a running one whose present stands still, it tells that with the reason in `why`, and
    does not show a present that is none any more. Ordinary progress takes it back."""

    show: Callable[[JobView], None]
    tell: Callable[[JobView], None]
    clock: Callable[[], float] = time.monotonic  # not time asleep: nobody could give a sign then
    _signs: dict[str, _Sign] = field(default_factory=dict)

    def __call__(self, job: JobView) -> None:
        if job.state != "running" or job.claim is not None:  # with a claim, only papers are being made
            self._signs.pop(job.uuid, None)
            self.show(job)
            return
        now, up = self.clock(), job.progress.up if job.progress is not None else None
        sign = self._signs.get(job.uuid)
        if sign is None or sign.up != up:
            sign = self._signs[job.uuid] = _Sign(up, now, now)
        if now - sign.seen < LIMIT:
            self.show(job)
        elif now - sign.told >= LIMIT:
            sign.told = now
            self.tell(replace(job, why=_silent(job, now - sign.seen)))


def _silent(job: JobView, seconds: float) -> Reason:
    node = job.drive.node if job.drive is not None else "?"
    return Reason("drive-silent", {"node": node, "seconds": round(seconds)})
