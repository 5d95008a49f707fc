"""Which drives there are: udev and sysfs in, `model.drive.Drive` out."""

from collections.abc import Mapping, Sequence

from coordi_wipe.hardware import blocks
from coordi_wipe.hardware.blocks import BlockDevice
from coordi_wipe.hardware.claiming import FILE_BLOCK
from coordi_wipe.hardware.host import Host
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import UsageError


def drives(
    host: Host, *, named: Sequence[str] = (), file_drives: bool = False, protected_paths: Sequence[str] = ()
) -> tuple[Drive, ...]:
    """Every drive of this machine; with `named`, only those, in that order.

    Loop devices are found only when named, regular files only when named and `file_drives`.
    `protected_paths`: folders (our ledger's) whose drive may never be touched.
    Raises UsageError when something named is no whole drive.
    """
    graph = blocks.devices(host)
    del protected_paths
    if named:
        return tuple(_named(host, graph, name, file_drives=file_drives) for name in named)
    return tuple(
        _drive(device) for device in graph.values() if device.whole and not device.name.startswith("loop")
    )


def _named(host: Host, graph: Mapping[str, BlockDevice], name: str, *, file_drives: bool) -> Drive:
    try:
        found = host.facts(f"file:{name}")
    except OSError as error:
        raise UsageError("drive-not-found", path=name) from error
    match found["kind"]:
        case "file":
            if not file_drives:
                raise UsageError("drive-is-a-file", path=name)
            return file_drive(found)
        case "block":
            return _drive(_whole(graph, name, str(found["number"])))
        case "folder":
            raise UsageError("drive-is-a-folder", path=name)
        case "character":
            raise UsageError("drive-is-a-character-device", path=name)
    raise UsageError("drive-is-something-else", path=name)


def _whole(graph: Mapping[str, BlockDevice], name: str, number: str) -> BlockDevice:
    device = next((device for device in graph.values() if device.number == number), None)
    if device is None:
        raise UsageError("drive-not-found", path=name)
    if not device.whole:
        raise UsageError("drive-is-a-partition", path=name, disk=graph[device.disk].node)
    return device


def file_drive(found: Mapping[str, object]) -> Drive:
    """A regular file as a drive, from what Host.facts says about it."""
    return Drive(
        Identity(
            node=str(found["real"]),
            diskseq=0,
            model="",
            serial="",
            wwn="",
            firmware="",
            medium="file",
            source="none",
            size=int(str(found["size"])),
            logical=FILE_BLOCK,
            physical=FILE_BLOCK,
        ),
        transport="file",
        notes=(Reason("disposable-drive"),),
    )


def _drive(device: BlockDevice) -> Drive:
    loop = device.name.startswith("loop")
    return Drive(
        Identity(
            node=device.node,
            diskseq=device.diskseq,
            model="",
            serial="",
            wwn="",
            firmware="",
            medium="loop" if loop else "unknown",
            source="none",
            size=device.size,
            logical=device.logical,
            physical=device.physical,
        ),
        transport="loop" if loop else "",
        removable=device.removable,
        protection=() if loop else (Reason("drive-not-understood"),),
        notes=(Reason("disposable-drive"),) if loop else (),
    )
