"""The real machine: the Host that Linux itself answers.

Libraries that are slow or heavy to import (pyudev, psutil, py-cpuinfo) are imported where they are
used: a worker process must stay small, and `--help` fast.
"""

import errno
import fcntl
import mmap
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from coordi_wipe.hardware import harmless, virtual
from coordi_wipe.hardware.claiming import ClaimedDrive, claim
from coordi_wipe.hardware.process import Finished, run
from coordi_wipe.model.drive import Identity

ONLY = "COORDI_WIPE_ONLY"
"""Environment variable: node paths, separated by colons, that may be claimed at all. Unset: any."""

_IDLE = 1.0  # seconds between two ticks of `watch`
_WINDOW = 4096  # bytes: O_DIRECT reads on any drive are aligned to this


class LinuxHost:
    """This machine. `only`: the nodes that may be claimed; None: any."""

    def __init__(self, only: frozenset[str] | None) -> None:
        self._only = only

    @classmethod
    def from_environment(cls) -> "LinuxHost":
        """A host held to COORDI_WIPE_ONLY, as the tests and the demo are."""
        value = os.environ.get(ONLY)
        return cls(None if value is None else frozenset(filter(None, value.split(":"))))

    def run(self, argv: Sequence[str], *, timeout: float) -> Finished:
        harmless.check(argv)
        return run(argv, timeout=timeout)

    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()

    def list(self, path: str) -> Sequence[str]:
        return sorted(entry.name for entry in Path(path).iterdir())

    def write(self, path: str, data: bytes) -> None:
        # no O_CREAT: a file under /sys is there or is not
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(descriptor, data)
        finally:
            os.close(descriptor)

    def udev(self, subsystem: str) -> Sequence[Mapping[str, str]]:
        import pyudev

        found: list[Mapping[str, str]] = []
        for device in pyudev.Context().list_devices(subsystem=subsystem):
            try:
                found.append(dict(device.properties))
            except (pyudev.DeviceNotFoundError, UnicodeDecodeError):  # gone meanwhile; bytes that are no text
                continue
        return found

    def watch(self, subsystem: str) -> Iterator[Mapping[str, str] | None]:
        import pyudev

        # without udevd its own source is silent; the kernel always speaks
        source = "udev" if Path("/run/udev/control").exists() else "kernel"
        monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source=source)
        monitor.filter_by(subsystem)
        monitor.start()
        while True:
            device = monitor.poll(timeout=_IDLE)
            yield None if device is None else {**device.properties, "ACTION": device.action or ""}

    def facts(self, about: str) -> Mapping[str, object]:
        kind, _, path = about.partition(":")
        match kind:
            case "cpu":
                return _cpu()
            case "memory":
                return _memory()
            case "battery":
                return _battery()
            case "boot":
                return {"id": _text("/proc/sys/kernel/random/boot_id"), "virtual": virtual.name(self)}
            case "file":
                return _file(path)
        raise OSError(errno.EINVAL, "no such facts", about)

    def peek(self, identity: Identity, offset: int, length: int) -> bytes:
        start = offset // _WINDOW * _WINDOW
        end = -(-min(offset + length, identity.size) // _WINDOW) * _WINDOW
        if not 0 <= offset < identity.size:
            return b""
        descriptor = _open_for_reading(identity.node)
        try:
            _refuse_when_locked(descriptor)
            # an anonymous map is page-aligned, which O_DIRECT asks for
            with mmap.mmap(-1, end - start) as window:
                got = _fill(descriptor, window, start)
                return window[offset - start : min(offset - start + length, got)]
        finally:
            os.close(descriptor)

    def claim(self, identity: Identity) -> AbstractContextManager[ClaimedDrive]:
        return claim(identity, only=self._only)

    def suspend(self, seconds: int) -> None:
        done = run(["rtcwake", "--mode", "mem", "--seconds", str(seconds)], timeout=seconds + 60)
        if done.code:
            raise OSError(errno.EIO, done.err.decode(errors="replace").strip(), "rtcwake")

    def wall(self) -> float:
        return time.time()

    def set_wall(self, unix: float) -> None:
        if self._only is not None:  # tests and the demo are guests of this machine
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        time.clock_settime(time.CLOCK_REALTIME, unix)

    def up(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _open_for_reading(node: str) -> int:
    try:
        return os.open(node, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECT)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system without O_DIRECT
            raise
        return os.open(node, os.O_RDONLY | os.O_CLOEXEC)


def _refuse_when_locked(descriptor: int) -> None:
    """Raises BlockingIOError while somebody works on the drive. The lock is not kept: a read that hangs on a
    bad drive must not keep anybody from taking it."""
    fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def _fill(descriptor: int, window: mmap.mmap, start: int) -> int:
    """Fills the window from `start` on; how many bytes there were before the end."""
    got = 0
    with memoryview(window) as view:
        while got < len(view):
            with view[got:] as rest:
                count = os.preadv(descriptor, [rest], start + got)
            got += count
            if count == 0 or count % 512:  # the end; a direct read cannot go on from an odd place
                break
    return got


def _text(path: str) -> str:
    return Path(path).read_text(errors="replace").strip()


@cache
def _cpu() -> Mapping[str, object]:
    """Name, family, model and stepping (py-cpuinfo, about a second), cores and threads (psutil).

    Asked once in a process: no processor changes while its machine is on, and that second is one of full
    load, spent on a clock rate that nobody here reads.
    """
    import cpuinfo
    import psutil

    known = cpuinfo.get_cpu_info()
    wanted = ("brand_raw", "vendor_id_raw", "family", "model", "stepping", "arch", "hz_advertised_friendly")
    return {name: known[name] for name in wanted if name in known} | {
        "cores": psutil.cpu_count(logical=False) or 0,
        "threads": psutil.cpu_count() or 0,
    }


def _memory() -> Mapping[str, object]:
    """Bytes that the kernel may use (`total`) and that are free for work (`available`)."""
    import psutil

    memory = psutil.virtual_memory()
    return {"total": memory.total, "available": memory.available}


def _battery() -> Mapping[str, object]:
    """Charge in percent and whether the mains are plugged; empty without a battery."""
    import psutil

    battery = psutil.sensors_battery()
    if battery is None:
        return {}
    return {"percent": round(battery.percent), "plugged": battery.power_plugged}


def _file(path: str) -> Mapping[str, object]:
    """What is at a path: kind, real path, size in bytes, file system ("device") and inode, device number."""
    real = os.path.realpath(path)
    found = os.stat(real)
    mode = found.st_mode
    kinds = {stat.S_IFREG: "file", stat.S_IFBLK: "block", stat.S_IFCHR: "character", stat.S_IFDIR: "folder"}
    return {
        "kind": kinds.get(stat.S_IFMT(mode), "other"),
        "real": real,
        "size": found.st_size,
        "device": f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}",
        "inode": found.st_ino,
        "number": f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}",
        "writable": os.access(real, os.W_OK),
    }
