"""The block devices of a machine as a graph: disks, their partitions, and who holds whom.

Source: /sys/class/block (Documentation/ABI/stable/sysfs-block of the kernel) and udev's properties.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from coordi_wipe.hardware import guard
from coordi_wipe.hardware.host import Host

SECTOR = 512  # unit of /sys/class/block/*/size, whatever the drive's own sectors


class BlockDevice(Struct, frozen=True):
    """One block device. Sizes in bytes; `disk` is the name of the whole disk that it belongs to."""

    name: str
    node: str
    disk: str
    number: str  # major:minor, as mountinfo writes it
    path: str  # under /sys
    size: int
    logical: int
    physical: int
    diskseq: int
    read_only: bool
    removable: bool
    holders: tuple[str, ...] = ()  # devices built on this one
    slaves: tuple[str, ...] = ()  # devices that this one is built on
    backing: str = ""  # a loop device's file
    zoned: str = ""  # "host-managed" and "host-aware": shingled drives
    dm_name: str = ""
    dm_uuid: str = ""
    links: tuple[str, ...] = ()  # other paths to the node
    properties: Mapping[str, str] = {}

    @property
    def whole(self) -> bool:
        """Whether this is a disk, not a part of one."""
        return self.disk == self.name

    @property
    def guarded(self) -> bool:
        """Whether it is our own rule that keeps the kernel from writing to it: a claim lifts that."""
        return guard.marked(self.properties, self.diskseq)

    @property
    def label(self) -> str:
        """The name that people know: a mapper's own, else the kernel's."""
        return self.dm_name or self.name

    @property
    def wwn(self) -> str:
        """The world wide name that udev read; empty where there is none that tells drives apart."""
        return clean_wwn(self.properties.get("ID_WWN_WITH_EXTENSION") or self.properties.get("ID_WWN", ""))

    @property
    def partuuid(self) -> str:
        """A partition's own UUID, in small letters."""
        return (self.properties.get("ID_PART_ENTRY_UUID") or self.properties.get("PARTUUID", "")).lower()

    @property
    def fsuuid(self) -> str:
        """The UUID of the file system on it, in small letters: an ISO 9660 has its date there."""
        return self.properties.get("ID_FS_UUID", "").lower()


def devices(host: Host) -> dict[str, BlockDevice]:
    """Every block device by its kernel name. What cannot be read of one is 0 or empty: none is left out,

    because a partition that nobody sees would leave its drive without protection.
    """
    found = (_device(host, properties) for properties in host.udev("block") if "DEVNAME" in properties)
    return {device.name: device for device in found}


def _device(host: Host, properties: Mapping[str, str]) -> BlockDevice:
    path = properties["DEVPATH"]
    name = path.rsplit("/", 1)[1]
    # boot and replay-protected areas of an eMMC call themselves disks, below the disk that they belong to
    part = properties.get("DEVTYPE") == "partition" or re.fullmatch(r"mmcblk\d+(boot\d+|rpmb|gp\d+)", name)
    disk = path.rsplit("/", 2)[1] if part else name
    queue = f"/sys/class/block/{disk}/queue"
    own = f"/sys/class/block/{name}"
    mapper = name.startswith("dm-")
    mapped = text(host, f"{own}/dm/name") if mapper else ""
    return BlockDevice(
        name=name,
        node=properties["DEVNAME"],
        disk=disk,
        number=f"{properties.get('MAJOR', '')}:{properties.get('MINOR', '')}",
        path=f"/sys{path}",
        size=number(host, f"{own}/size") * SECTOR,
        logical=number(host, f"{queue}/logical_block_size"),
        physical=number(host, f"{queue}/physical_block_size"),
        diskseq=int(properties.get("DISKSEQ", "0")),
        read_only=number(host, f"{own}/ro") != 0,
        removable=number(host, f"/sys/class/block/{disk}/removable") != 0,
        holders=names(host, f"{own}/holders"),
        slaves=names(host, f"{own}/slaves"),
        backing=_backing(host, name),
        zoned=text(host, f"{queue}/zoned"),
        dm_name=mapped,
        dm_uuid=text(host, f"{own}/dm/uuid") if mapper else "",
        links=(*properties.get("DEVLINKS", "").split(), *([f"/dev/mapper/{mapped}"] if mapped else [])),
        properties=properties,
    )


def _backing(host: Host, name: str) -> str:
    if not name.startswith("loop"):
        return ""
    return text(host, f"/sys/class/block/{name}/loop/backing_file").removesuffix(" (deleted)")


def text(host: Host, path: str) -> str:
    """The words of a file under /sys or /proc; empty where there is none."""
    try:
        return host.read(path).decode(errors="replace").strip()
    except OSError:
        return ""


def names(host: Host, path: str) -> tuple[str, ...]:
    """The names in a folder under /sys; none where there is no folder."""
    try:
        return tuple(host.list(path))
    except OSError:
        return ()


def number(host: Host, path: str, *, default: int = 0) -> int:
    """The number in a file under /sys, or this default where there is none."""
    try:
        return int(host.read(path))
    except (OSError, ValueError):
        return default


def clean_wwn(wwn: str) -> str:
    """A world wide name, or nothing: makers leave zeros, and the kernel invents `nvme.…` from the serial."""
    name = wwn.strip().lower()
    digits = re.sub(r"^(0x|naa\.|eui\.|uuid\.)", "", name).replace("-", "")
    if (
        name.startswith(("nvme.", "t10."))
        or not digits.strip("0")
        or re.fullmatch(r"[1-9a-f]0{6}.{9}", digits)
    ):
        return ""
    return name
