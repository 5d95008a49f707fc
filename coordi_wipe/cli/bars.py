"""Progress bars for a terminal: one a drive over all passes and the read-back, with rate and time left."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from coordi_wipe.cli.progress import words
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say


class Bars:
    """One bar a job, made when it is first shown."""

    def __init__(self) -> None:
        columns = (BarColumn(20), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.description}"))
        self._progress = Progress(*columns, console=Console(stderr=True, highlight=False, markup=False))
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def __call__(self, job: JobView) -> None:
        if job.uuid not in self._tasks:
            self._tasks[job.uuid] = self._progress.add_task(words(job), total=1.0)
        task = self._tasks[job.uuid]
        now = job.progress
        if now is not None and now.stage in ("waiting", "cooling"):
            self._progress.update(task, description=words(job))  # the bar stays where it was
        elif now is not None:
            passed = now.passes if now.stage == "verify" else now.number
            share = (passed * now.total + now.bytes) / ((now.passes + 1) * max(now.total, 1))
            self._progress.update(task, completed=share, description=words(job))
        elif job.claim is not None and job.drive is not None:
            status = f"status.{job.claim.status}"
            line = say("result.line", node=job.drive.node, status=status)
            self._progress.update(task, completed=1.0, description=line)
