"""The one seam to the machine: what the product may ask of it, and the only door to a drive.

Every method raises OSError (and nothing else) when the machine cannot answer. Tools run with
`LC_ALL=C`. Implementations: linux.py (real), record.py (wraps one and writes down), replay.py
(answers from what was written down), rehearsal/ (simulated drives).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from coordi_wipe.model.drive import Identity


class Output(Protocol):
    """What a program answered; `seconds` is how long it took."""

    @property
    def code(self) -> int: ...
    @property
    def out(self) -> bytes: ...
    @property
    def err(self) -> bytes: ...
    @property
    def seconds(self) -> float: ...


class Block(Protocol):
    """A whole disk, or one namespace: direct and thread-safe; sizes in bytes, asked of the descriptor.

    `write` and `read` may do less than asked (they answer how much), and raise OSError with the
    device's errno. Offsets and lengths are multiples of `logical`, but for the tail of a file drive.
    """

    @property
    def size(self) -> int: ...
    @property
    def logical(self) -> int: ...
    @property
    def physical(self) -> int: ...
    def write(self, offset: int, data: memoryview) -> int: ...
    def read(self, offset: int, into: memoryview) -> int: ...
    def flush(self) -> None: ...


class Claimed(Protocol):
    """A drive that is ours until the context ends: the only door to destructive commands."""

    @property
    def blocks(self) -> Sequence[Block]: ...
    @property
    def identity(self) -> Identity:
        """The drive as it is now, read again on the open descriptor."""
        ...

    def run(self, argv: Sequence[str], *, timeout: float, free: bool = False) -> Output:
        """Runs a tool on this drive; with `free`, O_EXCL is released meanwhile (the flock is kept)."""
        ...


class Host(Protocol):
    """A machine."""

    def run(self, argv: Sequence[str], *, timeout: float) -> Output:
        """Runs a tool that never changes a drive; also raises RefusedError, before it starts, for a command
        that is not known to be one (harmless.py)."""
        ...

    def read(self, path: str) -> bytes:
        """Content of a file under /sys, /proc or /run/udev."""
        ...

    def list(self, path: str) -> Sequence[str]:
        """Sorted names in a folder under /sys, /proc or /dev."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Writes a file under /sys."""
        ...

    def udev(self, subsystem: str) -> Sequence[Mapping[str, str]]:
        """Properties of every device of a subsystem ("block", "net", …), with DEVNAME and DEVPATH."""
        ...

    def watch(self, subsystem: str) -> Iterator[Mapping[str, str] | None]:
        """Changes as they come, with ACTION; None at each idle tick, so that a caller can stop."""
        ...

    def facts(self, about: str) -> Mapping[str, object]:
        """Facts that a library knows: "cpu", "memory", "battery", "boot", or "file:/path"."""
        ...

    def peek(self, identity: Identity, offset: int, length: int) -> bytes:
        """Reads bytes of a drive and changes nothing."""
        ...

    def claim(self, identity: Identity) -> AbstractContextManager[Claimed]:
        """Takes the locks of JOBS.md ("Locks") and compares the identity; raises, else the drive is ours."""
        ...

    def suspend(self, seconds: int) -> None:
        """Suspends the machine to RAM and wakes it by its clock."""
        ...

    def wall(self) -> float:
        """Seconds since 1970 by a clock that may be wrong."""
        ...

    def set_wall(self, unix: float) -> None:
        """Sets that clock; the machine's own, which runs while it is off, is left as it is."""
        ...

    def up(self) -> float:
        """Seconds since boot, time asleep included."""
        ...

    def sleep(self, seconds: float) -> None: ...
