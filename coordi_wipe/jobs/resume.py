"""Where an interrupted overwrite stood, and how far before that it goes on."""

from collections.abc import Sequence

from coordi_wipe.model.facts import AnyFact, Began, Wrote
from coordi_wipe.sanitize.techniques.overwrite import Position

MIN_REWIND = 64 << 20
MAX_REWIND = 1 << 30
_LAST_MINUTE = 60.0


def reached(facts: Sequence[AnyFact], step: int) -> Position:
    """How far this step had come by its facts; what is written again below that takes nothing back."""
    at = Position()
    for fact in facts:
        if isinstance(fact, Began) and fact.step == step:
            at = Position(fact.number, fact.offset)
        elif isinstance(fact, Wrote) and fact.step == step:
            before = at.offset if fact.number == at.number else 0
            at = Position(fact.number, max(fact.upto, before))
    return at


def rewind(facts: Sequence[AnyFact]) -> int:
    """Bytes to write again: what the last minute wrote, at least 64 MiB, at most 1 GiB.

    A drive may have acknowledged a flush and kept the data in a cache that lost its power.
    """
    wrote = [fact for fact in facts if isinstance(fact, Wrote)]
    if not wrote:
        return MIN_REWIND
    recent = sum(fact.upto - fact.start for fact in wrote if 0 <= wrote[-1].up - fact.up <= _LAST_MINUTE)
    return min(MAX_REWIND, max(MIN_REWIND, recent))


def attachment(facts: Sequence[AnyFact]) -> tuple[str, int]:
    """Boot and diskseq under which the last write was made: a re-plugged drive has another."""
    now = written = ("", -1)
    for fact in facts:
        if isinstance(fact, Began):
            now = (fact.boot, fact.drive.diskseq)
        elif isinstance(fact, Wrote):
            written = now
    return written
