"""Finds the stick that we run from, by what the boot loader told and udev knows: no drive is opened for it.

Started from a CD, a stick of ours that is plugged may give its data partition, when it is the only one.
"""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from coordi_wipe.hardware import medium, udev_data
from coordi_wipe.hardware.stick.paths import Paths
from coordi_wipe.hardware.writing.layout import DATA, LIVE
from coordi_wipe.model.base import Base

_SYSTEM = Path("/sys/dev/block")
_LIVE_NUMBER = 3


class Device(Base, frozen=True):
    """A block device: `name` in the kernel, device `number`, the `disk` that it is on (itself, if whole), the
    number of this attachment, udev's properties."""

    name: str
    number: str
    disk: str
    attached: int
    properties: Mapping[str, str]

    @property
    def node(self) -> str:
        """Its path under /dev."""
        return f"/dev/{self.name}"


def devices(paths: Paths) -> Sequence[Device]:
    """What udev knows and the kernel has."""
    try:
        names = sorted(entry.name for entry in paths.udev.iterdir() if entry.name.startswith("b"))
    except OSError:  # no udev
        return ()
    found = (_device(name[1:], paths) for name in names)
    return tuple(device for device in found if device is not None)


def sticks(paths: Paths) -> Sequence[Device]:
    """The whole drives that may be the place: the one we run from (two: copies of one another); started from
    a CD, each USB stick of ours with a data partition."""
    known = devices(paths)
    for partuuid in _partuuids(paths):
        found = _disks(known, (d for d in known if d.properties.get("ID_PART_ENTRY_UUID") == partuuid))
        if found:
            return found
    return () if _from_stick(paths) else [d for d in ours(known) if d.properties.get("ID_BUS") == "usb"]


def awaited(paths: Paths, patience: float) -> Sequence[Device]:
    """The same at boot: for the stick that we run from, udev gets so many seconds to know it."""
    until = time.monotonic() + patience
    while not (found := sticks(paths)) and _from_stick(paths) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def ours(known: Sequence[Device]) -> Sequence[Device]:
    """The whole drives that have our layout and a data partition."""
    live = {d.disk for d in known if _entry(d, "NUMBER") == str(_LIVE_NUMBER) and _entry(d, "TYPE") == LIVE}
    data = {d.disk for d in known if _entry(d, "NAME") == DATA}
    return [d for d in known if d.name == d.disk and d.name in live & data]


def holding(paths: Paths, uuid: str) -> Sequence[Device]:
    """The whole drives whose data partition is the file system with this UUID."""
    known = devices(paths)
    named = (d for d in known if _entry(d, "NAME") == DATA and d.properties.get("ID_FS_UUID") == uuid)
    return _disks(ours(known), named)


def strangers(paths: Paths, uuid: str) -> Sequence[Device]:
    """The whole drives of our layout whose data partition is another file system than the one with this UUID;
    of one that udev has not looked into yet, nobody knows."""
    known = devices(paths)
    others = (d for d in known if _entry(d, "NAME") == DATA and d.properties.get("ID_FS_UUID", uuid) != uuid)
    return _disks(ours(known), others)


def present(device: Device, paths: Paths) -> bool:
    """Whether this very attachment is still there."""
    found = _device(device.number, paths)
    if found is None or (found.name, found.attached) != (device.name, device.attached):
        return False
    return bool(found.properties) or not device.properties


def of_number(number: str, paths: Paths) -> Device | None:
    """The whole drive that the device with this number is on."""
    path = _path(number)
    disk = path.parent if (path / "partition").exists() else path
    whole = _text(disk / "dev")
    return _device(whole, paths) if whole else None


def named(paths: Paths) -> Sequence[str]:
    """What partition 3 of the stick that we run from may be numbered, the newest first; empty from a CD."""
    return tuple(_partuuids(paths)) if _from_stick(paths) else ()


def _partuuids(paths: Paths) -> Iterable[str]:
    """Partition 3's, the newest first."""
    if saved := _text(paths.medium):
        yield saved
    kind, number = medium.named(_text(paths.line))
    if kind == "PARTUUID":
        yield number


def _from_stick(paths: Paths) -> bool:
    kind, _ = medium.named(_text(paths.line))
    return kind == "PARTUUID"


def _disks(known: Sequence[Device], of: Iterable[Device]) -> Sequence[Device]:
    names = {device.disk for device in of}
    return [device for device in known if device.name in names and device.name == device.disk]


def _device(number: str, paths: Paths) -> Device | None:
    path = _path(number)
    if not (path / "dev").exists():
        return None
    whole = path.parent if (path / "partition").exists() else path
    properties = udev_data.properties(number, paths.udev)
    attached = _text(whole / "diskseq") or "0"
    return Device(path.name, number, whole.name, int(attached), properties)


def _entry(device: Device, name: str) -> str:
    return device.properties.get(f"ID_PART_ENTRY_{name}", "")


def _path(number: str) -> Path:
    return Path(os.path.realpath(_SYSTEM / number))


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
