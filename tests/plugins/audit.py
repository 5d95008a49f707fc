"""An audit hook: who opens devices, starts programs, and on which block devices.

Two rules. The product opens /dev, /sys, /proc, speaks to devices and starts programs only in
hardware/ and jobs/launch.py: anything else is reported. And nobody, test or product, writes a block
device that the tests did not make, or hands it to a program that might: that is refused on the spot.
A device is ours when the kernel says that the file behind it lies in a folder of the tests.

Standard library only: every Python process below the test run loads this (../acceptance/sitecustomize).
"""

import errno
import os
import re
import shlex
import stat
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOTS = "COORDI_WIPE_GUARD_ROOTS"
"""Environment variable: path beginnings, separated by colons, under which files behind devices are ours."""

_TESTS = str(Path(__file__).resolve().parent.parent) + "/"
_PRODUCT = str(Path(_TESTS).parent / "coordi_wipe") + "/"
_DOORS = (f"{_PRODUCT}hardware/", f"{_PRODUCT}jobs/launch.py")
_MACHINE = ("/dev/", "/sys/", "/proc/")
_HARMLESS = re.compile(r"/dev/(null|zero|full|tty|urandom|random|shm(/.*)?)$")
_ARGV = {"subprocess.Popen": 1, "os.exec": 1, "os.posix_spawn": 1, "os.system": 0, "pty.spawn": 0}
_PATHS = frozenset({"open", "os.listdir", "os.scandir"})
_MAY_NAME_ANY = re.compile(
    r"(python[\d.]*|coordi-wipe)(?!.* -[IE]) .*"  # carries this hook itself
    r"|smartctl(?!.* (-t|-s|-X|--test|--set|--abort)\b) .*"
    r"|(lsblk|blkid|udevadm|findmnt|stat)( .*)?"
    r"|sg_(inq|vpd|opcodes|readcap|luns) .*|blockdev --(get|report)\w* .*"
    r"|hdparm (-[IiN]|--dco-identify) \S+"
    r"|nvme (id-|list|smart-log|sanitize-log|get-).*|losetup(?!.* (-d|-D|-c|--detach|--set)).*"
)
"""Command lines that may name any device: they change nothing, or are watched themselves."""


class _Busy(threading.local):
    inside = False


def install(report: Callable[[str], None]) -> None:
    """From now on, for the life of this process; `report` is told each breach in a line."""
    busy = _Busy()

    def hook(event: str, args: tuple) -> None:
        if (event not in _PATHS and event not in _ARGV and event != "fcntl.ioctl") or busy.inside:
            return
        busy.inside = True
        try:
            _look(event, args, report)
        finally:
            busy.inside = False

    sys.addaudithook(hook)


def _look(event: str, args: tuple, report: Callable[[str], None]) -> None:
    if event == "fcntl.ioctl":
        _through_a_door(event, f"request {args[1]:#x}", report)
    elif event in _ARGV:
        argv = _words(args[_ARGV[event]])
        _through_a_door("starts a program", shlex.join(argv), report)
        if not _MAY_NAME_ANY.fullmatch(" ".join([Path(argv[0]).name, *argv[1:]])):
            _refuse(_devices(argv), f"{event}: {shlex.join(argv)}", report)
    elif isinstance(args[0], str | bytes | os.PathLike):
        path = os.fsdecode(args[0])
        if path.startswith(_MACHINE) and not _HARMLESS.match(path):
            _through_a_door(event, path, report)
        if event == "open" and args[2] & os.O_ACCMODE != os.O_RDONLY:
            _refuse([path], f"open for writing: {path}", report)


def _words(argv: object) -> list[str]:
    """A command line as words, whether it came as one string or as several."""
    if isinstance(argv, str | bytes):
        return os.fsdecode(argv).split() or [""]
    return [os.fsdecode(word) for word in argv] or [""]  # type: ignore[attr-defined]


def _devices(argv: Sequence[str]) -> Iterator[str]:
    """Paths that these words may name: `of=/dev/x`, `--filename=/dev/x`, a shell's `-c "… /dev/x"`."""
    return (word for part in argv for word in re.split(r"[\s=,;'\"<>|&()]+", part) if "/" in word)


def _through_a_door(what: str, on: str, report: Callable[[str], None]) -> None:
    """Reports the product's innermost file when it is not one that may; tests and libraries may."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_PRODUCT):
            if not name.startswith(_DOORS):
                report(f"{name.removeprefix(_PRODUCT)}:{frame.f_lineno}, outside hardware/: {what}: {on}")
            return
        if name.startswith(_TESTS) and name != __file__:
            return
        frame = frame.f_back


def _refuse(paths: Sequence[str] | Iterator[str], what: str, report: Callable[[str], None]) -> None:
    for path in paths:
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            continue
        if stat.S_ISBLK(found.st_mode) and not _ours(found.st_rdev):
            report(f"refused, this block device was not made by the tests: {what}")
            raise PermissionError(errno.EPERM, "not a block device of the tests", path)


def _ours(number: int) -> bool:
    """Whether what is behind this block device lies in a folder of the tests; of a stack, all of it."""
    device = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve()
    if (device / "partition").exists():
        device = device.parent
    below = [Path("/dev", name) for name in _names(device / "slaves")]
    if below:
        return all(_ours(os.stat(node).st_rdev) for node in below)
    try:
        behind = (device / "loop/backing_file").read_text()
    except OSError:
        return False
    return behind.startswith(tuple(filter(None, os.environ.get(ROOTS, "").split(":"))))


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []
