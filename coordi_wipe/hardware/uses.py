"""Who uses which block device now: mounts, swap, btrfs, ZFS, and the stick that we run from."""

import re
from collections.abc import Sequence

from msgspec import Struct

from coordi_wipe.hardware import medium
from coordi_wipe.hardware.blocks import names, text
from coordi_wipe.hardware.host import Host


class Mount(Struct, frozen=True):
    """A line of mountinfo: device number, mount point, what was mounted."""

    number: str
    point: str
    source: str


class Uses(Struct, frozen=True):
    """`swaps`: paths. `btrfs`: kernel names, one tuple a file system. `medium`: our PARTUUID or UUID."""

    mounts: tuple[Mount, ...] = ()
    swaps: tuple[str, ...] = ()
    btrfs: tuple[tuple[str, ...], ...] = ()
    pools: frozenset[str] = frozenset()
    medium: str = ""


def uses(host: Host) -> Uses:
    """Reads what is in use. Raises OSError where /proc cannot be read: then nothing may be called free."""
    return Uses(
        mounts=mounts(host.read("/proc/self/mountinfo")) + _of_init(host),
        swaps=swaps(host.read("/proc/swaps")),
        btrfs=_btrfs(host),
        pools=frozenset(names(host, "/proc/spl/kstat/zfs")),
        medium=medium.named(text(host, "/proc/cmdline"))[1],  # with the system in RAM it is mounted nowhere
    )


def mounts(mountinfo: bytes) -> tuple[Mount, ...]:
    """Lines of /proc/self/mountinfo (proc(5)); blanks and the like are octal escapes there."""
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(b" - ")
        fields, rest = before.split(b" "), after.split(b" ")
        if len(fields) > 4 and len(rest) > 1:
            found.append(Mount(fields[2].decode(), _unescaped(fields[4]), _unescaped(rest[1])))
    return tuple(found)


def swaps(proc_swaps: bytes) -> tuple[str, ...]:
    """Paths in /proc/swaps: devices and files."""
    lines = proc_swaps.splitlines()[1:]
    return tuple(_unescaped(line.split()[0]) for line in lines if line.split())


def holder(where: Sequence[Mount], path: str) -> Mount | None:
    """The mount that holds a path: the longest mount point above it, the last one of equals."""
    above = [mount for mount in where if mount.point == "/" or f"{path}/".startswith(f"{mount.point}/")]
    return max(reversed(above), key=lambda mount: len(mount.point), default=None)


def _unescaped(field: bytes) -> str:
    raw = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8) & 0xFF]), field)
    return raw.decode(errors="surrogateescape")


def _of_init(host: Host) -> tuple[Mount, ...]:
    """Mounts of the first process: ours may be kept from seeing what others have mounted."""
    try:
        return mounts(host.read("/proc/1/mountinfo"))
    except OSError:
        return ()


def _btrfs(host: Host) -> tuple[tuple[str, ...], ...]:
    """Members of each mounted btrfs: mountinfo names only one of them."""
    found = (names(host, f"/sys/fs/btrfs/{name}/devices") for name in names(host, "/sys/fs/btrfs"))
    return tuple(members for members in found if members)
