"""One firmware step of a job: the erases that it is made of, and the facts that they leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from coordi_wipe.hardware.host import Claimed
from coordi_wipe.model.base import Reason
from coordi_wipe.model.facts import AnyFact, Noted, Planted, Ran, Read, Saw
from coordi_wipe.model.plan import Step
from coordi_wipe.model.progress import Stage
from coordi_wipe.sanitize import estimate, firmware, making
from coordi_wipe.sanitize.firmware import Around, Commands, FailedError, Outcome, State
from coordi_wipe.sanitize.unlocking import STANDS, Opened, open_ours

_OUTPUT = 2000  # characters of a tool's output that a fact keeps
_TURN = 1.0  # seconds between two looks at whether work is to stop, while a drive erases itself


@dataclass(frozen=True)
class Writing:
    """How facts are written down: `insist` returns once all are durable."""

    record: Callable[[AnyFact], None]
    insist: Callable[[], None]
    stamp: Callable[[], tuple[str, float]]


class Surroundings(Protocol):
    """What of `jobs.work.Surroundings` is needed here."""

    @property
    def tick(self) -> Callable[[int, Stage, int, int], None]: ...
    @property
    def up(self) -> Callable[[], float]: ...
    @property
    def sleep(self) -> Callable[[float], None]: ...


def erase(
    number: int, step: Step, claimed: Claimed, writing: Writing, surroundings: Surroundings
) -> Reason | None:
    """Runs step `number`; why it did not work, or None where the facts are to tell. Raises Halted."""
    facts = _Step(number, claimed, writing, surroundings)
    around = facts.around()
    usual = estimate.firmware(step, claimed.identity)
    try:
        for technique in making.erases(step, Commands(claimed, around), usual):
            seen = firmware.erase(technique, claimed.blocks, around)
            facts.read(seen)
            if seen.alive or seen.like_before:
                break  # a second erase would hide that the first one lied
    except FailedError as failure:
        return Reason(failure.code, dict(failure.args_of_reason))
    return None


def open_first(number: int, claimed: Claimed, writing: Writing, surroundings: Surroundings) -> Opened:
    """Takes our password from a drive that an interrupted erase may have left with it."""
    facts = _Step(number, claimed, writing, surroundings)
    try:
        opened = open_ours(Commands(claimed, facts.around()))
    except FailedError:
        opened = "silent"
    facts.saw("capability", f"{STANDS}{opened}")
    return opened


_DATA_LEFT = frozenset({"canaries-alive", "differences", "unreadable"})
"""Reasons of a claim that tell people what to do with a drive: here another way follows."""


def failed(step: Step, why: Reason) -> Reason:
    """The note that says which technique did not work, and why."""
    code = "firmware-left-data" if why.code in _DATA_LEFT else why.code
    return Reason("technique-failed", {**why.args, "technique": step.name, "why": code})


class _Step:
    """The facts of one step, each durable before the drive is asked for anything more."""

    def __init__(self, number: int, claimed: Claimed, writing: Writing, surroundings: Surroundings) -> None:
        self._number = number
        self._claimed = claimed
        self._writing = writing
        self._surroundings = surroundings
        self._share = 0.0

    def around(self) -> Around:
        return Around(
            ran=self.ran,
            saw=self.saw,
            planted=self.planted,
            tick=self.tick,
            clock=self._surroundings.up,
            sleep=self.sleep,
        )

    def ran(self, argv: Sequence[str], code: int, output: str) -> None:
        fact = Ran(*self._writing.stamp(), self._number, tuple(argv), code, output[:_OUTPUT])
        self._writing.record(fact)

    def saw(self, state: State, words: str) -> None:
        self._writing.record(Saw(*self._writing.stamp(), self._number, state, words))
        self._writing.insist()

    def planted(self, count: int, places: str) -> None:
        self._writing.record(Planted(*self._writing.stamp(), self._number, count, places))
        self._writing.insist()

    def read(self, seen: Outcome) -> None:
        self._writing.record(
            Read(
                *self._writing.stamp(),
                step=self._number,
                kind="sampled",
                places=seen.places,
                read=seen.read,
                mismatches=seen.like_before,
                unreadable=seen.unreadable,
                canaries_checked=seen.checked,
                canaries_alive=seen.alive,
            )
        )
        held = Reason("content-seen", dict[str, str | int](seen.kinds))
        self._writing.record(Noted(*self._writing.stamp(), reason=held, kind="limit", cap="purge"))

    def tick(self, share: float | None) -> None:
        self._share = share or 0.0
        moved = int(self._share * self._claimed.identity.size)
        self._surroundings.tick(self._number, "firmware", 0, moved)

    def sleep(self, seconds: float) -> None:
        """In turns: whoever asks the work to stop does not wait for a minute."""
        while seconds > 0:
            self._surroundings.sleep(min(seconds, _TURN))
            seconds -= _TURN
            self.tick(self._share)
