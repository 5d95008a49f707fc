"""What happened to a drive, line by line: the only thing that a claim is computed from."""

from typing import Literal

from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.drive import Identity


class Fact(Base, frozen=True, tag_field="fact"):
    """A line of facts.jsonl: `at` is the wall clock (ISO 8601, UTC), `up` seconds since boot."""

    at: str
    up: float


class Began(Fact, frozen=True, tag="began"):
    """Work starts, or starts again after an interruption, at this pass and byte offset."""

    boot: str
    drive: Identity
    offset: int
    step: int = 0
    number: int = 0


class Ran(Fact, frozen=True, tag="ran"):
    """A command that was run, with its exit code and what it printed."""

    step: int
    argv: tuple[str, ...]
    code: int
    output: str


class Saw(Fact, frozen=True, tag="saw"):
    """A state read from the drive itself; `status` holds the drive's own bytes or words."""

    step: int
    state: Literal["capability", "accepted", "running", "completed", "failed"]
    status: str


class Planted(Fact, frozen=True, tag="planted"):
    """Canaries written before a firmware erase; `places` is the digest of their block numbers."""

    step: int
    count: int
    places: str


class Wrote(Fact, frozen=True, tag="wrote"):
    """Bytes [start, upto) of this pass are written and flushed, but for the `skipped` ranges."""

    step: int
    number: int
    start: int
    upto: int
    skipped: tuple[tuple[int, int], ...] = ()


class Read(Fact, frozen=True, tag="read"):
    """A read-back: bytes read and compared, how many differed, what could not be read."""

    step: int
    kind: Literal["full", "sampled"]
    places: int
    read: int
    mismatches: int
    unreadable: tuple[tuple[int, int], ...] = ()
    canaries_checked: int = 0
    canaries_alive: int = 0


class Noted(Fact, frozen=True, tag="noted"):
    """A limit (printed) or an exception (a supervisor accepts it) that was found."""

    reason: Reason
    kind: Literal["limit", "exception"]
    cap: Level


class Marked(Fact, frozen=True, tag="marked"):
    """A fingerprint written after verification and read back: the only change since."""

    offset: int
    length: int
    sha256: str


class Ended(Fact, frozen=True, tag="ended"):
    """The work is over, and nothing follows."""

    how: Literal["finished", "cancelled", "refused", "vanished", "gave_up"]
    drive: Identity
    reason: Reason | None = None


AnyFact = Began | Ran | Saw | Planted | Wrote | Read | Noted | Marked | Ended
