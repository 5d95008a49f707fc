"""The process that does a job: `python -m coordi_wipe.jobs.worker HOME RUN UUID`. No face, no socket.

It holds `alive`, finds the drive again by its identity, takes it, works, and leaves evidence.json.
Its exit codes are those of exits.py, or an error's own.
"""

import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Literal

from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.hardware import temperature
from coordi_wipe.hardware.host import Claimed, Host
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs import told_time
from coordi_wipe.jobs.exits import DONE, REFUSED, STOPPED, TAKEN
from coordi_wipe.jobs.finding import attached, find, refuse_protected
from coordi_wipe.jobs.folder import Job, JobFolder, check_within
from coordi_wipe.jobs.locks import TakenError, holding
from coordi_wipe.jobs.present import Present
from coordi_wipe.jobs.recorder import RETRY, Recorder
from coordi_wipe.jobs.stick import trouble
from coordi_wipe.jobs.work import ReplugError, Surroundings, run_job, stamp
from coordi_wipe.ledger import durable
from coordi_wipe.ledger.entry import Intent
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Reason
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import CoordiWipeError, RefusedError
from coordi_wipe.model.evidence import EVIDENCE_VERSION, RULES_VERSION, Evidence, LedgerPosition
from coordi_wipe.model.facts import AnyFact, Began, Ended, Read
from coordi_wipe.model.progress import Stage
from coordi_wipe.sanitize.control import Halted, Terminated
from coordi_wipe.sanitize.stream import last_key

_MAY_PASS = frozenset({"drive-locked-by-other", "drive-in-use"})
"""Refusals that need no paper: udev looks at a slow drive, somebody has it for a moment."""

_PATIENCE = 10.0
"""Seconds to get hold of the job: on a slow PC the glances of the screens are long, and a worker that took
them for another worker would end without a word."""
LEDGER = "ledger.jsonl"
_REST = 3600.0  # seconds after which a drive that does not cool down at rest is given up
_LAST_LOOK = 120.0  # seconds that a finished drive has to say once more who it is


class _Stop:
    """Set by SIGTERM and SIGINT: stop as by a power cut."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked = True


class Worker:
    """One job in one process."""

    def __init__(self, folder: JobFolder, home: Path, host: Host, stop: Callable[[], bool]) -> None:
        self._folder = folder
        self._home = home
        self._host = host
        self._stop = stop
        self._job = folder.job()
        check_within(folder, self._job.plan)  # before the recorder makes its two files alike
        self._recorder = Recorder(folder)
        self._ledger = Ledger(home / LEDGER)
        self._present = Present(folder, self._job.plan, host.up)

    def work(self) -> int:
        """Does what is left to do. Raises Terminated; never ends without an end or a reason."""
        self._folder.say_why(None)
        facts = self._recorder.facts
        if not (facts and isinstance(facts[-1], Ended)):
            if self._folder.cancelled:
                self._end("cancelled", Reason("cancelled"))
            else:
                try:
                    self._wipe()
                except RefusedError as refusal:
                    begun = any(isinstance(fact, Began) for fact in facts)
                    if begun or refusal.reason.code in _MAY_PASS:
                        # interrupted, and waits: the drive may come back, or be let go
                        self._folder.say_why(refusal.reason)
                        return REFUSED
                    self._end("refused", refusal.reason)
        self._insist()
        self._intend_by(self._check_stop)  # nothing was written, or the line is there already
        self._leave_evidence()
        return DONE

    def _wipe(self) -> None:
        known = self._host.facts("boot")
        boot = str(known["id"])
        drive = find(self._host, self._job, self._recorder.facts, boot, self._home)
        refuse_protected(drive)
        with ExitStack() as stack:
            try:
                claimed = stack.enter_context(self._host.claim(drive.identity))
                seen = attached(self._host, drive.identity, self._home)  # again, now that it is ours
            except OSError as error:
                raise RefusedError("drive-not-there", node=drive.identity.node) from error
            refuse_protected(seen)
            if seen.identity != claimed.identity:
                raise RefusedError("another-drive-here", node=drive.identity.node)
            self._present.warmth = temperature.reader(self._host, claimed.identity)
            self._run(claimed, boot, virtual=bool(known.get("virtual")))
            self._forget_partitions(claimed)

    def _run(self, claimed: Claimed, boot: str, *, virtual: bool) -> None:
        run_job(
            self._job,
            claimed,
            tuple(self._recorder.facts),
            Surroundings(
                record=self._recorder.add,
                insist=self._insist,
                intend=self._intend,
                tick=self._tick,
                look=lambda: self._look(claimed),
                wall=self._host.wall,
                up=self._host.up,
                boot=boot,
                virtual=virtual,
            ),
        )

    def _look(self, claimed: Claimed) -> Identity | None:
        """The identity at the end. A drive that is slow to answer gets time: days of work hang on it."""
        until = time.monotonic() + _LAST_LOOK
        while True:
            try:
                return attached(self._host, claimed.identity, self._home).identity
            except (OSError, CoordiWipeError):
                if claimed.blocks[0].size != claimed.identity.size:
                    return None
            if time.monotonic() > until:
                raise RefusedError("drive-does-not-answer", node=claimed.identity.node)
            self._check_stop()
            self._host.sleep(1)

    def _tick(self, step: int, stage: Stage, number: int, moved: int) -> None:
        self._check()
        self._look_at_stick()
        hot = self._present.show(step, stage, number, moved, stick=self._recorder.stick)
        if hot:
            self._rest(step, number, moved)

    def _rest(self, step: int, number: int, moved: int) -> None:
        """Lets a drive above its own warning temperature cool down. Raises Halted when it does not."""
        until = self._host.up() + _REST
        while self._present.show(step, "cooling", number, moved, stick=self._recorder.stick):
            if self._host.up() >= until:
                raise Halted("gave_up", "too-hot", celsius=self._present.celsius or 0)
            self._host.sleep(1)
            self._check()
            self._look_at_stick()

    _next_look = 0.0

    def _look_at_stick(self) -> None:
        # also while there is nothing to record: a read-back of hours must not hide that it was pulled
        if self._host.up() >= self._next_look:
            self._next_look = self._host.up() + RETRY
            self._recorder.look()

    def _check_stop(self) -> None:
        if self._stop():
            raise Terminated

    def _check(self) -> None:
        self._check_stop()
        if self._folder.cancelled:
            raise Halted("cancelled", "cancelled")

    def _insist(self) -> None:
        def pause(seconds: float) -> None:
            self._present.waiting_for_stick(self._recorder.stick)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                self._check_stop()
                self._host.sleep(0.1)

        self._recorder.insist(pause)

    def _intend(self) -> None:
        self._intend_by(self._check)

    def _intend_by(self, check: Callable[[], None]) -> None:
        """The ledger's line, once however often it is asked for; `check` may raise while it waits."""
        drive = self._job.plan.drive
        at = self._recorder.facts[0].at
        step = self._job.plan.steps[0]
        intent = Intent(
            model=drive.model,
            serial=drive.serial,
            size=drive.size,
            technique=step.scheme or step.technique,
            tag=self._job.tag,
            lot=self._job.lot,
        )
        while True:
            try:
                self._ledger.append(intent, job=self._job.uuid, at=at)
            except OSError as error:
                check()
                self._present.waiting_for_stick(trouble(error))
                self._host.sleep(1)
            else:
                return

    def _end(self, how: Literal["cancelled", "refused"], reason: Reason) -> None:
        """An end without the drive in hand: it was never begun, or a person gave it up."""
        drive = self._job.plan.drive
        self._recorder.add(Ended(stamp(self._host.wall()), self._host.up(), how, drive, reason))

    def _forget_partitions(self, claimed: Claimed) -> None:
        """Makes the kernel read the partition table again, so that nobody sees the old one."""
        if claimed.identity.medium != "file":
            try:
                claimed.run(["blockdev", "--rereadpt", claimed.identity.node], timeout=60, free=True)
            except OSError:
                return  # the table is gone from the drive all the same

    def _leave_evidence(self) -> None:
        if self._folder.evidence.exists():
            return
        while True:
            try:
                self._write_evidence()
            except OSError as error:
                self._present.waiting_for_stick(trouble(error))
                self._check_stop()
                self._host.sleep(2)
            else:
                return

    def _write_evidence(self) -> None:
        position = self._ledger.find("intent", self._job.uuid)
        if position is None:
            raise FileNotFoundError("the ledger's intent")
        facts = tuple(self._recorder.facts)
        clock = told_time.source(self._folder.run, facts)
        made = evidence(self._job, facts, position, clock)
        durable.write(self._folder.evidence, encode(made))


def evidence(
    job: Job,
    facts: tuple[AnyFact, ...],
    position: LedgerPosition,
    clock: Literal["untrusted", "ntp", "inventory"] = "untrusted",
) -> Evidence:
    """All that is known of a job. The last pass's key is published only once the read-back is over:
    before that, a lying drive could have used it (CERTIFICATES.md, "Keystream key")."""
    step = job.plan.steps[0]
    verified = any(isinstance(fact, Read) for fact in facts)
    return Evidence(
        version=EVIDENCE_VERSION,
        rules=RULES_VERSION,
        uuid=job.uuid,
        rehearsal=job.rehearsal,
        tools=job.tools,
        operator=job.operator,
        tag=job.tag,
        lot=job.lot,
        machine=job.machine,
        clock=clock,
        ledger=position,
        plan=job.plan,
        facts=facts,
        keys=last_key(step.patterns, job.keys) if verified else (),
        claim=claim(job.plan, facts),
    )


def main(argv: Sequence[str]) -> int:
    """Runs the worker of one job."""
    home, run, uuid = Path(argv[1]), Path(argv[2]), argv[3]
    folder = JobFolder(home, run, uuid)
    folder.make_live()
    stop = _Stop()
    try:
        with holding(folder.alive, folder.order, patience=_PATIENCE):
            return Worker(folder, home, LinuxHost.from_environment(), lambda: stop.asked).work()
    except TakenError:
        return TAKEN
    except ReplugError:
        folder.say_why(Reason("replug-to-verify"))
        return REFUSED
    except Terminated:
        return STOPPED
    except CoordiWipeError as error:
        folder.say_why(error.reason)
        return error.exit_code
    except OSError as error:
        path, why = str(error.filename or ""), error.strerror or str(error)
        folder.say_why(Reason("system-error", {"path": path, "error": why}))
        return 1
    except Exception as error:
        folder.say_why(Reason("worker-crashed", {"error": f"{type(error).__name__}: {error}"}))
        raise  # the whole of it is in its log


if __name__ == "__main__":
    sys.exit(main(sys.argv))
