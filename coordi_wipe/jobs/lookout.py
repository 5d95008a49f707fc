"""A cheap look at the jobs that matter now, many times a second: what has not changed is not read again.

`follow.view` derives everything from files at each look; sixteen drives at five looks a second would keep
a core busy. What is remembered here is only what can no longer change, or changes together with a file's
size: forgetting it (a new face) costs one full look.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder, folders
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.ledger.ledger import Ledger

_PUT_AWAY = "put-away"

_Trace = tuple[bool, int, int, bool, bool]


def put_away(folder: JobFolder) -> None:
    """A person has seen how this job ended: the screens of this boot show it no more. Raises OSError."""
    folder.make_live()
    (folder.live / _PUT_AWAY).touch()


def is_put_away(folder: JobFolder) -> bool:
    """Whether a person has seen its end, in this boot."""
    return (folder.live / _PUT_AWAY).exists()


class Lookout:
    """Looks at the current jobs of one stick: those of this boot, and those that are not over."""

    def __init__(self, home: Path, run: Path, ledger: Ledger) -> None:
        self._home, self._run, self._ledger = home, run, ledger
        self._seen: dict[str, tuple[_Trace, JobView]] = {}

    def look(self) -> tuple[JobView, ...]:
        """The current jobs as they are now, oldest first."""
        return tuple(self._view(folder) for folder in self._current())

    def _current(self) -> Sequence[JobFolder]:
        return [folder for folder in folders(self._home, self._run) if _is_current(folder)]

    def _view(self, folder: JobFolder) -> JobView:
        trace = _trace(folder)
        before = self._seen.get(folder.uuid)
        # a job whose papers are being made changes in the ledger alone: it is looked at each time
        if before is None or before[0] != trace or before[1].state == "worked":
            fresh = follow.view(folder, self._ledger)
            self._seen[folder.uuid] = (trace, fresh)
            return fresh
        kept = before[1]
        return replace(kept, progress=folder.now()) if kept.state == "running" else kept


def _is_current(folder: JobFolder) -> bool:
    if folder.live.exists():
        return not is_put_away(folder)
    return not folder.certificate.exists()  # cut off in another boot; one that was through needs nobody


def _trace(folder: JobFolder) -> _Trace:
    """What changes when anything but the present of a job changes. Facts of a running job grow at each
    checkpoint and say nothing to a face; they are looked at when its worker is gone."""
    running = folder.running
    facts = (0, 0) if running else (_size(folder.durable / "facts.jsonl"), _size(folder.live / "facts.jsonl"))
    why = (folder.live / "why.json").exists()
    return running, facts[0], facts[1], why, folder.certificate.exists()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
