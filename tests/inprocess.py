"""A job in this process: a real claimed drive, something in front of it, and the facts kept in memory."""

import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.hardware import discovery
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs import work
from coordi_wipe.jobs.finding import attached
from coordi_wipe.jobs.folder import Job, new_uuid
from coordi_wipe.jobs.worker import evidence
from coordi_wipe.model.claim import claim
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.evidence import Claim, LedgerPosition
from coordi_wipe.model.facts import AnyFact, Wrote
from coordi_wipe.model.machine import Machine
from coordi_wipe.sanitize import policy

BOOT = "first-boot"
HOME = Path("/nowhere")  # no stick: nothing is protected for it


def job_for(drive, method="auto", **more) -> Job:
    """What is to be done to a drive of plugins/drives.py; more fields of the job by keyword."""
    host = LinuxHost.from_environment()
    found = discovery.drives(host, named=[drive.node], file_drives=True)[0]
    plan = policy.plan(found, None, method)
    return with_plan(plan, **more)


def with_plan(plan, **more) -> Job:
    """A job for this plan, with keys of its own."""
    boot = str(LinuxHost.from_environment().facts("boot")["id"])
    more = {"boot": boot, "fingerprint": True, **more}  # as the settings have it where nothing is said
    return Job(
        uuid=new_uuid(),
        plan=plan,
        keys=tuple(os.urandom(32).hex() if p == "random" else "" for p in plan.steps[0].patterns),
        host="linux",
        machine=Machine(),
        tools={},
        rehearsal=True,
        made=0.0,
        **more,
    )


@dataclass(frozen=True)
class InFront:
    """A claimed drive with something else where its block device was."""

    claimed: object
    blocks: tuple
    identity: object

    def run(self, argv, *, timeout, free=False):
        return self.claimed.run(argv, timeout=timeout, free=free)


@dataclass
class Result:
    """What came of a run."""

    job: Job
    facts: list[AnyFact] = field(default_factory=list)
    claim: Claim | None = None
    front: object = None

    @property
    def evidence(self) -> dict:
        """evidence.json, decoded."""
        return json.loads(encode(evidence(self.job, tuple(self.facts), LedgerPosition(1, "0" * 64))))

    def of(self, kind):
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def status(self) -> str:
        """What may be said after these facts."""
        return claim(self.job.plan, self.facts).status

    @property
    def code(self) -> str:
        """The first reason of the claim, made again from the facts."""
        again = claim(self.job.plan, self.facts)
        return again.reasons[0].code if again.reasons else ""

    @property
    def skipped(self):
        return tuple(stretch for fact in self.of(Wrote) for stretch in fact.skipped)


def run(
    job: Job,
    front: Callable = lambda block: block,
    *,
    before: Result | None = None,
    tick: Callable[..., None] = lambda *_: None,
    seen: Callable = lambda identity: identity,
    boot: str = BOOT,
    virtual: bool = False,
    insist: Callable[[], None] = lambda: None,
    on_fact: Callable[[AnyFact], None] = lambda _: None,
) -> Result:
    """Does the job on its claimed drive behind `front`; what it raises leaves the facts in `before`.

    `seen`: how the identity looks at this attachment. `on_fact` may raise: killed right after that fact.
    """
    result = before or Result(job)
    host = LinuxHost.from_environment()
    under = job.plan.drive if job.plan.drive.medium == "loop" else _file(job)
    clock = itertools.count()

    def record(fact):
        result.facts.append(fact)
        on_fact(fact)
        return True

    def look():
        try:
            return seen(attached(host, under, HOME).identity)
        except CoordiWipeError:
            return None

    with host.claim(attached(host, under, HOME).identity) as claimed:
        result.front = front(claimed.blocks[0])
        around = work.Surroundings(
            record=record,
            insist=insist,
            intend=lambda: None,
            tick=tick,
            look=look,
            wall=lambda: 0.0,
            up=lambda: float(next(clock)),
            boot=boot,
            virtual=virtual,
        )
        result.claim = work.run_job(
            job, InFront(claimed, (result.front,), seen(claimed.identity)), tuple(result.facts), around
        )
    return result


def _file(job):
    """The file drive that plays whatever medium the plan is for."""
    return replace(job.plan.drive, medium="file", source="none", model="", serial="", diskseq=0)
