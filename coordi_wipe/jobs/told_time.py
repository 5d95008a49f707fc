"""Who has told this PC what time it is, since it was switched on: a hint for the papers, never a proof.

Kept where the PC's memory is (RUN/clock.json): the next PC's clock is another one.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.facts import AnyFact, Began

FILE = "clock.json"
TOLERANCE = 5.0  # seconds that a clock may be off and is let alone


class Told(Base, frozen=True):
    """Since the PC had been on for `up` seconds, in this boot, its clock has been right by this source.

    `offset`: what the clock said then (Unix time) minus `up`, in seconds: it stays as it is until somebody
    sets the clock. None, of a version that did not keep it, says nothing.
    """

    source: Literal["ntp", "inventory"]
    boot: str
    up: float
    offset: float | None = None

    def holds(self, offset: float | None) -> bool:
        """Whether a clock of this offset is still the one that was right."""
        return self.offset is not None and offset is not None and abs(self.offset - offset) <= TOLERANCE


def remember(run: Path, told: Told, *, jumped: bool = False) -> None:
    """Keeps since when a source says so; `jumped`: the clock was set just now, so what was said before of it
    is over, as it is where another has set it meanwhile. Raises OSError."""
    kept = () if jumped else known(run)
    before = tuple(one for one in kept if one.boot == told.boot and one.holds(told.offset))
    if any(one.source == told.source for one in before):
        return
    durable.make_folder(run)
    durable.write(run / FILE, msgspec.json.encode((*before, told)))


def known(run: Path) -> tuple[Told, ...]:
    """Who has told; nobody where the file is not there or cannot be read."""
    try:
        return decoding.json((run / FILE).read_bytes(), tuple[Told, ...])
    except (OSError, msgspec.MsgspecError):
        return ()


def source(run: Path, facts: Sequence[AnyFact]) -> Literal["untrusted", "ntp", "inventory"]:
    """By whose time all of these facts were written down. One boot, told before the first of them, and the
    same clock all along: one that was set in the middle, by whomever, says nothing about the rest."""
    boots = {fact.boot for fact in facts if isinstance(fact, Began)}
    offsets = [_offset(fact) for fact in facts]
    told = {
        one.source
        for one in known(run)
        if boots == {one.boot} and one.up <= facts[0].up and all(map(one.holds, offsets))
    }
    return "inventory" if "inventory" in told else "ntp" if "ntp" in told else "untrusted"


def _offset(fact: AnyFact) -> float | None:
    try:
        return datetime.fromisoformat(fact.at).timestamp() - fact.up
    except ValueError:
        return None
