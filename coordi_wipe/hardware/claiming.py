"""Takes a drive for ourselves: the locks, the identity on the open descriptor, and its bytes.

Order of the locks (JOBS.md, "Locks"): flock on the whole-disk node (systemd's block device locking:
udev stays off, and every tool inherits the descriptor), then O_EXCL (refuses, and is refused by,
mount, swap, md, dm), then the identity as the open descriptor answers it, then the write guard (guard.py):
lifted only for a drive that is ours by then, and set back before it is let go.
"""

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from coordi_wipe.hardware import device_lock, guard, ioctls
from coordi_wipe.hardware.process import Finished, run
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import MissingError, RefusedError

_NONE = -1  # no descriptor
_PATIENCE = 2  # seconds for another's lock
_NAMESPACE = re.compile(r"(/dev/nvme\d+)n\d+")  # its controller takes the commands of an NVMe drive
_DEVICE = re.compile(r"(?:^|^-\w|=)(/+(?:\.*/+)*dev/.*)")  # a word, or behind `of=` and the like
FILE_BLOCK = 512  # a file has no sectors; smallest step of a file drive, in bytes


class DeviceBlock:
    """A block device opened O_DIRECT (a file drive: buffered), through a descriptor that may change."""

    def __init__(self, descriptor: Callable[[], int], *, logical: int, physical: int) -> None:
        self._descriptor = descriptor
        self.logical = logical
        self.physical = physical

    @property
    def size(self) -> int:
        """As it is now: a drive that shrank or went is found out while it is written."""
        return os.lseek(self._descriptor(), 0, os.SEEK_END)

    def write(self, offset: int, data: memoryview) -> int:
        return os.pwrite(self._descriptor(), data, offset)

    def read(self, offset: int, into: memoryview) -> int:
        return os.preadv(self._descriptor(), [into], offset)

    def flush(self) -> None:
        """Flushes the device's cache, and forgets the kernel's copy so that a read-back is a read."""
        os.fsync(self._descriptor())
        os.posix_fadvise(self._descriptor(), 0, 0, os.POSIX_FADV_DONTNEED)


class ClaimedDrive:
    """A drive that is ours. `run` keeps the flock alive in the tool, even if we die meanwhile.

    `guarded`: it is read-only again when we let it go."""

    def __init__(self, identity: Identity, lock: int, exclusive: int, flags: int, *, guarded: bool) -> None:
        self.identity = identity
        self._lock = lock
        self._exclusive = exclusive
        self._flags = flags
        self._guarded = guarded
        self.blocks: Sequence[DeviceBlock] = (
            DeviceBlock(
                lambda: self._exclusive,
                logical=identity.logical,
                physical=identity.physical,
            ),
        )

    def run(self, argv: Sequence[str], *, timeout: float, free: bool = False) -> Finished:
        """Runs a program on this drive. Raises RefusedError, before its start, if it names another device."""
        self._only_ours(argv)
        if not free:
            return run(argv, timeout=timeout, pass_fds=(self._lock,))
        self._release()
        try:
            return run(argv, timeout=timeout, pass_fds=(self._lock,))
        finally:
            self._exclusive = self._again()

    def _only_ours(self, argv: Sequence[str]) -> None:
        controller = _NAMESPACE.fullmatch(self.identity.node)
        ours = {self.identity.node, *([controller[1]] if controller else [])}
        for word in argv:
            found = _DEVICE.search(word)
            if found and os.path.normpath(found[1]) not in ours:
                raise RefusedError("not-without-claim", program=" ".join((*argv[:1], found[1])))

    def close(self) -> None:
        """Lets the drive go."""
        if self._guarded:
            guard.set_back(self._lock)
        self._release()
        os.close(self._lock)

    def _release(self) -> None:
        # a lane that hangs in the kernel may come back later: it finds no descriptor, never another file's
        held, self._exclusive = self._exclusive, _NONE
        if held != _NONE:
            os.close(held)

    def _again(self) -> int:
        """Opens the drive anew. Raises OSError; ENODEV when another one is at its node by now."""
        descriptor = os.open(self.identity.node, self._flags | os.O_NOFOLLOW)
        if stat.S_ISBLK(os.fstat(descriptor).st_mode) and ioctls.diskseq(descriptor) != self.identity.diskseq:
            os.close(descriptor)
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), self.identity.node)
        return descriptor


@contextmanager
def claim(identity: Identity, *, only: frozenset[str] | None) -> Iterator[ClaimedDrive]:
    """Takes the drive of this identity. `only`: the nodes that may be claimed at all; None: any.

    Raises RefusedError when the drive is not to be had, is another one, or is not claimable here, and
    MissingError without the right to open it.
    """
    if only is not None and identity.node not in only:
        raise RefusedError("not-claimable", node=identity.node)
    drive = _take(identity)
    try:
        yield drive
    finally:
        drive.close()


def _take(identity: Identity) -> ClaimedDrive:
    lock = _open(identity.node, os.O_RDONLY)
    try:
        _flock(lock, identity.node)
        regular = _is_regular(lock, identity)
        flags = os.O_RDWR | os.O_CLOEXEC | (0 if regular else os.O_EXCL | os.O_DIRECT)
        exclusive = _open(identity.node, flags)
        try:
            seen = _seen(exclusive, identity, regular=regular)
            _compare(identity, seen)
            guarded = not regular and guard.lift(lock, identity.node)
            return ClaimedDrive(seen, lock, exclusive, flags, guarded=guarded)
        except BaseException:
            os.close(exclusive)
            raise
    except BaseException:
        os.close(lock)
        raise


def _open(node: str, flags: int) -> int:
    try:
        return os.open(node, flags | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        match error.errno:
            case errno.EBUSY:
                raise RefusedError("drive-in-use", node=node) from error
            case errno.EROFS:
                raise RefusedError("drive-read-only", node=node) from error
            case errno.EACCES | errno.EPERM:
                raise MissingError("drive-not-permitted", node=node) from error
            case _:
                raise RefusedError(
                    "drive-not-there", node=node, error=os.strerror(error.errno or 0)
                ) from error


def _flock(descriptor: int, node: str) -> None:
    if not device_lock.taken(descriptor, _PATIENCE):
        raise RefusedError("drive-locked-by-other", node=node)


def _is_regular(descriptor: int, identity: Identity) -> bool:
    mode = os.fstat(descriptor).st_mode
    regular = stat.S_ISREG(mode)
    if regular != (identity.medium == "file") or not (regular or stat.S_ISBLK(mode)):
        raise RefusedError("another-drive-here", node=identity.node)
    return regular


def _seen(descriptor: int, identity: Identity, *, regular: bool) -> Identity:
    """The identity with what the open descriptor itself answers."""
    if regular:
        return replace(identity, size=os.fstat(descriptor).st_size)
    return replace(
        identity,
        diskseq=ioctls.diskseq(descriptor),
        size=ioctls.size(descriptor),
        logical=ioctls.logical(descriptor),
        physical=ioctls.physical(descriptor),
    )


def _compare(planned: Identity, seen: Identity) -> None:
    if seen.diskseq != planned.diskseq:
        raise RefusedError("another-drive-here", node=planned.node)
    if (seen.size, seen.logical, seen.physical) != (planned.size, planned.logical, planned.physical):
        raise RefusedError("size-changed", node=planned.node, planned=planned.size, seen=seen.size)
