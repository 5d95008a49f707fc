"""How jobs stand, for whoever looks: bars in a terminal, JSON lines, or plain lines."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from coordi_wipe.cli import output
from coordi_wipe.cli.silence import Attentive
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.progress import Progress

_PLAIN = 10.0  # seconds between two plain lines of one drive


class Show(Protocol):
    """Shows how a job stands."""

    def __call__(self, job: JobView) -> None: ...


@contextmanager
def shown(*, events: bool) -> Iterator[Show]:
    """What fits: `events` JSON lines; else bars where somebody watches, plain lines where not. A drive that
    no longer answers is an event like any other, with `why`; else a line of its own."""
    if events:
        show = _Events()
        yield Attentive(show, show)
    elif output.is_terminal():
        from coordi_wipe.cli.bars import Bars

        with Bars() as bars:
            yield Attentive(bars, _say_why)
    else:
        yield Attentive(_Lines(), _say_why)


def _say_why(job: JobView) -> None:
    if job.why is not None:
        output.note(sentence(job.why))


class _Events:
    """One JSON line for each change of a job's present."""

    def __init__(self) -> None:
        self._last: dict[str, JobView] = {}

    def __call__(self, job: JobView) -> None:
        if self._last.get(job.uuid) != job:
            self._last[job.uuid] = job
            output.event(job)


class _Lines:
    """A plain line when the stage or the stick changes, and every ten seconds."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[tuple[str, int, str], float]] = {}

    def __call__(self, job: JobView) -> None:
        progress = job.progress
        if progress is None or job.drive is None:
            return
        before, shown = self._last.get(job.uuid, (None, 0.0))
        stands, now = (progress.stage, progress.number, progress.stick), time.monotonic()
        if stands != before or now - shown >= _PLAIN:
            self._last[job.uuid] = (stands, now)
            output.note(words(job))


def words(job: JobView) -> str:
    """One line about a running job."""
    progress, node = job.progress, job.drive.node if job.drive is not None else "?"
    if progress is None:
        return say("progress.waiting", node=node)
    if progress.stick != "present":
        return say(f"progress.stick-{progress.stick}", node=node)
    line = say(
        f"progress.{progress.stage}",
        node=node,
        percent=_percent(progress),
        number=progress.number + 1,
        passes=progress.passes,
        celsius="?" if progress.celsius is None else progress.celsius,
    )
    if not progress.rate or progress.seconds_left is None:
        return line
    return line + say("progress.speed", rate=int(progress.rate), left=progress.seconds_left)


def stopped_at(progress: Progress) -> str:
    """Where an interrupted job goes on from."""
    return say(
        "progress.stopped-at",
        percent=_percent(progress),
        number=progress.number + 1,
        passes=progress.passes,
    )


def _percent(progress: Progress) -> int:
    return 100 * progress.bytes // max(progress.total, 1)
