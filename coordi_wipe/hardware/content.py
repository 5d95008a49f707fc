"""What is on a drive: partitions, labels, file systems, as udev probed them, or blkid where no udevd runs."""

from collections.abc import Mapping

from coordi_wipe.hardware.blocks import BlockDevice
from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.identity import TIMEOUT, decoded
from coordi_wipe.model.drive import Content

_TYPES = {
    "0x5": "extended",
    "0xf": "extended",
    "0x82": "swap",
    "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f": "swap",
    "0fc63daf-8483-4772-8e79-3d69d8477de4": "linux",
    "21686148-6449-6e6f-744e-656564454649": "bios-boot",
    "c12a7328-f81f-11d2-ba4b-00a0c93ec93b": "efi-system",
    "de94bba4-06d1-4d40-a16a-bfd50179d6ac": "windows-recovery",
    "e3c9e316-0b5c-4db8-817d-f92df00215ae": "microsoft-reserved",
    "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7": "basic-data",
}
"""Partition types that people meet (UEFI 2.10, 5.3.3; Discoverable Partitions Specification)."""


def content(host: Host, disk: BlockDevice, graph: Mapping[str, BlockDevice]) -> tuple[Content, ...]:
    """Partitions in their order, or what lies on the whole drive; empty where nothing is recognised."""
    parts = [
        part
        for part in graph.values()
        if part.disk == disk.name and part.properties.get("DEVTYPE") == "partition"
    ]
    parts.sort(key=lambda device: (int(device.properties.get("PARTN", "0")), device.name))
    found = [_content(device, _probed(host, device)) for device in parts or [disk]]
    return tuple(found) if parts or found[0].kind else ()


def _probed(host: Host, device: BlockDevice) -> Mapping[str, str]:
    """udev's properties of this device; where udevd did not run, blkid gives the same ones."""
    if "USEC_INITIALIZED" in device.properties or not device.size:
        return device.properties
    try:
        printed = host.run(["blkid", "-p", "-o", "udev", device.node], timeout=TIMEOUT).out
    except OSError:
        return device.properties
    lines = (line.partition("=") for line in printed.decode(errors="replace").splitlines())
    return {**device.properties, **{name: value for name, equal, value in lines if equal}}


def _content(device: BlockDevice, properties: Mapping[str, str]) -> Content:
    kind = properties.get("ID_PART_ENTRY_TYPE", "").lower()
    label = properties.get("ID_FS_LABEL_ENC") or properties.get("ID_PART_ENTRY_NAME", "")
    return Content(
        node=device.node,
        size=device.size,
        kind=properties.get("ID_FS_TYPE")
        or _TYPES.get(kind, kind)
        or ("" if not device.whole else properties.get("ID_PART_TABLE_TYPE", "")),
        label=decoded(label),
    )
