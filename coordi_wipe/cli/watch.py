"""Watches jobs until they are over: bars where somebody looks, plain lines or JSON lines elsewhere."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from coordi_wipe.cli import output
from coordi_wipe.cli.results import Outcome
from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say
from coordi_wipe.station import papers
from coordi_wipe.station.station import Station

_LOOK = 0.2  # seconds between two looks
_PLAIN = 10.0  # seconds between two plain lines of one drive
_BIRTH = 30.0  # seconds that a new worker has to show a sign of life
_LEAVE = 5.0  # seconds that workers have to stop


class Show(Protocol):
    """Shows how a job stands."""

    def __call__(self, job: JobView) -> None: ...


def to_the_end(station: Station, folders: Sequence[JobFolder], *, events: bool) -> tuple[Outcome, ...]:
    """Follows these jobs to their papers. Ctrl-C stops their workers as a power cut would."""
    try:
        with _shown(events=events) as show:
            return tuple(_followed(station, folders, show))
    except KeyboardInterrupt:
        _stop(folders)
        output.note(say("stopped-resume-later"))
        raise


def _followed(station: Station, folders: Sequence[JobFolder], show: Show) -> Iterator[Outcome]:
    started = time.monotonic()
    seen: set[str] = set()
    left = list(folders)
    done: dict[str, Outcome] = {}
    while left:
        for folder in tuple(left):
            job = follow.view(folder, station.ledger)
            show(job)
            if job.state == "running":
                seen.add(folder.uuid)
            waiting = folder.uuid not in seen and time.monotonic() < started + _BIRTH
            if job.state == "running" or (job.state == "interrupted" and job.why is None and waiting):
                continue
            evidence = station.finish(folder)
            if evidence is None and folder.running:
                continue
            left.remove(folder)
            paper = str(papers.paper(folder, evidence)) if evidence is not None else ""
            done[folder.uuid] = Outcome(folder.job().plan.drive, evidence, paper, job.why)
        if left:
            time.sleep(_LOOK)
    return iter([done[folder.uuid] for folder in folders])


def _stop(folders: Sequence[JobFolder]) -> None:
    for folder in folders:
        follow.stop(folder)
    deadline = time.monotonic() + _LEAVE
    while any(folder.running for folder in folders) and time.monotonic() < deadline:
        time.sleep(0.05)


@contextmanager
def _shown(*, events: bool) -> Iterator[Show]:
    if events:
        yield _Events()
    elif output.is_terminal():
        from coordi_wipe.cli.bars import Bars

        with Bars() as bars:
            yield bars
    else:
        yield _Lines()


class _Events:
    """One JSON line for each change of a job's present."""

    def __init__(self) -> None:
        self._last: dict[str, JobView] = {}

    def __call__(self, job: JobView) -> None:
        if self._last.get(job.uuid) != job:
            self._last[job.uuid] = job
            output.event(job)


class _Lines:
    """A plain line when a stage changes, and every ten seconds."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[str, int, float]] = {}

    def __call__(self, job: JobView) -> None:
        progress = job.progress
        if progress is None or job.drive is None:
            return
        stage, number, shown = self._last.get(job.uuid, ("", -1, 0.0))
        now = time.monotonic()
        if (stage, number) != (progress.stage, progress.number) or now - shown >= _PLAIN:
            self._last[job.uuid] = (progress.stage, progress.number, now)
            output.note(words(job))


def words(job: JobView) -> str:
    """One line about a running job."""
    progress, drive = job.progress, job.drive
    if progress is None or drive is None:
        return say("progress.waiting", node=drive.node if drive else "?")
    if progress.stick == "missing":
        return say("progress.stick-missing", node=drive.node)
    share = 100 * progress.bytes // max(progress.total, 1)
    return say(
        f"progress.{progress.stage}",
        node=drive.node,
        percent=share,
        number=progress.number + 1,
        passes=progress.passes,
        rate=int(progress.rate),
        left=progress.seconds_left or 0,
    )
