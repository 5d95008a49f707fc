"""The present of a job: how far, how fast, how long still, how hot; written at most five times a second."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from coordi_wipe.hardware.temperature import Warmth
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.model.plan import Plan
from coordi_wipe.model.progress import Progress, Stage, Stick

_EVERY = 0.2  # seconds between two writes
_WINDOW = 10.0  # seconds over which the rate is taken
_WARMTH_EVERY = 10.0  # seconds between two looks at the thermometer


@dataclass
class Present:
    """Publishes Progress for one job."""

    folder: JobFolder
    plan: Plan
    up: Callable[[], float]
    warmth: Callable[[], Warmth | None] = lambda: None
    _shown: float = 0.0
    _looked: float = -_WARMTH_EVERY
    _warm: Warmth | None = None
    _seen: deque[tuple[float, int]] = field(default_factory=deque)
    _last: Progress | None = None

    def show(self, step: int, stage: Stage, number: int, moved: int, *, stick: Stick) -> bool:
        """Publishes where the job is, and answers whether the drive is too hot to go on."""
        now = self.up()
        if now - self._looked >= _WARMTH_EVERY:
            self._looked, self._warm = now, self.warmth()
        if now - self._shown >= _EVERY:
            self._shown = now
            self._last = self._progress(now, step, stage, number, moved, stick=stick)
            self.folder.publish(self._last)
        return self._warm is not None and self._warm.too_hot

    def waiting_for_stick(self, stick: Stick) -> None:
        """Publishes that facts cannot be made durable, and why."""
        now = self.up()
        if now - self._shown >= _EVERY:
            self._shown = now
            done, total = (self._last.bytes, self._last.total) if self._last else (0, self.plan.drive.size)
            self.folder.publish(
                Progress(0, "waiting", 0, self._passes, done, total, 0.0, None, None, stick, now)
            )

    @property
    def celsius(self) -> int | None:
        """How warm the drive was at the last look."""
        return self._warm.celsius if self._warm else None

    @property
    def _passes(self) -> int:
        return self.plan.steps[0].passes

    def _progress(
        self, now: float, step: int, stage: Stage, number: int, moved: int, *, stick: Stick
    ) -> Progress:
        size, passes = self.plan.drive.size, self.plan.steps[step].passes
        # a full read-back takes about as long as one more pass
        done = (passes if stage == "verify" else number) * size + moved
        rate = 0.0 if stage == "cooling" else self._rate(now, done)
        left = ((passes + 1) * size - done) / rate if rate else None
        celsius = self.celsius
        return Progress(step, stage, number, passes, moved, size, rate, left, celsius, stick, now)

    def _rate(self, now: float, done: int) -> float:
        if self._seen and done < self._seen[-1][1]:  # started again from an earlier place
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[0][0] < now - _WINDOW:
            self._seen.popleft()
        then, before = self._seen[0]
        return (done - before) / (now - then) if now > then else 0.0
