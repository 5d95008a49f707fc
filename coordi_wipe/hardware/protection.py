"""Which drives may never be touched, and why: a pure function of the graph of devices and of their uses.

Whatever is built on a drive, however deep (partition, md, LVM, LUKS, bcache, a loop over it…), is looked at:
a use anywhere above protects the drive below. One drive on two ports is one drive: a use seen on one way
protects the other way too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from coordi_wipe.hardware.blocks import BlockDevice
from coordi_wipe.hardware.transport import NETWORK, VOLUMES
from coordi_wipe.hardware.uses import Mount, Uses, holder
from coordi_wipe.hardware.writing.layout import FACTORY, LIVE, MARK
from coordi_wipe.model.base import Reason

Graph = Mapping[str, BlockDevice]

_SYSTEM = frozenset({"/", "/boot", "/boot/efi", "/usr"})
_LIVE = "/run/live"  # where live-boot mounts the stick
_SECTORS = frozenset({512, 1024, 2048, 4096})  # bytes; 520 and 528 are disk arrays' formats
_NO_DRIVES = frozenset({"optical", "floppy", "ram", "ufs", "mtd", "firewire"})
_KINDS = {"md": "md", "bcache": "bcache", "loop": "loop", "drbd": "drbd", "dm": "dm"}


def protection(
    disk: BlockDevice, way: str, graph: Graph, uses: Uses, ledger: Sequence[str] = ()
) -> tuple[Reason, ...]:
    """Why this whole drive may not be touched; empty: it may.

    `way`: how it is reached (transport.py). `ledger`: real paths whose drive is ours.
    """
    ways = _ways(disk, graph)
    above = frozenset[str]().union(*(built_on(name, graph) for name in ways))
    found = [
        *_by_kind(disk, way),
        *_medium(above, graph, uses),  # before what it is used for: this is what a person needs to hear
        *_mounted(above, graph, uses),
        *_swapped(above, graph, uses),
        *_members(ways, above, graph, uses),
        *_ledger(above, graph, uses, ledger),
    ]
    if disk.read_only and not disk.guarded and not found:
        found.append(Reason("protected-read-only"))
    return tuple({(reason.code, *reason.args.items()): reason for reason in found}.values())


def file_protection(path: str, graph: Graph, uses: Uses, ledger: Sequence[str] = ()) -> tuple[Reason, ...]:
    """Why a regular file may not be taken as a drive: a loop device or the swap has it, or it is ours."""
    loops = [device.node for device in graph.values() if device.backing == path]
    found = [Reason("protected-loop-backing", {"loop": node}) for node in loops]
    if path in uses.swaps:
        found.append(Reason("protected-swap"))
    if any(path == ours or path.startswith(f"{ours.rstrip('/')}/") for ours in ledger):
        found.append(Reason("protected-ledger"))
    return tuple(found)


def built_on(name: str, graph: Graph) -> frozenset[str]:
    """This device and every device that needs it: partitions, holders, loops over it, and so on upwards."""
    above: dict[str, set[str]] = defaultdict(set)
    by_node = {path: device.name for device in graph.values() for path in (device.node, *device.links)}
    for device in graph.values():
        if not device.whole:
            above[device.disk].add(device.name)
        for slave in device.slaves:
            above[slave].add(device.name)
        above[device.name].update(device.holders)
        if device.backing in by_node:
            above[by_node[device.backing]].add(device.name)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(above[current])
    return frozenset(found)


def _ways(disk: BlockDevice, graph: Graph) -> frozenset[str]:
    """Every whole disk that is this drive: two ports of it show one WWN, and the kernel sees two disks.

    A multipath device shows that WWN as well, but is built on the ways. Empty WWNs tell nothing.
    """
    named = {d.name for d in graph.values() if d.whole and d.wwn and d.wwn == disk.wwn}
    over = frozenset[str]().union(*(built_on(name, graph) - {name} for name in named))
    return frozenset({disk.name} | (named - over))


def _by_kind(disk: BlockDevice, way: str) -> Iterable[Reason]:
    """Drives that are none, or none of ours to wipe."""
    if way in NETWORK:
        yield Reason("protected-network", {"transport": way})
    elif way in VOLUMES:
        yield Reason("protected-volume", {"kind": way})
    elif way in _NO_DRIVES:
        yield Reason(f"protected-{way}")
    elif not way:
        yield Reason("protected-unknown")
    elif disk.size == 0:
        yield Reason("protected-no-medium")
    elif disk.logical not in _SECTORS:
        yield Reason("protected-sector-size", {"size": disk.logical})
    elif disk.zoned == "host-managed":
        yield Reason("protected-zoned")


def _mounted(above: frozenset[str], graph: Graph, uses: Uses) -> Iterable[Reason]:
    for mount in uses.mounts:
        if above & _devices(mount, graph, uses):
            yield _why_mounted(mount.point)


def _why_mounted(point: str) -> Reason:
    if point in _SYSTEM:
        return Reason("protected-system")
    if f"{point}/".startswith(f"{_LIVE}/"):
        return Reason("protected-live-medium")
    # bytes that are no text, as mountinfo may hold them, are told as \xNN: JSON takes no others
    told = point.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return Reason("protected-mounted", {"path": told})


def _devices(mount: Mount, graph: Graph, uses: Uses) -> frozenset[str]:
    """Kernel names of the devices under a mount: btrfs and bcachefs have several, and their own number."""
    sources = {source for source in mount.source.split(":") if source.startswith("/")}
    found = {d.name for d in graph.values() if d.number == mount.number or sources & {d.node, *d.links}}
    for members in uses.btrfs:
        if found & set(members):
            found.update(members)
    return frozenset(found)


def _swapped(above: frozenset[str], graph: Graph, uses: Uses) -> Iterable[Reason]:
    paths = {path for name in above & graph.keys() for path in (graph[name].node, *graph[name].links)}
    if paths & set(uses.swaps):
        yield Reason("protected-swap")


def _members(ways: frozenset[str], above: frozenset[str], graph: Graph, uses: Uses) -> Iterable[Reason]:
    for name in sorted(above):
        device = graph.get(name)
        if device is None:  # a holder that came after the devices were listed
            yield Reason("protected-held", {"holder": name})
        elif name not in ways and device.whole:
            yield _why_held(device)
        elif device.properties.get("ID_FS_TYPE") == "zfs_member":
            pool = device.properties.get("ID_FS_LABEL", "")
            if pool in uses.pools:
                yield Reason("protected-member", {"kind": "zfs", "holder": pool})
    if any(above & set(members) for members in uses.btrfs):
        yield Reason("protected-member", {"kind": "btrfs", "holder": "btrfs"})


def _why_held(device: BlockDevice) -> Reason:
    kind = _kind(device)
    if not kind:
        return Reason("protected-held", {"holder": device.label})
    return Reason("protected-member", {"kind": kind, "holder": device.label})


def _kind(device: BlockDevice) -> str:
    """What sits on a drive: by device mapper's own prefix (dm_uuid), else the kernel's name; or nothing."""
    if device.dm_uuid:
        prefix = device.dm_uuid.split("-")[0]
        return {"CRYPT": "luks", "LVM": "lvm", "mpath": "multipath"}.get(prefix, "dm")
    return next((kind for start, kind in _KINDS.items() if device.name.startswith(start)), "")


def _medium(above: frozenset[str], graph: Graph, uses: Uses) -> Iterable[Reason]:
    """The stick that runs us, though the system lies in RAM and nothing of it is mounted; and any other stick
    of ours: it holds certificates."""
    devices = [graph[name] for name in above & graph.keys()]
    ours = any(_is_stick(device) for device in devices)
    # at its first boot it has had a number of its own since the kernel's line was written (stick/growth.py)
    if uses.medium and (
        any(uses.medium in (device.partuuid, device.fsuuid) for device in devices)
        or (uses.medium.startswith(FACTORY) and ours)
    ):
        yield Reason("protected-live-medium")
    elif ours:
        yield Reason("protected-coordi-stick")


def _is_stick(device: BlockDevice) -> bool:
    """By its table's number, which udev keeps for the whole drive, or by its system partition."""
    if device.whole:
        return device.properties.get("ID_PART_TABLE_UUID", "").lower().startswith(MARK)
    return device.properties.get("ID_PART_ENTRY_TYPE", "").lower() == LIVE


def _ledger(above: frozenset[str], graph: Graph, uses: Uses, paths: Sequence[str]) -> Iterable[Reason]:
    for path in paths:
        mount = holder(uses.mounts, path)
        if mount is not None and above & _devices(mount, graph, uses):
            yield Reason("protected-ledger")
