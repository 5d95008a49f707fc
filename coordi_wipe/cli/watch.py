"""Follows jobs until their papers are made; Ctrl-C stops their workers as a power cut would."""

import time
from collections.abc import Callable, Sequence

from coordi_wipe.cli import interrupt, output, progress
from coordi_wipe.cli.results import Outcome
from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.station import papers
from coordi_wipe.station.station import Station

_LOOK = 0.2  # seconds between two looks
_BIRTH = 30.0  # seconds that a new worker has to show a sign of life
_LEAVE = 10.0  # seconds that workers have to stop


def to_the_end(
    station: Station, begin: Callable[[], Sequence[JobFolder]], *, events: bool
) -> tuple[Outcome, ...]:
    """Begins jobs and follows them to their papers. Raises what `begin` raises, and KeyboardInterrupt."""
    folders: Sequence[JobFolder] = ()
    watch = Watch(station)
    try:
        with interrupt.put_off():
            folders = begin()
        with progress.shown(events=events) as show:
            return watch.follow(folders, show)
    except KeyboardInterrupt:
        watch.stop(folders)
        if folders:
            output.note(say("stopped-resume-later"))
        raise


class Watch:
    """One look after another at jobs that were just begun."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._since = time.monotonic()
        self._seen: set[str] = set()  # jobs whose worker was seen at work

    def follow(self, folders: Sequence[JobFolder], show: progress.Show) -> tuple[Outcome, ...]:
        """What came of each of these jobs, once all are over."""
        done: dict[str, Outcome] = {}
        while len(done) < len(folders):
            for folder in folders:
                if folder.uuid not in done:
                    job = follow.view(folder, self._station.ledger)
                    show(job)
                    outcome = None if self._at_work(job) else self._outcome(folder)
                    done |= {folder.uuid: outcome} if outcome is not None else {}
            if len(done) < len(folders):
                time.sleep(_LOOK)
        return tuple(done[folder.uuid] for folder in folders)

    def _at_work(self, job: JobView) -> bool:
        """Whether a worker is at it, or may still come."""
        if job.state == "running":
            self._seen.add(job.uuid)
            return True
        unborn = job.uuid not in self._seen and time.monotonic() < self._since + _BIRTH
        return job.state == "interrupted" and job.why is None and job.claim is None and unborn

    def _outcome(self, folder: JobFolder) -> Outcome | None:
        """What came of a job whose worker is gone; None while somebody else makes its papers."""
        drive = folder.job().plan.drive
        try:
            evidence = self._station.finish(folder)
        except CoordiWipeError as error:
            return Outcome(drive, _evidence(folder), why=error.reason)
        except OSError as error:
            why = Reason("papers-not-made", {"error": error.strerror or str(error)})
            return Outcome(drive, _evidence(folder), why=why)
        if evidence is not None:
            return Outcome(drive, evidence, str(papers.paper(folder, evidence)))
        if folder.running or folder.evidence.exists():
            return None
        return Outcome(drive, None, why=folder.why_stopped() or _died(folder))

    def stop(self, folders: Sequence[JobFolder]) -> None:
        """Stops the workers, also those that are only just starting; gives up after a while."""
        deadline = time.monotonic() + _LEAVE
        left = list(folders)
        while left and time.monotonic() < deadline:
            left = [folder for folder in left if not self._stopped(folder)]
            time.sleep(0.05)

    def _stopped(self, folder: JobFolder) -> bool:
        if follow.stop(folder) or folder.running:
            self._seen.add(folder.uuid)
            return False
        return folder.uuid in self._seen or folder.ended or folder.why_stopped() is not None


def _died(folder: JobFolder) -> Reason:
    """A worker that ended without a word; what it said when it died is in its log."""
    return Reason("worker-died", {"path": str(folder.log)})


def _evidence(folder: JobFolder) -> Evidence | None:
    try:
        return follow.read_evidence(folder)
    except CoordiWipeError:
        return None
