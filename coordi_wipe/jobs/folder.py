"""A job's two folders: the durable one on the stick, and the live one that a reboot empties.

State is derived from what is there, never stored (JOBS.md, "Jobs").
"""

import errno
import os
import re
import secrets
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from coordi_wipe.jobs.locks import is_locked
from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import DamagedError, UsageError
from coordi_wipe.model.facts import AnyFact, Began, Ended, Wrote
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.model.progress import Progress
from coordi_wipe.sanitize.control import Budget
from coordi_wipe.sanitize.pipeline import Checkpoint
from coordi_wipe.sanitize.schemes import checked

State = Literal["running", "interrupted", "worked", "done"]
"""`worked`: the drive's part is over, papers are still to be made."""

_KEY = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Job(Base, frozen=True):
    """job.json: what is to be done, written once, before anything is.

    `keys`: one per pass, hexadecimal, "" for a constant pattern. `rewind`: bytes rewritten before the
    place where an interrupted job goes on; None: the rule of JOBS.md ("Boot"). `out`: a folder where the
    certificate is copied to, or empty. `operator` is a code, never a name. `boot`: the boot in which the
    drive was planned and confirmed. `fingerprint`: whether the erased drive is to say so in its first
    sector; a job of before there were any does not ask for it.
    """

    uuid: str
    plan: Plan
    keys: tuple[str, ...]
    host: str
    machine: Machine
    tools: dict[str, str]
    rehearsal: bool
    made: float
    boot: str = ""
    tag: str = ""
    lot: str = ""
    operator: str = ""
    mission: str = ""
    out: str = ""
    language: str = "fr"
    checkpoint: Checkpoint = Checkpoint()
    rewind: int | None = None
    budget: Budget = Budget()
    fingerprint: bool = False


def new_uuid() -> str:
    """A version 7 UUID (RFC 9562, section 5.7): sorts by time, as far as the clock is right."""
    milliseconds = int(time.time() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


class JobFolder:
    """The files of one job. Reading never waits for the worker; what is torn is left out."""

    def __init__(self, home: Path, run: Path, job: str) -> None:
        if not _UUID.fullmatch(job):
            raise DamagedError("job-unknown", job=job)
        self.uuid = job
        self._home = home
        self.durable = home / "jobs" / job
        self.run = run
        self.live = run / "jobs" / job

    @property
    def alive(self) -> Path:
        """Locked for as long as a worker lives."""
        return self.live / "alive"

    @property
    def order(self) -> Path:
        """job.json: locked for as long as anybody works on the job, whatever their live folder."""
        return self.durable / "job.json"

    @property
    def evidence(self) -> Path:
        return self.durable / "evidence.json"

    @property
    def certificate(self) -> Path:
        return self.durable / "certificate.pdf"

    @property
    def log(self) -> Path:
        """What a worker says when it dies of something that nobody foresaw."""
        return self.live / "worker.log"

    @property
    def last_words(self) -> Path:
        """What systemd says of a worker that ended without a word."""
        return self.live / "ended"

    def create(self, job: Job) -> None:
        """Makes the job durable. Raises OSError when the stick cannot hold it."""
        durable.make_folder(self.durable)
        durable.write(self.order, msgspec.json.encode(job))

    def job(self) -> Job:
        """What is to be done. Raises DamagedError."""
        try:
            job = decoding.json(self.order.read_bytes(), Job)
        except FileNotFoundError as error:
            raise DamagedError("job-unknown", job=self.uuid) from error
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DamagedError("job-damaged", job=self.uuid, error=str(error)) from error
        wrong = _wrong(job)
        if wrong:
            raise DamagedError("job-damaged", job=self.uuid, error=wrong)
        return job

    def facts(self) -> tuple[AnyFact, ...]:
        """Whole lines of the longer of the two fact files, which are prefixes of one another."""
        return decode_facts(max((read_lines(self.live), read_lines(self.durable)), key=len))

    def now(self) -> Progress | None:
        """The present, if there is one."""
        try:
            return decoding.json((self.live / "now.json").read_bytes(), Progress)
        except (OSError, msgspec.DecodeError):
            return None

    def publish(self, progress: Progress) -> None:
        """Replaces the present; losing it is no loss."""
        part = self.live / "now.part"
        with suppress(OSError):
            part.write_bytes(msgspec.json.encode(progress))
            part.replace(self.live / "now.json")

    def why_stopped(self) -> Reason | None:
        """Why the last worker stopped without an end: the drive is away, busy, or another one; or what
        systemd saw of its end."""
        with suppress(OSError, msgspec.DecodeError):
            return decoding.json((self.live / "why.json").read_bytes(), Reason)
        with suppress(OSError, UnicodeDecodeError):
            return Reason("worker-crashed", {"error": f"systemd, {self.last_words.read_text().strip()}"})
        return None

    def say_why(self, reason: Reason | None) -> None:
        """Leaves (or takes away) the reason for those who look."""
        if reason is None:
            (self.live / "why.json").unlink(missing_ok=True)
            self.last_words.unlink(missing_ok=True)
        else:
            (self.live / "why.json").write_bytes(msgspec.json.encode(reason))

    def make_live(self) -> None:
        """The live folder, private. Raises OSError; a stick that was pulled is not made again on the PC."""
        if self._home in self.live.parents and not self.durable.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.durable))
        self.live.mkdir(mode=0o700, parents=True, exist_ok=True)

    def announce(self) -> None:
        """Its worker is about to be launched: to find the drive alone may take seconds. Why the one before
        stopped is not why this one will. Raises OSError."""
        self.say_why(None)
        self.log.touch()

    def cancel(self) -> None:
        """A person's decision, final: the worker ends the job at its next look."""
        self.make_live()
        (self.live / "cancel").touch()

    @property
    def cancelled(self) -> bool:
        return (self.live / "cancel").exists()

    @property
    def running(self) -> bool:
        return is_locked(self.alive) or is_locked(self.order)

    @property
    def elsewhere(self) -> bool:
        """Whether it runs, started with another live folder: no word from here reaches its worker."""
        return not is_locked(self.alive) and is_locked(self.order)

    @property
    def ended(self) -> bool:
        facts = self.facts()
        return bool(facts) and isinstance(facts[-1], Ended)

    @property
    def damaged(self) -> bool:
        """Whether its facts cannot be gone on with: the drive is then begun anew, by another job."""
        kept, live = read_lines(self.durable), read_lines(self.live)
        if not (kept.startswith(live) or live.startswith(kept)):
            return True
        whole = max(kept, live, key=len)
        facts = decode_facts(whole)
        if len(facts) != len(whole.splitlines()):
            return True
        try:
            return within(facts, self.job().plan) != len(facts)
        except DamagedError:
            return False  # job.json is: whoever reads it is told so


def _wrong(job: Job) -> str:
    """What of a job no worker could do; empty where it is whole."""
    if not job.plan.steps or not _is_scheme(job.plan.steps[0]):
        return "plan"
    if not _keys_fit(job.plan.steps[0].patterns, job.keys):
        return "plan, keys"
    if job.checkpoint.bytes <= 0 or job.checkpoint.seconds <= 0:
        return "checkpoint"
    return "rewind" if job.rewind is not None and job.rewind < 0 else ""


def _is_scheme(step: Step) -> bool:
    """Whether its patterns are what a scheme may hold, one a pass."""
    try:
        return step.passes == len(step.patterns) and checked(step.patterns, "") == step.patterns
    except UsageError:
        return False


def _keys_fit(patterns: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether there is a key (AES-256, hexadecimal) for each random pass, and for no other."""
    return len(keys) == len(patterns) and all(
        _KEY.fullmatch(key) if pattern == "random" else not key
        for pattern, key in zip(patterns, keys, strict=True)
    )


def check_within(folder: JobFolder, plan: Plan) -> None:
    """Raises DamagedError where a fact lies outside the plan: nothing can be gone on with, or shown."""
    facts = folder.facts()
    sound = within(facts, plan)
    if sound < len(facts):
        raise DamagedError("facts-damaged", job=folder.uuid, line=sound + 1)


def within(facts: Sequence[AnyFact], plan: Plan) -> int:
    """How many facts, from the first on, lie within the plan: its steps, their passes, the drive's bytes."""
    for count, fact in enumerate(facts):
        if not _lies_within(fact, plan):
            return count
    return len(facts)


def _lies_within(fact: AnyFact, plan: Plan) -> bool:
    step = getattr(fact, "step", 0)
    if not 0 <= step < len(plan.steps):
        return False
    match fact:
        case Began(offset=start, number=number):
            upto = start
        case Wrote(start=start, upto=upto, number=number):
            pass
        case _:
            return True
    return 0 <= number < max(1, plan.steps[step].passes) and 0 <= start <= upto <= plan.drive.size


def read_lines(folder: Path) -> bytes:
    """Complete lines of a folder's facts.jsonl, for those who look: none when it cannot be read."""
    try:
        return whole_lines(folder / "facts.jsonl")
    except OSError:
        return b""


def whole_lines(path: Path) -> bytes:
    """Complete lines of a file, none where there is no file; a torn last one is left out. Raises OSError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return b""
    return data[: data.rfind(b"\n") + 1]


def decode_facts(lines: bytes) -> tuple[AnyFact, ...]:
    """The facts up to the first line that is none: what follows a damaged line proves nothing."""
    facts: list[AnyFact] = []
    for line in lines.splitlines():
        try:
            facts.append(decoding.json(line, AnyFact))
        except (msgspec.DecodeError, UnicodeDecodeError):
            break
    return tuple(facts)


def folders(home: Path, run: Path) -> tuple[JobFolder, ...]:
    """Every job there is on this stick, oldest first."""
    return tuple(JobFolder(home, run, name) for name in sorted(names(home)) if is_job(name))


def is_job(name: str) -> bool:
    """Whether a folder's name is a job's."""
    return _UUID.fullmatch(name) is not None


def names(home: Path) -> frozenset[str]:
    """What is in its folder of jobs; nothing where that cannot be read."""
    try:
        with os.scandir(home / "jobs") as entries:
            return frozenset(entry.name for entry in entries)
    except OSError:
        return frozenset()
