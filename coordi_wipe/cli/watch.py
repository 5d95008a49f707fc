"""Follows jobs until their papers are made; Ctrl-C stops their workers as a power cut would."""

import time
from collections.abc import Callable, Iterable, Sequence

from coordi_wipe.cli import interrupt, output, progress
from coordi_wipe.cli.results import Outcome
from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.station import papers
from coordi_wipe.station.station import Station

_LOOK = 0.2  # seconds between two looks
_BIRTH = 30.0  # seconds that a new worker has to show a sign of life
_LEAVE = 10.0  # seconds that workers have to stop


def to_the_end(
    station: Station, begin: Callable[[], Sequence[JobFolder]], drives: Sequence[Identity], *, events: bool
) -> tuple[Outcome, ...]:
    """Begins one job for each of these drives, in their order, and follows them to their papers.

    Raises what `begin` raises, and KeyboardInterrupt.
    """
    folders: Sequence[JobFolder] = ()
    watch = Watch(station)
    try:
        with interrupt.put_off():
            folders = begin()
        if not events:  # those are JSON, and nothing else
            _say_elsewhere(folder for folder in folders if folder.elsewhere)
        with progress.shown(events=events) as show:
            return watch.follow(folders, drives, show)
    except KeyboardInterrupt:
        elsewhere = [folder for folder in folders if folder.elsewhere]
        _say_elsewhere(elsewhere)
        here = [folder for folder in folders if folder not in elsewhere]
        hung = watch.stop(here)
        for folder, drive in zip(folders, drives, strict=False):
            if folder in hung:
                output.note(say("worker-hangs", node=drive.node))
        if len(hung) < len(here):
            output.note(say("stopped-resume-later"))
        raise


def _say_elsewhere(folders: Iterable[JobFolder]) -> None:
    """Of their progress nothing can be shown either: it lies in the other live folder."""
    for folder in folders:
        output.note(sentence(Reason("job-elsewhere", {"job": folder.uuid})))


class Watch:
    """One look after another at jobs that were just begun."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._since = 0.0  # when the jobs had been begun
        self._seen: set[str] = set()  # jobs whose worker was seen at work

    def follow(
        self, folders: Sequence[JobFolder], drives: Sequence[Identity], show: progress.Show
    ) -> tuple[Outcome, ...]:
        """What came of each of these jobs, once all are over. A stick may go away meanwhile: which drives
        they are about is known from the start."""
        self._since = time.monotonic()  # not before: to begin a job may take longer than a worker's birth
        done: dict[str, Outcome] = {}
        while len(done) < len(folders):
            for folder, drive in zip(folders, drives, strict=True):
                if folder.uuid not in done:
                    job = follow.view(folder, self._station.ledger)
                    outcome = self._look(folder, drive, job, show)
                    done |= {folder.uuid: outcome} if outcome is not None else {}
            if len(done) < len(folders):
                time.sleep(_LOOK)
        return tuple(done[folder.uuid] for folder in folders)

    def _look(self, folder: JobFolder, drive: Identity, job: JobView, show: progress.Show) -> Outcome | None:
        """Shows how a job stands; what came of it once it is over."""
        if self._unborn(job):
            return None  # not "interrupted": it has not begun
        show(job)
        if job.state == "running":
            self._seen.add(job.uuid)
            return None
        return self._outcome(folder, drive)

    def _unborn(self, job: JobView) -> bool:
        """Whether its worker was not seen yet, and may still come."""
        quiet = job.state == "interrupted" and job.why is None and job.claim is None
        return quiet and job.uuid not in self._seen and time.monotonic() < self._since + _BIRTH

    def _outcome(self, folder: JobFolder, drive: Identity) -> Outcome | None:
        """What came of a job whose worker is gone; None while somebody else makes its papers."""
        try:
            folder.job()
            evidence = self._station.finish(folder)
            if evidence is not None:
                return Outcome(drive, evidence, str(papers.paper(folder, evidence)))
        except CoordiWipeError as error:
            return _without_paper(folder, drive, error.reason)
        except OSError as error:
            why = Reason("papers-not-made", {"error": error.strerror or str(error)})
            return _without_paper(folder, drive, why)
        if folder.running or folder.evidence.exists():
            return None
        return Outcome(drive, None, why=folder.why_stopped() or _died(folder))

    def stop(self, folders: Sequence[JobFolder]) -> Sequence[JobFolder]:
        """Stops the workers, also those that are only just starting; gives up after a while, and answers
        those that still run: a hung kernel call cannot be cancelled."""
        deadline = time.monotonic() + _LEAVE
        left = list(folders)
        while left and time.monotonic() < deadline:
            left = [folder for folder in left if not self._stopped(folder)]
            time.sleep(0.05)
        return [folder for folder in left if folder.running]

    def _stopped(self, folder: JobFolder) -> bool:
        if follow.stop(folder) or folder.running:
            self._seen.add(folder.uuid)
            return False
        return folder.uuid in self._seen or folder.ended or folder.why_stopped() is not None


def _died(folder: JobFolder) -> Reason:
    """A worker that ended without a word; what it said when it died is in its log."""
    return Reason("worker-died", {"path": str(folder.log)})


def _without_paper(folder: JobFolder, drive: Identity, why: Reason) -> Outcome:
    """What came of a drive whose paper is not where it should be; the original may be there."""
    original = str(folder.certificate) if folder.certificate.exists() else ""
    return Outcome(drive, _evidence(folder), original, why)


def _evidence(folder: JobFolder) -> Evidence | None:
    try:
        return follow.read_evidence(folder)
    except CoordiWipeError:
        return None
