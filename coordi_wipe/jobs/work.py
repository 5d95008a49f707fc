"""The work on one claimed drive, from the first fact to the last: run_job.

The order is the proof (JOBS.md, "Two gates"): nothing is written before `began` and the ledger's intent
are durable, and nothing says "done" before `ended` is.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from coordi_wipe.hardware.host import Claimed
from coordi_wipe.jobs.folder import Job
from coordi_wipe.jobs.marking import fingerprint, is_own
from coordi_wipe.jobs.resume import attachment, reached, rewind
from coordi_wipe.model.base import Reason
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Identity, is_numbered
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import AnyFact, Began, Ended, Marked, Noted, Ran, Read, Wrote
from coordi_wipe.model.fingerprint import PLACE, encode
from coordi_wipe.model.levels import REPLUG_MEDIA
from coordi_wipe.model.notes import cap, weight
from coordi_wipe.model.plan import Step
from coordi_wipe.model.progress import Stage
from coordi_wipe.sanitize.control import Halted, Terminated
from coordi_wipe.sanitize.marking import mark, put_back
from coordi_wipe.sanitize.stream import BLOCK, aligned
from coordi_wipe.sanitize.techniques.overwrite import Overwrite, Position
from coordi_wipe.sanitize.verification import read_exactly

Kind = Literal["limit", "exception"]
Ending = Literal["finished", "cancelled", "refused", "vanished", "gave_up"]

_VIRTUAL = "virtual-machine"
_OUTPUT = 2000  # characters of a tool's output that a fact keeps


class ReplugError(Terminated):
    """All is written; this medium is read back only after it was unplugged and plugged in again."""


@dataclass(frozen=True)
class Surroundings:
    """What run_job needs besides the drive. `record` answers whether the fact is durable yet; `insist`
    returns once all are; `look` reads the identity again (None: gone); `intend` writes the ledger's
    intent; `tick` may raise to stop; `virtual`: this is a virtual machine."""

    record: Callable[[AnyFact], bool]
    insist: Callable[[], None]
    intend: Callable[[], None]
    tick: Callable[[int, Stage, int, int], None]
    look: Callable[[], Identity | None]
    wall: Callable[[], float]
    up: Callable[[], float]
    boot: str
    virtual: bool = False


def run_job(job: Job, claimed: Claimed, facts: tuple[AnyFact, ...], around: Surroundings) -> Claim:
    """Does what the plan says, records it, and answers the claim that follows from the facts.

    `facts`: those of an interrupted run before. Raises Terminated when asked to stop as by a power cut.
    """
    return _Work(job, claimed, list(facts), around).run()


def stamp(wall: float) -> str:
    """A wall clock as facts hold it: ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="seconds")


class _Work:
    """One run of one job."""

    def __init__(self, job: Job, claimed: Claimed, facts: list[AnyFact], around: Surroundings) -> None:
        self._job = job
        self._claimed = claimed
        self._facts = facts
        self._around = around

    def run(self) -> Claim:
        try:
            # one technique so far; a later step is begun when the one before has failed
            self._overwrite(0, self._job.plan.steps[0])
        except Halted as halt:
            self._end(halt.how, self._claimed.identity, halt.reason)
        return claim(self._job.plan, self._facts)

    def _overwrite(self, number: int, step: Step) -> None:
        technique = Overwrite(
            block=self._claimed.blocks[0],
            size=self._job.plan.drive.size,
            step=step,
            keys=self._job.keys,
            checkpoint=self._job.checkpoint,
            budget=self._job.budget,
            wrote=lambda *stretch: self._wrote(number, *stretch),
            tick=lambda *progress: self._around.tick(number, *progress),
            marked=lambda data: is_own(self._job, data),
        )
        start = self._start(number, step, technique)
        self._begin(number, start)
        self._limit_error_time(number)
        start = self._unmarked(number, technique, start)
        found = technique.run(start, before_reading=self._wait_for_replug)
        self._record(
            Read(
                *self._stamp(),
                step=number,
                kind="full",
                places=found.places,
                read=found.read,
                mismatches=found.mismatches,
                unreadable=found.unreadable,
            )
        )
        self._finish(number, technique)

    def _finish(self, number: int, technique: Overwrite) -> None:
        """Looks at the drive once more; one that is erased gets its fingerprint."""
        seen = self._around.look()
        if seen is None:
            raise Halted("vanished", "drive-vanished")
        made = fingerprint(self._job, self._facts, seen)
        if made is not None:
            self._mark(number, technique, encode(made, seen.logical))
        self._end("finished", seen, None)

    def _mark(self, number: int, technique: Overwrite, data: bytes) -> None:
        """Writes the fingerprint, and records what the sector then holds."""
        outcome = mark(technique.block, data, technique.stream(technique.step.passes - 1), technique.size)
        length = len(data)
        if outcome == "marked":
            digest = hashlib.sha256(data).hexdigest()
            self._record(Marked(*self._stamp(), offset=PLACE, length=length, sha256=digest))
            return
        code = "fingerprint-not-written"
        self._record(Noted(*self._stamp(), reason=Reason(code), kind="limit", cap=cap(code)))
        if outcome != "as-before":
            # a sector that had been verified is so no more: the claim falls with it
            lost = ((PLACE, PLACE + length),) if outcome == "unreadable" else ()
            read, differ = (0, 0) if lost else (length, 1)
            self._record(Read(*self._stamp(), number, "sampled", 1, read, differ, unreadable=lost))

    def _unmarked(self, number: int, technique: Overwrite, start: Position) -> Position:
        """Where to go on: the fingerprint of an interrupted run is overwritten with the last pass first,
        so that a read-back always finds that pass and nothing else."""
        last = technique.step.passes - 1
        if start.number != last or start.offset == 0 or not self._may_be_marked(technique):
            return start
        length = self._job.plan.drive.logical
        if not put_back(technique.block, technique.stream(last), length, technique.size):
            return Position(last)  # with all that is done about bad sectors
        self._wrote(number, last, PLACE, length, ())
        return start

    def _may_be_marked(self, technique: Overwrite) -> bool:
        first = (
            f
            for f in reversed(self._facts)
            if isinstance(f, Marked) or (isinstance(f, Wrote) and not f.start)
        )
        if isinstance(next(first, None), Marked):
            return True  # and nothing was written over it since
        seen = aligned(BLOCK)[: technique.block.logical]
        try:
            read_exactly(technique.block, PLACE, seen, technique.size)
        except OSError:
            return True
        return is_own(self._job, bytes(seen))

    def _start(self, number: int, step: Step, technique: Overwrite) -> Position:
        at = reached(self._facts, number)
        if self._needs_replug() and at == self._written(step) and self._replugged():
            return at  # written in another attachment: only the reading is left
        before = self._job.rewind if self._job.rewind is not None else rewind(self._facts)
        # whoever must be plugged in again needs a write in this boot to be plugged in again after
        start = technique.resumed(at, max(before, BLOCK) if self._needs_replug() else before)
        if start is None and self._may_be_another():
            raise RefusedError("another-drive-here", node=self._claimed.identity.node)
        return start or Position()

    def _may_be_another(self) -> bool:
        """Whether only the bytes could have told that this is the drive that was begun: it has no number
        of its own and was attached anew. Nobody confirmed that the drive which hangs there now may be wiped.
        """
        began = next((fact for fact in reversed(self._facts) if isinstance(fact, Began)), None)
        here = self._claimed.identity
        if began is None or is_numbered(here):
            return False
        return (began.boot, began.drive.diskseq) != (self._around.boot, here.diskseq)

    def _written(self, step: Step) -> Position:
        return Position(step.passes - 1, self._job.plan.drive.size)

    def _begin(self, number: int, start: Position) -> None:
        """The first gate: nothing destructive before `began` and the intent are durable."""
        drive = self._claimed.identity
        self._record(
            Began(
                *self._stamp(),
                boot=self._around.boot,
                drive=drive,
                offset=start.offset,
                step=number,
                number=start.number,
            )
        )
        self._note(number)
        self._around.insist()
        self._around.intend()

    def _note(self, number: int) -> None:
        """Records what the plan knew, unless an interrupted run already did; and that a real job goes on in
        a virtual machine, wherever it was begun: `evidence.machine` is the first one only."""
        noted = {fact.reason.code for fact in self._facts if isinstance(fact, Noted)}
        overwrite = self._job.plan.steps[number].passes > 0
        notes = self._job.plan.notes
        if self._around.virtual and not self._job.rehearsal and all(n.code != _VIRTUAL for n in notes):
            notes = (*notes, Reason(_VIRTUAL))
        for reason in notes:
            if reason.code not in noted:
                limit = weight(reason.code, overwrite=overwrite) == "limit"
                kind: Kind = "limit" if limit else "exception"
                self._record(Noted(*self._stamp(), reason=reason, kind=kind, cap=cap(reason.code)))

    def _limit_error_time(self, number: int) -> None:
        """Asks an ATA disk to give up a bad sector after 7 s (ACS-4, SCT error recovery control)."""
        if not self._job.plan.drive.medium.startswith("ata-"):
            return
        argv = ("smartctl", "-l", "scterc,70,70", self._claimed.identity.node)
        try:
            done = self._claimed.run(argv, timeout=60)
        except OSError as error:
            self._record(Ran(*self._stamp(), step=number, argv=argv, code=127, output=str(error)))
            return
        output = done.out.decode(errors="replace")[:_OUTPUT]
        self._record(Ran(*self._stamp(), step=number, argv=argv, code=done.code, output=output))

    def _wrote(
        self, step: int, number: int, start: int, upto: int, lost: tuple[tuple[int, int], ...]
    ) -> None:
        self._record(Wrote(*self._stamp(), step=step, number=number, start=start, upto=upto, skipped=lost))

    def _needs_replug(self) -> bool:
        return self._job.plan.drive.medium in REPLUG_MEDIA

    def _replugged(self) -> bool:
        """The claim's own rule (model/claim.py): attached anew, in the boot of the last write."""
        boot, diskseq = attachment(self._facts)
        return boot == self._around.boot and diskseq < self._claimed.identity.diskseq

    def _wait_for_replug(self) -> None:
        if self._needs_replug() and not self._replugged():
            raise ReplugError

    def _end(self, how: Ending, drive: Identity, reason: Reason | None) -> None:
        """The second gate: the last fact is durable before anything says "done"."""
        self._record(Ended(*self._stamp(), how=how, drive=drive, reason=reason))
        self._around.insist()

    def _record(self, fact: AnyFact) -> None:
        self._facts.append(fact)
        self._around.record(fact)

    def _stamp(self) -> tuple[str, float]:
        return stamp(self._around.wall()), self._around.up()
