"""Opens COORDI-EXPORT, the partition of the stick that Windows reads, for as long as something is copied.

Between two copies it is not mounted: a stick that is pulled then has a whole file system.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coordi_wipe.hardware import blocks
from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.process import run
from coordi_wipe.hardware.uses import mounts
from coordi_wipe.hardware.writing import gpt, layout, target
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import MissingError

_OPTIONS = "rw,nosuid,nodev,noexec,flush"  # the names that we write are plain letters
_TIMEOUT = 60.0  # seconds for a slow stick


@contextmanager
def opened(host: Host, device: str, point: Path) -> Iterator[Path]:
    """The export of the stick whose whole node is `device`, mounted at `point` until the context ends.

    Raises MissingError("exporting-absent" | "exporting-not-mounted"), OSError.
    """
    node = _partition(host, device)
    if str(point) in {mount.point for mount in mounts(host.read("/proc/self/mountinfo"))}:
        _unmount(point)  # whoever mounted it died before the end
    point.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(
        OSError
    ):  # mends what a pull left half done; where it is not there, mount says what is wrong
        run(["fsck.vfat", "-a", node], timeout=_TIMEOUT)
    done = run(["mount", "-t", "vfat", "-o", _OPTIONS, node, str(point)], timeout=_TIMEOUT)
    if done.code:
        raise MissingError("exporting-not-mounted", error=_last_line(done.err))
    try:
        yield point
    finally:
        _unmount(point)


def _partition(host: Host, device: str) -> str:
    """The node of the partition, by the stick's own table: no other file system of that name is taken."""
    graph = blocks.devices(host)
    disk = next((found for found in graph.values() if found.node == device and found.whole), None)
    if disk is None:
        raise MissingError("exporting-absent")
    table = gpt.first(target.reader(host, _identity(disk)))
    if table is None or not layout.is_ours(table):
        raise MissingError("exporting-absent")
    number = next((n for n, part in table.parts.items() if part == layout.named(table, layout.EXPORT)), None)
    for found in graph.values():
        if found.disk == disk.name and found.properties.get("PARTN") == str(number):
            return found.node
    raise MissingError("exporting-absent")


def _identity(disk: blocks.BlockDevice) -> Identity:
    """As much of one as reading takes."""
    return Identity(
        node=disk.node,
        diskseq=disk.diskseq,
        model="",
        serial="",
        wwn="",
        firmware="",
        medium="unknown",
        source="none",
        size=disk.size,
        logical=disk.logical,
        physical=disk.physical,
    )


def _unmount(point: Path) -> None:
    """What is busy is let go of when its last user ends: nothing is written to it after that."""
    if run(["umount", str(point)], timeout=_TIMEOUT).code:
        run(["umount", "--lazy", str(point)], timeout=_TIMEOUT)


def _last_line(printed: bytes) -> str:
    lines = printed.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
