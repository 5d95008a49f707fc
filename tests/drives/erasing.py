"""An erase under way inside a drive: how far it is, what it reaches, and how it ends."""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from coordi_wipe.rehearsal.temper import Temper
from drives.media import Media

Phase = Literal["never", "running", "done", "failed"]

_CRAWL = 0.01  # where an erase that never ends stays
_STEP = 4096


class Progress(Struct):
    """What the drive remembers of its erase over a loss of power. `share`: done before the power came."""

    phase: Phase = "never"
    kind: str = ""
    share: float = 0.0
    failures: int = 0


class DeadError(Exception):
    """The drive answers nothing any more."""


class Erasing:
    """The last erase of a drive. `clock`: seconds of the drive's own time; `changed`: keeps the state."""

    def __init__(
        self,
        temper: Temper,
        medium: Sequence[Media],
        progress: Progress,
        clock: Callable[[], float],
        changed: Callable[[], None],
    ) -> None:
        self._temper = temper
        self._medium = self._all = medium
        self._clock = clock
        self._changed = changed
        self._since = clock()
        self.progress = progress
        self.dead = False

    def only(self, medium: Sequence[Media]) -> None:
        """What the next erase is of: one namespace, or all."""
        self._medium = medium

    @property
    def phase(self) -> Phase:
        """Where it is by now. Raises DeadError once the drive is."""
        self._settle()
        return self.progress.phase

    def share(self) -> float:
        """How much is done, from 0 to 1."""
        if self.progress.phase != "running":
            return 1.0
        if self._temper.never_ends:
            return _CRAWL
        passed = (self._clock() - self._since) / max(self._temper.seconds, 1e-9)
        return min(self.progress.share + passed, 1.0)

    def left(self) -> float:
        """Seconds of the drive's time until it is over; infinite where it never is."""
        if self.progress.phase != "running":
            return 0.0
        return float("inf") if self._temper.never_ends else (1.0 - self.share()) * self._temper.seconds

    def start(self, kind: str) -> None:
        """Begins one; "running" until its time is over."""
        self.progress.phase, self.progress.kind, self.progress.share = "running", kind, 0.0
        self._since = self._clock()
        self._changed()

    def _settle(self) -> None:
        if self.dead:
            raise DeadError
        if self.progress.phase != "running":
            return
        share = self.share()
        dies = self._temper.dies_at
        if dies is not None and share >= dies:
            self._reach(dies)
            self.dead = True
            raise DeadError
        if share >= 1.0:
            self._end()

    def _end(self) -> None:
        if self._temper.fails < 0 or self.progress.failures < self._temper.fails:
            self.progress.failures += 1
            self.progress.phase = "failed"
        else:
            self._reach(1.0)
            self.progress.phase = "done"
        self._changed()

    def _reach(self, share: float) -> None:
        """What becomes of the bytes once `share` of an erase is done."""
        leaves = "random" if "crypto" in self.progress.kind else self._temper.leaves
        for one in self._medium:
            match self._temper.reach:
                case "nothing":
                    continue
                case "first-namespace" if one is not self._all[0]:
                    continue
                case "mapped":
                    one.erase_mapped(leaves)
                case "first-half":
                    one.erase(0, round(one.size * min(share, 0.5)) // _STEP * _STEP, leaves)
                case _:
                    self._honestly(one, share, leaves)
            one.sync()
            one.unreadable = self._temper.unreadable_until_written

    def _honestly(self, one: Media, share: float, leaves: str) -> None:
        upto = one.size if share >= 1.0 else round(one.size * share) // _STEP * _STEP
        match self.progress.kind:
            case "emmc-sanitize":
                one.erase_spare(leaves)
            case "emmc-erase" | "emmc-trim" | "emmc-discard":
                one.erase_addressed(upto, leaves)
            case _:
                one.erase(0, upto, leaves)
