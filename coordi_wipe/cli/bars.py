"""Progress bars for a terminal: one a drive, with rate and time left."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from coordi_wipe.cli.watch import words
from coordi_wipe.jobs.follow import JobView


class Bars:
    """One bar a drive over all its passes and its read-back."""

    def __init__(self) -> None:
        columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.description}"))
        self._progress = Progress(*columns, console=Console(stderr=True))
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
            self._tasks[job.uuid] = self._progress.add_task("", total=1.0)
        task = self._tasks[job.uuid]
        now = job.progress
        if now is not None:
            passed = now.passes if now.stage == "verify" else now.number
            whole = (now.passes + 1) * max(now.total, 1)
            self._progress.update(
                task, completed=(passed * now.total + now.bytes) / whole, description=words(job)
            )
        elif job.state in ("worked", "done"):
            self._progress.update(task, completed=1.0)
