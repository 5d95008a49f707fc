"""A cheap look at the jobs that matter now, many times a second: what has not changed is not read again.

`follow.view` derives everything from files at each look; sixteen drives at five looks a second would keep
a core busy. What is remembered here is only what can no longer change, or changes together with a file's
size: forgetting it (a new face) costs one full look.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from coordi_wipe.jobs import follow
from coordi_wipe.jobs.folder import JobFolder, folders, is_job, names
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.drive import Identity

_PUT_AWAY = "put-away"
_BREATH = 30.0  # seconds until a worker holds its lock: Python starts from a slow stick, on a slow PC

_Trace = tuple[bool, int, int, int, bool, bool]


def put_away(folder: JobFolder) -> None:
    """A person has seen how this job stands: the screens of this boot show it no more, unless it goes on.
    Raises OSError."""
    folder.make_live()
    folder.log.touch()  # it was seen in this boot
    (folder.live / _PUT_AWAY).write_text(_reached(folder))


def is_put_away(folder: JobFolder) -> bool:
    """Whether a person has seen its end, in this boot, and nothing has happened to it since."""
    try:
        return (folder.live / _PUT_AWAY).read_text() == _reached(folder)
    except OSError:
        return False


def _reached(folder: JobFolder) -> str:
    """How far its facts go: they only grow."""
    return str(max(_size(folder.live / "facts.jsonl"), _size(folder.durable / "facts.jsonl")))


class Lookout:
    """Looks at the current jobs of one stick: those of this boot, and those that are not over.

    After each look, `elsewhere` names those (UUID) that no face of this boot has begun or gone on with: most
    belong to another PC. `finished`: drive and tag of those that were put away in this boot.
    """

    def __init__(self, home: Path, run: Path, ledger: Ledger) -> None:
        self._home, self._run, self._ledger = home, run, ledger
        self._seen: dict[str, tuple[_Trace | None, JobView]] = {}
        self._put_away: dict[str, tuple[Identity, str]] = {}
        self._over: set[str] = set()
        self.elsewhere: frozenset[str] = frozenset()

    @property
    def finished(self) -> tuple[tuple[Identity, str], ...]:
        return tuple(self._put_away.values())

    def look(self) -> tuple[JobView, ...]:
        """The current jobs as they are now, oldest first. Raises OSError."""
        current = self._current()
        self.elsewhere = frozenset(folder.uuid for folder in current if not _is_of_this_boot(folder))
        return tuple(_starting(folder, self._view(folder)) for folder in current)

    def _current(self) -> Sequence[JobFolder]:
        """Also those whose stick was pulled: their live folder is here, and their worker waits for it."""
        live = {folder.uuid for folder in folders(self._run, self._run)}
        self._over -= live
        left = names(self._home) - self._over - live  # of years of jobs, those that are not known to be over
        kept = {name for name in left if is_job(name)}
        every = (JobFolder(self._home, self._run, uuid) for uuid in sorted(kept | live))
        return [folder for folder in every if self._is_current(folder)]

    def _is_current(self, folder: JobFolder) -> bool:
        if not _is_of_this_boot(folder):
            if _exists(folder.certificate):  # it was through in another boot, and needs nobody
                self._over.add(folder.uuid)
            return folder.uuid not in self._over
        if not is_put_away(folder) or folder.running:
            self._put_away.pop(folder.uuid, None)
            return True
        if folder.uuid not in self._put_away:
            job = self._view(folder)
            if job.drive is not None and job.state == "done":
                self._put_away[folder.uuid] = (job.drive, job.tag)
        return False

    def _view(self, folder: JobFolder) -> JobView:
        trace = _trace(folder)
        before = self._seen.get(folder.uuid)
        # a job whose papers are being made changes in the ledger alone: it is looked at each time
        if before is None or before[0] != trace or before[1].state == "worked":
            fresh = follow.view(folder, self._ledger)
            if before is not None and fresh.drive is None:  # its stick is away: what is known stays so
                fresh = _remembered(before[1], fresh)
            # begun, or ended, while it was looked at: this view belongs to no trace
            whole = trace[0] == (fresh.state == "running")
            self._seen[folder.uuid] = (trace if whole else None, fresh)
            return fresh
        kept = before[1]
        return replace(kept, progress=folder.now()) if kept.state == "running" else kept


def _starting(folder: JobFolder, job: JobView) -> JobView:
    """A job that was made or launched this moment: its drive is looked for, its worker takes a breath until
    it holds its lock, and it is not cut off meanwhile."""
    if job.state != "interrupted" or job.why is not None:
        return job
    asked = time.time() - max(_changed(folder.log), _changed(folder.order))
    return replace(job, state="running") if 0 <= asked < _BREATH else job


def _changed(path: Path) -> float:
    """When, in seconds since 1970; 0 for what is not there."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _remembered(before: JobView, fresh: JobView) -> JobView:
    if before.state == "done":
        return before
    return replace(fresh, drive=before.drive, tag=before.tag, progress=fresh.progress or before.progress)


def _is_of_this_boot(folder: JobFolder) -> bool:
    """Whether a worker was started for it in this boot; papers alone are made for other PCs' jobs too."""
    return _exists(folder.log) or _exists(folder.live / "facts.jsonl")


def _trace(folder: JobFolder) -> _Trace:
    """What changes when anything but the present of a job changes. Facts of a running job grow at each
    checkpoint and say nothing to a face; they are looked at when its worker is gone. job.json changes never,
    but goes and comes with the stick."""
    running = folder.running
    facts = (0, 0) if running else (_size(folder.durable / "facts.jsonl"), _size(folder.live / "facts.jsonl"))
    why = _exists(folder.live / "why.json") or _exists(folder.last_words)
    return running, _size(folder.order), facts[0], facts[1], why, _exists(folder.certificate)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _exists(path: Path) -> bool:
    """Whether it can be seen: a stick that was pulled shows nothing, and raises."""
    return _size(path) >= 0
