"""Plans become jobs: all of them or none; a job that was interrupted goes on instead of a new one."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from coordi_wipe import __version__
from coordi_wipe.hardware import discovery, machine, tools
from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs import launch
from coordi_wipe.jobs.finding import attached, find
from coordi_wipe.jobs.folder import Job, JobFolder, folders, new_uuid
from coordi_wipe.ledger import durable
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Identity, is_numbered, same_drive
from coordi_wipe.model.errors import CoordiWipeError, MissingError, RefusedError
from coordi_wipe.model.facts import Began
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.sanitize.estimate import checkpoint
from coordi_wipe.sanitize.pipeline import Checkpoint
from coordi_wipe.station import custody, locations, marking, papers, place, power

_TOOLS = ("hdparm", "nvme", "smartctl", "blockdev")


class Details(Base, frozen=True):
    """What a person adds to a job; see `jobs.folder.Job`."""

    tag: str = ""
    lot: str = ""
    operator: str = ""
    out: str = ""
    language: str = "fr"
    checkpoint: Checkpoint | None = None  # None: as often as the plan's length allows
    rewind: int | None = None


class Beginning:
    """Begins jobs on one machine, for one stick."""

    def __init__(self, host: Host, home: Path, run: Path) -> None:
        self._host = host
        self._home = home
        self._run = run

    def begin(self, plans: Sequence[Plan], details: Details) -> tuple[JobFolder, ...]:
        """Starts, attaches to or resumes a job for each plan; if one is refused, nothing starts.

        Raises RefusedError (in use, another plan under way, no mains, no place to keep anything),
        MissingError (a tool that the drive needs), and what `papers.check` raises.
        """
        here = self._check(plans, details.out)
        durable.make_folder(self._home / "jobs")
        unfinished = [self._unfinished(plan, details) for plan in plans]
        for plan, open_job in zip(plans, unfinished, strict=True):
            if open_job is None:
                self._try(plan.drive)
            else:
                self._refuse_virtual(open_job.job(), here)
        begun = self._all_or_none(plans, unfinished, details, here)
        for folder in begun:
            self._go_on(folder)
        return begun

    def remarks(self, plans: Sequence[Plan]) -> tuple[Reason, ...]:
        """What a person should hear before these plans begin, though it stops none of them."""
        here = machine.read(self._host)
        if all(self._is_rehearsal(plan.drive, here) for plan in plans):
            return ()
        now = custody.state(self._home, self._run)
        return (Reason("authority-locked-yet", {"signer": now.signer}),) if now.kind == "locked" else ()

    def _check(self, plans: Sequence[Plan], out: str) -> Machine:
        """What every start and every resume needs: room and keys for the papers, power, tools."""
        place.check(self._run)
        here = machine.read(self._host)
        rehearsal = any(self._is_rehearsal(plan.drive, here) for plan in plans)
        papers.check(self._home, out, locations.settings(), len(plans), rehearsal=rehearsal)
        marking.is_wanted(locations.settings())  # said before anything starts where the setting is wrong
        power.check(here, plans)
        tools.require(
            self._host, sorted({tool for plan in plans for tool in tools.needed(plan.drive.medium)})
        )
        return here

    def _all_or_none(
        self,
        plans: Sequence[Plan],
        unfinished: Sequence[JobFolder | None],
        details: Details,
        here: Machine,
    ) -> tuple[JobFolder, ...]:
        """A job for each plan, durable before the first of them is launched. Raises OSError, leaving none."""
        made: list[JobFolder] = []
        folders: list[JobFolder] = []
        try:
            for plan, open_job in zip(plans, unfinished, strict=True):
                folders.append(open_job or JobFolder(self._home, self._run, new_uuid()))
                if open_job is None:
                    made.append(folders[-1])
                    folders[-1].create(self._job(folders[-1].uuid, plan, details, here))
        except OSError:
            for folder in made:  # nothing was begun: not a trace
                shutil.rmtree(folder.durable, ignore_errors=True)
            raise
        return tuple(folders)

    def resume(self, folder: JobFolder) -> JobFolder:
        """Goes on with an interrupted job; a running or ended one is left as it is.

        Raises what `begin` raises before it starts anything.
        """
        job = folder.job()
        if not (folder.running or folder.ended or folder.cancelled):
            self._refuse_virtual(job, self._check([job.plan], job.out))
        return self._go_on(folder)

    def _go_on(self, folder: JobFolder) -> JobFolder:
        if not folder.running and not folder.evidence.exists():
            self._launch(folder)
        return folder

    def _try(self, identity: Identity) -> None:
        """Takes and lets go: finds out that a drive cannot be had before any other is begun."""
        try:
            with self._host.claim(identity):
                pass
        except OSError as error:
            raise RefusedError(
                "drive-not-there", node=identity.node, error=os.strerror(error.errno or 0)
            ) from error

    def _unfinished(self, plan: Plan, details: Details) -> JobFolder | None:
        """The job that this plan goes on with. Raises RefusedError when it is another plan's, or is about
        another tag, lot, operator or folder than is asked for now."""
        for folder in folders(self._home, self._run):
            try:
                job = folder.job()
            except CoordiWipeError:
                continue
            if folder.ended or folder.damaged or not self._is_about(folder, job, plan.drive):
                continue
            if not (_same_intention(job.plan, plan) and _fits(job, details)):
                raise RefusedError("other-plan-under-way", node=plan.drive.node, job=folder.uuid)
            return folder
        return None

    def _job(self, uuid: str, plan: Plan, details: Details, here: Machine) -> Job:
        return Job(
            uuid=uuid,
            plan=plan,
            keys=tuple(os.urandom(32).hex() if p == "random" else "" for p in plan.steps[0].patterns),
            host="linux",
            machine=here,
            tools={"coordi-wipe": __version__, **tools.versions(self._host, _TOOLS)},
            rehearsal=self._is_rehearsal(plan.drive, here),
            made=self._host.wall(),
            boot=self._boot(),
            tag=details.tag,
            lot=details.lot,
            operator=details.operator,
            out=_absolute(details.out),
            language=details.language,
            checkpoint=details.checkpoint or checkpoint(plan),
            rewind=details.rewind,
            fingerprint=marking.is_wanted(locations.settings()),
        )

    def _is_rehearsal(self, drive: Identity, here: Machine) -> bool:
        """No proof from a file of this machine, from a virtual machine where the stick's root does not allow
        it, or without a supervisor's seal. A seal that is locked now is one all the same."""
        stick = custody.stick(self._home)
        if drive.medium in REHEARSAL_MEDIA or stick is None:
            return True
        return bool(here.virtual or drive.medium == "virtual") and not stick.virtual

    def _refuse_virtual(self, job: Job, here: Machine) -> None:
        """A real job does not go on in a virtual machine where the stick may not sign: its evidence would
        name the PC that it was begun on, and a made-up drive would get a real certificate. Raises
        RefusedError."""
        if here.virtual and not job.rehearsal and self._is_rehearsal(job.plan.drive, here):
            raise RefusedError("real-job-in-virtual-machine", job=job.uuid, virtual=here.virtual)

    def _launch(self, folder: JobFolder) -> None:
        """Finds its drive and starts a worker; where that fails the job says why, and the others go on."""
        try:
            folder.make_live()
        except OSError as error:  # no job can live here
            raise MissingError("worker-not-started", error=error.strerror or "") from error
        try:
            folder.announce()
            launch.launch(folder, self._home, self._run, self._node(folder))
        except OSError as error:
            folder.say_why(Reason("worker-not-started", {"error": error.strerror or ""}))

    def _node(self, folder: JobFolder) -> str:
        job = folder.job()
        try:
            return find(self._host, job, folder.facts(), self._boot(), self._home).identity.node
        except CoordiWipeError:
            return job.plan.drive.node  # the worker says why

    def _boot(self) -> str:
        return str(self._host.facts("boot")["id"])

    def _is_about(self, folder: JobFolder, job: Job, wanted: Identity) -> bool:
        """Whether an unfinished job is about the drive that is wanted now, and not about its twin.

        Raises RefusedError when two drives look alike and nothing tells which of them was begun.
        """
        planned = job.plan.drive
        if not same_drive(planned, wanted):
            return False
        began = next((fact for fact in reversed(folder.facts()) if isinstance(fact, Began)), None)
        last, boot = (began.drive, began.boot) if began is not None else (planned, job.boot)
        this_boot = boot == self._boot()
        if this_boot and (last.node, last.diskseq) == (wanted.node, wanted.diskseq):
            return True
        if began is None and (this_boot or not is_numbered(wanted)):
            return False  # nothing was written, and this is not what was confirmed: it takes a new job
        if not (wanted.serial or wanted.wwn):
            return last.node == wanted.node  # its bytes will tell
        if this_boot and self._still_there(last):
            return False  # the job's own drive hangs elsewhere: this is another one that looks like it
        self._refuse_twins(wanted)
        return True

    def _still_there(self, last: Identity) -> bool:
        try:
            attached(self._host, last, self._home)
        except RefusedError:
            return False
        return True

    def _refuse_twins(self, wanted: Identity) -> None:
        alike = [drive for drive in discovery.drives(self._host) if same_drive(drive.identity, wanted)]
        if len(alike) > 1:
            raise RefusedError("several-drives-alike", node=wanted.node, serial=wanted.serial)


def _same_intention(one: Plan, other: Plan) -> bool:
    """The same command: a scheme that draws its order anew each time is still the same scheme."""
    return one.wanted == other.wanted and list(map(_asked, one.steps)) == list(map(_asked, other.steps))


def _asked(step: Step) -> tuple[str, str, list[str]]:
    return step.technique, step.scheme, sorted(step.patterns)


def _fits(job: Job, details: Details) -> bool:
    """Whether the papers of this job will say what is asked for now; what is not said now may differ."""
    asked = (details.tag, details.lot, details.operator, _absolute(details.out))
    there = (job.tag, job.lot, job.operator, job.out)
    return all(word in ("", known) for word, known in zip(asked, there, strict=True))


def _absolute(folder: str) -> str:
    return str(Path(folder).absolute()) if folder else ""
