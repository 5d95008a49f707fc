"""Which drives there are: udev and sysfs in, `model.drive.Drive` out."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from coordi_wipe.hardware import blocks
from coordi_wipe.hardware.blocks import BlockDevice
from coordi_wipe.hardware.claiming import FILE_BLOCK
from coordi_wipe.hardware.content import content
from coordi_wipe.hardware.fingerprint import fingerprint
from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.identity import seen
from coordi_wipe.hardware.protection import file_protection, protection
from coordi_wipe.hardware.transport import VOLUMES, transport
from coordi_wipe.hardware.uses import Uses, uses
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import UsageError

_ONLY_NAMED = VOLUMES | {"loop", "ram", "optical", "floppy", "mtd"}
"""What nobody looks for in a list of drives; named, it is refused with the reason (a loop device: taken)."""

_AT_ONCE = 8  # drives asked at the same time: one that hangs must not hold up the others


class _Scene(Struct, frozen=True):
    """The machine as it was when the drives were looked for."""

    graph: Mapping[str, BlockDevice]
    uses: Uses
    ledger: tuple[str, ...]


def drives(
    host: Host, *, named: Sequence[str] = (), file_drives: bool = False, protected_paths: Sequence[str] = ()
) -> tuple[Drive, ...]:
    """Every drive of this machine; with `named`, only those, in that order.

    Loop devices are found only when named, regular files only when named and `file_drives`.
    `protected_paths`: files or folders (our ledger's) whose drive may never be touched,
    nor themselves as file drives.
    Raises UsageError when something named is no whole drive, OSError when /proc or udev cannot be read.
    """
    scene = _Scene(blocks.devices(host), uses(host), tuple(_real(host, path) for path in protected_paths))
    if named:
        wanted = [_named(host, scene, name, file_drives=file_drives) for name in named]
    else:
        wanted = [device for device in scene.graph.values() if _listed(host, device)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(partial(_drive, host, scene), wanted))


def _listed(host: Host, device: BlockDevice) -> bool:
    return device.whole and device.size > 0 and transport(host, device) not in _ONLY_NAMED


def _named(host: Host, scene: _Scene, name: str, *, file_drives: bool) -> BlockDevice | Mapping[str, object]:
    try:
        found = host.facts(f"file:{name}")
    except OSError as error:
        raise UsageError("drive-not-found", path=name) from error
    match found["kind"]:
        case "file":
            if not file_drives:
                raise UsageError("drive-is-a-file", path=name)
            return found
        case "block":
            return _whole(scene.graph, name, str(found["number"]))
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


def _drive(host: Host, scene: _Scene, wanted: BlockDevice | Mapping[str, object]) -> Drive:
    drive = (
        _block_drive(host, scene, wanted) if isinstance(wanted, BlockDevice) else _file_drive(scene, wanted)
    )
    return replace(drive, fingerprint=fingerprint(host, drive.identity))


def _file_drive(scene: _Scene, found: Mapping[str, object]) -> Drive:
    """A regular file as a drive, from what Host.facts says about it."""
    path = str(found["real"])
    read_only = () if found["writable"] else (Reason("protected-read-only"),)
    return Drive(
        Identity(
            node=path,
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
        protection=file_protection(path, scene.graph, scene.uses, scene.ledger) or read_only,
        notes=(Reason("disposable-drive"),),
    )


def _block_drive(host: Host, scene: _Scene, device: BlockDevice) -> Drive:
    told = seen(host, device)
    held = protection(device, told.transport, scene.graph, scene.uses, scene.ledger)
    return Drive(
        Identity(
            node=device.node,
            diskseq=device.diskseq,
            model=told.model,
            serial=told.serial,
            wwn=told.wwn,
            firmware=told.firmware,
            medium=told.medium,
            source=told.source,
            size=device.size,
            logical=device.logical,
            physical=device.physical,
        ),
        transport=told.transport,
        bridge=told.bridge,
        by_id=_by_id(device.links),
        removable=device.removable,
        content=content(host, device, scene.graph),
        protection=_by_medium(told.medium) + held,
        notes=told.notes,
    )


def _by_medium(medium: str) -> tuple[Reason, ...]:
    return (Reason("protected-raid-volume"),) if medium == "raid-volume" else ()


def _by_id(links: Sequence[str]) -> str:
    """A link that names model and serial, rather than one that repeats the WWN."""
    ours = [link for link in links if link.startswith("/dev/disk/by-id/")]
    dull = ("wwn-", "nvme-eui.", "nvme-nvme.", "nvme-uuid.", "scsi-0", "scsi-1", "scsi-3")
    named = [link for link in ours if not link.removeprefix("/dev/disk/by-id/").startswith(dull)]
    return min(named or ours, key=lambda link: (len(link), link), default="")


def _real(host: Host, path: str) -> str:
    """The real path, also of what is not there yet: then that of the folder above it, and the rest."""
    above, rest = path.rstrip("/") or "/", ""
    while True:
        try:
            return str(host.facts(f"file:{above}")["real"]).rstrip("/") + rest or "/"
        except OSError:
            if above == "/":
                return path
            above, _, name = above.rpartition("/")
            above, rest = above or "/", f"/{name}{rest}"
