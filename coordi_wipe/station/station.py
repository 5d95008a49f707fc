"""Station: the one façade of the line, for every face."""

import os
from collections.abc import Sequence
from pathlib import Path

from coordi_wipe import __version__
from coordi_wipe.certificate import organisation
from coordi_wipe.hardware import discovery, machine, tools
from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs import follow, launch
from coordi_wipe.jobs.folder import Job, JobFolder, folders, new_uuid
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.jobs.locks import TakenError
from coordi_wipe.jobs.worker import LEDGER, find
from coordi_wipe.ledger import durable
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Base, Level
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Drive, Identity, same_drive
from coordi_wipe.model.errors import CoordiWipeError, MissingError, RefusedError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan
from coordi_wipe.sanitize import policy
from coordi_wipe.sanitize.pipeline import Checkpoint
from coordi_wipe.station import locations, papers

_TOOLS = ("hdparm", "nvme", "smartctl", "blockdev")


class Details(Base, frozen=True):
    """What a person adds to a job; see `jobs.folder.Job`."""

    tag: str = ""
    lot: str = ""
    operator: str = ""
    out: str = ""
    language: str = "fr"
    checkpoint: Checkpoint = Checkpoint()
    rewind: int | None = None


class Station:
    """A stick at work on one machine."""

    def __init__(self, host: Host, home: Path | None = None, run: Path | None = None) -> None:
        self.host = host
        self.home = home or locations.home()
        self.run = run or locations.run()
        self.ledger = Ledger(self.home / LEDGER)

    def detect(self, named: Sequence[str] = (), *, file_drives: bool = False) -> tuple[Drive, ...]:
        """Every drive, or those named. Raises UsageError for what is no drive."""
        return discovery.drives(
            self.host, named=named, file_drives=file_drives, protected_paths=[str(self.home)]
        )

    def machine(self) -> Machine:
        """This PC."""
        return machine.read(self.host)

    def plan(self, drive: Drive, wanted: Level | None = None, method: str = policy.AUTO) -> Plan:
        """What would be done. Raises RefusedError or UsageError."""
        return policy.plan(drive, wanted, method, virtual=bool(self.machine().virtual))

    def start(self, plans: Sequence[Plan], details: Details) -> tuple[JobFolder, ...]:
        """Starts, attaches to or resumes a job for each plan; if one is refused, nothing starts.

        Raises RefusedError (in use, another plan under way), MissingError (no room for papers).
        """
        papers.check_writable(self.home)
        durable.make_folder(self.home / "jobs")
        if details.out:
            papers.check_writable(Path(details.out))
        unfinished = [self._unfinished(plan) for plan in plans]
        for plan, open_job in zip(plans, unfinished, strict=True):
            if open_job is None:
                self._try(plan.drive)
        return tuple(
            self.resume(open_job) if open_job is not None else self._new(plan, details)
            for plan, open_job in zip(plans, unfinished, strict=True)
        )

    def _try(self, identity: Identity) -> None:
        """Takes and lets go: finds out that a drive cannot be had before any other is begun."""
        try:
            with self.host.claim(identity):
                pass
        except OSError as error:
            raise RefusedError(
                "drive-not-there", node=identity.node, error=os.strerror(error.errno or 0)
            ) from error

    def _unfinished(self, plan: Plan) -> JobFolder | None:
        """The job that this plan goes on with. Raises RefusedError when it is another plan's."""
        for folder in self.folders():
            try:
                job = folder.job()
            except CoordiWipeError:
                continue
            if folder.ended or not _same_target(job.plan.drive, plan.drive):
                continue
            if not _same_intention(job.plan, plan):
                raise RefusedError("other-plan-under-way", node=plan.drive.node, job=folder.uuid)
            return folder
        return None

    def _new(self, plan: Plan, details: Details) -> JobFolder:
        here = self.machine()
        folder = JobFolder(self.home, self.run, new_uuid())
        folder.create(
            Job(
                uuid=folder.uuid,
                plan=plan,
                keys=tuple(os.urandom(32).hex() if p == "random" else "" for p in plan.steps[0].patterns),
                host="linux",
                machine=here,
                tools={"coordi-wipe": __version__, **tools.versions(self.host, _TOOLS)},
                rehearsal=plan.drive.medium in REHEARSAL_MEDIA or bool(here.virtual),
                made=self.host.wall(),
                tag=details.tag,
                lot=details.lot,
                operator=details.operator,
                out=str(Path(details.out).absolute()) if details.out else "",
                language=details.language,
                checkpoint=details.checkpoint,
                rewind=details.rewind,
            )
        )
        self._launch(folder, plan.drive.node)
        return folder

    def _launch(self, folder: JobFolder, node: str) -> None:
        try:
            launch.launch(folder, self.home, self.run, node)
        except OSError as error:
            raise MissingError("worker-not-started", error=error.strerror or "") from error

    def folders(self) -> tuple[JobFolder, ...]:
        """Every job of this stick, oldest first."""
        return folders(self.home, self.run)

    def jobs(self) -> tuple[JobView, ...]:
        """Every job as it is now."""
        return tuple(follow.view(folder, self.ledger) for folder in self.folders())

    def folder(self, uuid: str) -> JobFolder:
        """The folder of this job. Raises DamagedError when there is none."""
        folder = JobFolder(self.home, self.run, uuid)
        folder.job()
        return folder

    def resume(self, folder: JobFolder) -> JobFolder:
        """Goes on with an interrupted job; a running or ended one is left as it is."""
        if not folder.running and not folder.evidence.exists():
            self._launch(folder, self._node(folder.job().plan.drive))
        return folder

    def _node(self, planned: Identity) -> str:
        try:
            return find(self.host, planned).identity.node
        except CoordiWipeError:
            return planned.node  # the worker says why

    def cancel(self, folder: JobFolder) -> None:
        """A person gives this job up for good."""
        folder.cancel()
        self.resume(folder)

    def finish(self, folder: JobFolder) -> Evidence | None:
        """Makes the papers that are missing; None while the worker is not through."""
        issuer = organisation.load(locations.settings())
        try:
            return papers.finish(folder, self.home, self.ledger, issuer)
        except TakenError:
            return None


def _same_target(one: Identity, other: Identity) -> bool:
    """One drive, as far as its identity tells; where it has none, the same place and size."""
    return same_drive(one, other) and (bool(one.serial or one.wwn) or one.node == other.node)


def _same_intention(one: Plan, other: Plan) -> bool:
    """The same command: a scheme that draws its order anew each time is still the same scheme."""
    return one.wanted == other.wanted and [(s.technique, s.scheme) for s in one.steps] == [
        (s.technique, s.scheme) for s in other.steps
    ]
