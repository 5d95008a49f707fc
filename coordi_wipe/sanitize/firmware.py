"""An erase by the drive's own firmware: canaries before it, the drive's own word, canaries after it.

NIST SP 800-88 Rev. 1, 4.7.3; SANITIZATION.md, "Verification after firmware erase". Nobody believes a drive
here: its word is recorded, and what can be read is looked at.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from coordi_wipe.hardware.erasing import Status
from coordi_wipe.hardware.host import Block, Claimed, Output
from coordi_wipe.sanitize.content_kind import KINDS, Glance, Kind, glances, like_before
from coordi_wipe.sanitize.control import Halted, judge
from coordi_wipe.sanitize.verification import Canaries, alive, plant, sample_count, strata

_POLL = 2.0  # seconds between two questions at first, and a twentieth of the time that has passed
_RARELY = 60.0  # seconds between two questions at most
_PATIENCE = 2 * 3600.0  # seconds without progress before a drive is given up, at least
_ANSWER = 60.0  # seconds for a command that answers at once
_UNKNOWN = 5  # questions in a row that the drive may leave without an answer
_SAMPLES = 4096  # places looked at besides the canaries, before and after: a minute each on a magnetic disk

State = Literal["capability", "accepted", "running", "completed", "failed"]


class FailedError(Exception):
    """This technique did not work on this drive; the next one may. `code` and `args` of the reason."""

    def __init__(self, code: str, **args: str | int) -> None:
        super().__init__(code, args)
        self.code, self.args_of_reason = code, args


@dataclass(frozen=True)
class Around:
    """What an erase needs besides the drive. The callbacks record facts and return once they are durable.

    `ran(argv, code, output)`, `saw(state, words)`, `planted(count, digest of the places)`; `tick(share)` may
    raise to stop.
    """

    ran: Callable[[Sequence[str], int, str], None]
    saw: Callable[[State, str], None]
    planted: Callable[[int, str], None]
    tick: Callable[[float | None], None]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    chance: random.Random | random.SystemRandom = field(default_factory=random.SystemRandom)


def patience(estimate: float) -> float:
    """Seconds that an erase may stand still that should take so many (SANITIZATION.md, "May never end")."""
    return max(_PATIENCE, 3 * estimate)


class Technique(Protocol):
    """One way to make a drive erase itself."""

    @property
    def patience(self) -> float:
        """Seconds without any progress after which this drive is given up."""
        ...

    def capability(self) -> Status:
        """The drive's word before anything is asked of it."""
        ...

    def start(self) -> Status:
        """Asks for the erase. Raises FailedError when the drive refuses."""
        ...

    def look(self) -> Status:
        """How far it is; `completed` and `failed` end it."""
        ...


class Commands:
    """Runs tools on a claimed drive and records each with its answer, by `ran`."""

    def __init__(
        self, claimed: Claimed, around: Around, ran: Callable[[Sequence[str], int, str], None] | None = None
    ) -> None:
        self.claimed = claimed
        self.around = around
        self.ran = ran or around.ran

    @property
    def node(self) -> str:
        return self.claimed.identity.node

    def run(self, argv: Sequence[str], *, timeout: float = _ANSWER, free: bool = False) -> Output:
        """A command that may change the drive: recorded. Raises FailedError where it cannot be run."""
        try:
            done = self.claimed.run(argv, timeout=timeout, free=free)
        except TimeoutError as error:
            raise FailedError("firmware-silent", program=argv[0], seconds=round(timeout)) from error
        except OSError as error:
            judge(error)
            raise FailedError("tool-failed", program=argv[0], error=error.strerror or "") from error
        self.ran(argv, done.code, text(done))
        return done

    def ask(self, argv: Sequence[str], *, timeout: float = _ANSWER) -> Output:
        """A question: it is asked too often to be recorded, its answer is by `saw`."""
        try:
            return self.claimed.run(argv, timeout=timeout)
        except TimeoutError as error:
            raise FailedError("firmware-silent", program=argv[0], seconds=round(timeout)) from error
        except OSError as error:
            judge(error)
            raise FailedError("tool-failed", program=argv[0], error=error.strerror or "") from error


def text(done: Output) -> str:
    """What a tool printed, on both its ways."""
    return (done.out + done.err).decode(errors="replace").strip()


@dataclass(frozen=True)
class Outcome:
    """What was read after an erase: places, bytes, what could not be read, canaries looked at and left,
    places that hold still what they held, and what the others hold."""

    places: int
    read: int
    unreadable: tuple[tuple[int, int], ...]
    checked: int
    alive: int
    like_before: int
    kinds: Mapping[Kind, int]


class _Before(NamedTuple):
    """What is to be compared after an erase, of one namespace."""

    canaries: Canaries
    glances: dict[int, Glance]


def erase(technique: Technique, blocks: Sequence[Block], around: Around) -> Outcome:
    """Plants canaries in every namespace, has the drive erase itself, and looks. Raises FailedError, Halted.

    A survivor is no error here: the claim is computed from the outcome (model/claim.py).
    """
    before = _idle(technique, around)
    around.saw("capability", before.words)
    known = [_prepared(block, around) for block in blocks]
    digests = "".join(one.canaries.digest for one in known)
    digest = digests if len(known) == 1 else hashlib.sha256(digests.encode()).hexdigest()
    around.planted(sum(len(one.canaries.places) for one in known), digest)
    started = technique.start()
    around.saw("running" if started.phase == "running" else "accepted", started.words)
    _follow(technique, started, around)
    seen = [_look(block, one) for block, one in zip(blocks, known, strict=True)]
    return Outcome(
        places=sum(one.places for one in seen),
        read=sum(one.read for one in seen),
        unreadable=tuple(stretch for one in seen for stretch in one.unreadable),
        checked=sum(one.checked for one in seen),
        alive=sum(one.alive for one in seen),
        like_before=sum(one.like_before for one in seen),
        kinds={kind: sum(one.kinds[kind] for one in seen) for kind in KINDS},
    )


def _idle(technique: Technique, around: Around) -> Status:
    """The drive's word before ours is asked for. One that erases itself still (a power cut) is let end."""
    while True:
        before = technique.capability()
        if before.phase != "running":
            return before
        around.saw("capability", before.words)
        _outlast(technique, before, around)


def _outlast(technique: Technique, status: Status, around: Around) -> None:
    """Waits for the end of an erase that is none of ours. Raises Halted when it does not move."""
    began, moved, furthest, silent = around.clock(), around.clock(), status.share or 0.0, 0
    while status.phase == "running" or 0 < silent < _UNKNOWN:
        around.tick(status.share)
        around.sleep(min(max(_POLL, (around.clock() - began) / 20), _RARELY))
        status = technique.look()
        silent = silent + 1 if status.phase == "unknown" else 0
        if (status.share or 0.0) > furthest:
            furthest, moved = status.share or 0.0, around.clock()
        _watch(technique, around.clock() - moved)


def _watch(technique: Technique, still: float) -> None:
    """Raises Halted where a drive has not moved for so many seconds."""
    if still > technique.patience:
        raise Halted("gave_up", "firmware-never-ends", hours=round(technique.patience / 3600))


def _prepared(block: Block, around: Around) -> _Before:
    """Plants the canaries, and looks at a stratified tenth of the rest."""
    blocks = block.size // block.logical
    try:
        canaries = plant(block, around.chance)
    except OSError as error:
        judge(error)
        raise FailedError("canaries-not-planted", error=error.strerror or "") from error
    others = strata(blocks, min(sample_count(blocks), _SAMPLES), around.chance)
    return _Before(canaries, glances(block, sorted(set(others) - set(canaries.places))))


def _follow(technique: Technique, started: Status, around: Around) -> None:
    """Asks until the drive says that it is done. Raises FailedError when it says otherwise or nothing."""
    furthest, moved, silent, seen = started.share or 0.0, around.clock(), 0, started.phase == "running"
    status, began = started, around.clock()
    while status.phase != "completed":
        around.tick(status.share)
        around.sleep(min(max(_POLL, (around.clock() - began) / 20), _RARELY))
        status = technique.look()
        silent = silent + 1 if status.phase in ("unknown", "idle", "frozen") else 0
        if status.phase == "running" and not seen:
            around.saw("running", status.words)
            seen = True
        if status.phase == "failed":
            around.saw("failed", status.words)
            raise FailedError("firmware-failed", status=status.words)
        if silent >= _UNKNOWN:
            raise FailedError("firmware-answers-nothing", status=status.words)
        if (status.share or 0.0) > furthest:
            furthest, moved = status.share or 0.0, around.clock()
        _watch(technique, around.clock() - moved)
    around.saw("completed", status.words)


def _look(block: Block, before: _Before) -> Outcome:
    """Every canary, and the places that were looked at before: they need only be readable, and changed."""
    try:
        block.flush()
        survivors = alive(block, before.canaries)
    except OSError as error:
        judge(error)
        raise FailedError("unreadable-after-erase", error=error.strerror or "") from error
    seen = glances(block, tuple(before.glances))
    count = len(before.canaries.places)
    lost = sorted(before.glances.keys() - seen.keys())
    kinds = Counter(one.kind for one in seen.values())
    return Outcome(
        places=count + len(before.glances),
        read=(count + len(seen)) * block.logical,
        unreadable=tuple((place * block.logical, (place + 1) * block.logical) for place in lost),
        checked=count,
        alive=survivors,
        like_before=like_before(before.glances, seen),
        kinds={kind: kinds[kind] for kind in KINDS},
    )
