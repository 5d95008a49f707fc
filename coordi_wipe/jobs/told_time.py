"""Who has told this PC what time it is, since it was switched on: a hint for the papers, never a proof.

Kept where the PC's memory is (RUN/clock.json): the next PC's clock is another one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from coordi_wipe.ledger import durable
from coordi_wipe.model.base import Base
from coordi_wipe.model.facts import AnyFact, Began

FILE = "clock.json"


class Told(Base, frozen=True):
    """Since the PC had been on for `up` seconds, in this boot, its clock has been right by this source."""

    source: Literal["ntp", "inventory"]
    boot: str
    up: float


def remember(run: Path, told: Told, *, jumped: bool = False) -> None:
    """Keeps since when a source says so; `jumped`: the clock was set just now, so what was said before of it
    is over. Raises OSError."""
    before = () if jumped else tuple(one for one in known(run) if one.boot == told.boot)
    if any(one.source == told.source for one in before):
        return
    durable.make_folder(run)
    durable.write(run / FILE, msgspec.json.encode((*before, told)))


def known(run: Path) -> tuple[Told, ...]:
    """Who has told; nobody where the file is not there or cannot be read."""
    try:
        return msgspec.json.decode((run / FILE).read_bytes(), type=tuple[Told, ...])
    except (OSError, msgspec.MsgspecError):
        return ()


def source(run: Path, facts: Sequence[AnyFact]) -> Literal["untrusted", "ntp", "inventory"]:
    """By whose time all of these facts were written down. One boot, and told before the first of them: a
    clock that was set in the middle says nothing about the beginning."""
    boots = {fact.boot for fact in facts if isinstance(fact, Began)}
    told = {one.source for one in known(run) if boots == {one.boot} and one.up <= facts[0].up}
    return "inventory" if "inventory" in told else "ntp" if "ntp" in told else "untrusted"
