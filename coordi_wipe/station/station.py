"""Station: the one façade of the line, for every face."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.structs import replace

from coordi_wipe.certificate import organisation
from coordi_wipe.hardware import discovery, machine, smart
from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder, folders
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.jobs.locks import TakenError
from coordi_wipe.jobs.worker import LEDGER
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Level, Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.errors import CoordiWipeError, RefusedError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan
from coordi_wipe.sanitize import policy
from coordi_wipe.station import custody, locations, papers, sending
from coordi_wipe.station.begin import Beginning, Details
from coordi_wipe.station.custody import Custody
from coordi_wipe.sync import outbox
from coordi_wipe.sync.delivery import SyncReport
from coordi_wipe.sync.outbox import Outbox
from coordi_wipe.sync.settings import Inventory


class Station:
    """A stick at work on one machine."""

    def __init__(self, host: Host, home: Path | None = None, run: Path | None = None) -> None:
        self.host = host
        self.home = home or locations.home()
        self.run = run or locations.run()
        self.ledger = Ledger(self.home / LEDGER)
        self.outbox = Outbox(self.home / outbox.FOLDER)
        self._beginning = Beginning(host, self.home, self.run)

    def detect(self, named: Sequence[str] = (), *, file_drives: bool = False) -> tuple[Drive, ...]:
        """Every drive, or those named. Raises UsageError for what is no drive."""
        return discovery.drives(
            self.host, named=named, file_drives=file_drives, protected_paths=[str(self.home)]
        )

    def with_health(self, drives: Sequence[Drive]) -> tuple[Drive, ...]:
        """The same drives with their brief health, all asked at once."""
        with ThreadPoolExecutor() as pool:
            healths = pool.map(lambda drive: smart.health(self.host, drive.identity), drives)
            return tuple(replace(drive, health=health) for drive, health in zip(drives, healths, strict=True))

    def machine(self) -> Machine:
        """This PC."""
        return machine.read(self.host)

    def plan(self, drive: Drive, wanted: Level | None = None, method: str = policy.AUTO) -> Plan:
        """What would be done. Raises RefusedError or UsageError."""
        return policy.plan(drive, wanted, method, virtual=bool(self.machine().virtual))

    def custody(self) -> Custody:
        """Whether this stick can sign now. Raises DamagedError."""
        return custody.state(self.home, self.run)

    def rehearses_here(self) -> bool:
        """Whether no real certificate comes from this PC: a virtual machine where the stick may not sign, or
        a stick without a supervisor's seal. Raises DamagedError, OSError."""
        stick = custody.stick(self.home)
        return stick is None or (bool(self.machine().virtual) and not stick.virtual)

    def remarks(self, plans: Sequence[Plan]) -> tuple[Reason, ...]:
        """What a person should hear before these plans begin, though it stops none of them."""
        return self._beginning.remarks(plans)

    def start(self, plans: Sequence[Plan], details: Details) -> tuple[JobFolder, ...]:
        """Starts, attaches to or resumes a job for each plan; if one is refused, nothing starts.

        Raises RefusedError (in use, another plan under way), MissingError (no room for papers, no right to
        the drive), DamagedError (the key), UsageError (the settings).
        """
        return self._beginning.begin(plans, details)

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
        return self._beginning.resume(folder)

    def cancel(self, folder: JobFolder) -> None:
        """A person gives this job up for good.

        Raises RefusedError when its drive's part is over, and when it runs out of our reach.
        """
        if folder.ended:
            raise RefusedError("job-over", job=folder.uuid)
        if folder.elsewhere:
            raise RefusedError("job-elsewhere", job=folder.uuid)
        folder.cancel()
        self.resume(folder)

    def finish(self, folder: JobFolder) -> Evidence | None:
        """Makes the papers that are missing; None while the worker is not through."""
        issuer = organisation.load(locations.settings())
        try:
            return papers.finish(folder, self.home, self.run, self.ledger, issuer)
        except TakenError:
            return None

    def catch_up(self) -> tuple[Reason, ...]:
        """Makes every paper that an interruption left unmade; answers what keeps one from being made."""
        problems: list[Reason] = []
        settled = self.ledger.settled()
        for folder in self.folders():
            if folder.uuid in settled:  # asked of the ledger once: a stick keeps years of jobs
                continue
            try:
                if follow.view(folder, self.ledger).state == "worked" and self.finish(folder) is None:
                    self.resume(folder)  # the worker ended its drive and died before its evidence
            except CoordiWipeError as error:
                if error.reason not in problems:  # a locked key keeps every one of them waiting
                    problems.append(error.reason)
            except OSError as error:
                problems.append(Reason("papers-not-made", {"error": error.strerror or str(error)}))
        return tuple(problems)

    def inventory(self) -> Inventory:
        """Where certificates are sent. Raises UsageError, also where none is set."""
        return sending.inventory(locations.settings())

    def sync(self, *, insist: bool = False, again: bool = False) -> SyncReport:
        """Sends waiting certificates. `insist`: also those that rest between two tries; `again`: also those
        refused. Raises UsageError (settings), RefusedError (another face does), OSError."""
        return sending.sync(
            self.home, self.run, self.ledger, self.outbox, self.inventory(), insist=insist, again=again
        )
