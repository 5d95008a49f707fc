"""Opens the place: completes the stick, checks its data, mounts it, and says how it stands."""

import errno
import logging
import os
from collections.abc import Collection, Sequence

import msgspec

from coordi_wipe.hardware.stick import filesystem, finding, growth, mounting, partitions
from coordi_wipe.hardware.stick.disk import OpenDisk, held, reading
from coordi_wipe.hardware.stick.finding import Device
from coordi_wipe.hardware.stick.paths import Paths
from coordi_wipe.hardware.writing import gpt, layout
from coordi_wipe.hardware.writing.gpt import Table
from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding, place
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.place import Place

_LOG = logging.getLogger(__name__)
_ATTACHED = "attached"  # in the run folder: for the service that sees the stick go
FULL = 16 << 20  # bytes: of less, a day's work finds no room
PATIENCE = 20.0
"""Seconds until a stick that nobody has seen is taken for one that was pulled during the start."""


class OtherError(Exception):
    """The data on this stick is not that which was asked for."""


def boot(paths: Paths, patience: float = PATIENCE) -> Place:
    """At boot: the place, opened and told. Raises OSError when not even that can be told."""
    found = Place("damaged", code="place-damaged")
    try:
        mounting.guard(paths.point)
        found, _ = opened(finding.awaited(paths, patience), paths)
    finally:
        tell(found, paths)  # whatever happened: the screens wait for it
    return found


def opened(sticks: Sequence[Device], paths: Paths, wanted: str = "") -> tuple[Place, bool]:
    """The place on the one stick there is. `wanted`: the UUID that its data must have; empty: any.
    And whether that is no verdict on the stick: something failed, which may not the next time."""
    if not sticks:
        return Place("absent", code="place-absent"), False
    if len(sticks) > 1:
        return Place("twin", uuid=wanted, code="place-twin"), False
    if mounting.mounted(paths.point):
        return _before(sticks[0], paths), False
    try:
        return _on(sticks[0], paths, wanted), False
    except OtherError as error:
        _LOG.warning("%s: %s", sticks[0].node, error)
        return Place("other", uuid=wanted, device=sticks[0].node, code="place-other"), False
    except (OSError, DamagedError) as error:
        _LOG.warning("%s: %r", sticks[0].node, error)  # for the journal: the screens tell what to do
        if isinstance(error, OSError) and error.errno == errno.EROFS:
            return _for_reading(sticks[0], paths), False
        bad = Place("damaged", uuid=wanted, device=sticks[0].node, code="place-damaged")
        return bad, isinstance(error, OSError)


def used(before: Place, paths: Paths) -> Place:
    """How a mounted place stands now. Raises OSError when it is gone."""
    room, read_only = mounting.free(paths.point)
    if before.state == "read-only":
        return before
    if read_only:  # the kernel found a fault in it
        return msgspec.structs.replace(before, state="damaged", code="place-damaged")
    if room < FULL:
        return msgspec.structs.replace(before, state="full", code="place-full")
    code = before.code if before.code == "place-new-beside" else ""
    return msgspec.structs.replace(before, state="ready", code=code)


def tell(found: Place, paths: Paths) -> None:
    """Writes down how the place stands, for the screens. Raises OSError."""
    durable.make_folder(paths.run)
    durable.write(paths.run / place.FILE, msgspec.json.encode(found), mode=0o644)


def told(paths: Paths) -> Place | None:
    """What was written down last."""
    try:
        return decoding.json((paths.run / place.FILE).read_bytes(), Place)
    except (OSError, msgspec.MsgspecError):
        return None


def _before(stick: Device, paths: Paths) -> Place:
    """What is mounted already. Raises OSError when it is gone."""
    before = told(paths)
    if before is not None and before.uuid:
        return used(Place("ready", before.uuid, stick.node), paths)
    return Place("damaged", device=stick.node, code="place-damaged")  # which one it is, nobody knows


def _on(stick: Device, paths: Paths, wanted: str) -> Place:
    with held(stick.node, stick.attached) as disk:
        there = _completed(disk, stick, paths, wanted)
        part = layout.named(there, layout.DATA)
        if part is None:
            return Place("absent", device=stick.node, code="place-no-room")
        node = _node(stick, there)
        # while the lock is held: after it, udev may read the table anew
        uuid = _mounted(disk, node, paths)
        if not uuid:
            # work that waits for this very file system gets no other one
            beside = None if wanted else growth.beside(disk, _making(stick))
            if beside is None:
                return Place("damaged", device=stick.node, code="place-damaged")
            there, node = beside, _node(stick, beside)
            growth.mirrored(disk)
            uuid = _mount(disk, node, paths)
        disk.mounted = True
        _remember_attachment(stick, paths)
    damaged = growth.number_of(there, growth.DAMAGED) > 0
    code = "place-new-beside" if damaged else ""
    return used(Place("ready", uuid, stick.node, code), paths)


def _mounted(disk: OpenDisk, node: str, paths: Paths) -> str:
    """Checks and mounts; its UUID, empty when the file system is lost. What calls itself clean and cannot be
    mounted is looked at as a whole. Raises OSError when a sound one cannot be mounted: no reason for a new
    one."""
    disk.still_there()
    if filesystem.check(node) == "lost":
        disk.still_there()
        return ""
    try:
        return _mount(disk, node, paths)
    except OSError:
        disk.still_there()
        if filesystem.check(node, thoroughly=True) == "lost":
            disk.still_there()
            return ""
        return _mount(disk, node, paths)


def _mount(disk: OpenDisk, node: str, paths: Paths, *, read_only: bool = False) -> str:
    """Mounts what has a UUID, and says it: by that it is known again when it comes back. Once mounted, a
    partition no longer becomes another card's: so that is when it is looked at whether it has."""
    uuid = filesystem.number(node)
    if not uuid:
        raise OSError(errno.EIO, os.strerror(errno.EIO), node)
    mounting.mount(node, paths.point, read_only=read_only)
    try:
        disk.still_there()
    except OSError:
        mounting.leave(paths.point)
        raise
    return uuid


def _completed(disk: OpenDisk, stick: Device, paths: Paths, wanted: str) -> Table:
    if wanted:  # before anything is written
        there = growth.found(disk)
        if not growth.number_of(there, layout.DATA) or filesystem.number(_node(stick, there)) != wanted:
            raise OtherError(f"not {wanted}")
    elif not _is_named(disk, finding.named(paths)):  # udev knows the card that was in this slot before
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), stick.node)
    growth.grown(disk, _making(stick))
    there = growth.numbered(disk, lambda partuuid: _remember(partuuid, paths))
    growth.mirrored(disk)
    return there


def _is_named(disk: OpenDisk, numbers: Collection[str]) -> bool:
    """Whether the drive's own table, in either copy, has its system partition under one of these numbers;
    without any, nobody has named a drive."""
    copies = (gpt.first(disk.read), gpt.last(disk.read, disk.size))
    there = {part.uuid for copy in copies if copy is not None for part in copy.parts.values()}
    return not numbers or not there.isdisjoint(numbers)


def _making(stick: Device) -> growth.Make:
    def make(number: int, start: int, length: int) -> None:
        filesystem.make(partitions.node(stick.name, number, start, length))

    return make


def _node(stick: Device, there: Table) -> str:
    number = growth.number_of(there, layout.DATA)
    part = there.parts[number]
    return partitions.node(stick.name, number, part.start, part.length)


def is_attached_as(stick: Device, paths: Paths) -> bool:
    """Whether what is mounted was mounted from this attachment; where nobody wrote that down, it may be."""
    try:
        return (paths.run / _ATTACHED).read_text() == _attachment(stick)
    except OSError:
        return True


def _remember_attachment(stick: Device, paths: Paths) -> None:
    durable.make_folder(paths.run)
    durable.write(paths.run / _ATTACHED, _attachment(stick).encode())


def _attachment(stick: Device) -> str:
    return f"{stick.name} {stick.attached}"


def _remember(partuuid: str, paths: Paths) -> None:
    durable.make_folder(paths.run)
    durable.write(paths.medium, partuuid.encode())


def _for_reading(stick: Device, paths: Paths) -> Place:
    """The place on a stick that refuses to be written: what is there can be read."""
    found = Place("read-only", device=stick.node, code="place-read-only")
    try:
        with reading(stick.node, stick.attached) as disk:
            there = gpt.first(disk.read)
            if there is None or not growth.number_of(there, layout.DATA):
                return found
            uuid = _mount(disk, _node(stick, there), paths, read_only=True)
        _remember_attachment(stick, paths)
    except OSError:
        return found
    return msgspec.structs.replace(found, uuid=uuid)
