"""Opens the place: completes the stick, checks its data, mounts it, and says how it stands."""

import errno
import logging
import os
from collections.abc import Sequence

import msgspec

from coordi_wipe.hardware.stick import filesystem, finding, growth, mounting, partitions
from coordi_wipe.hardware.stick.disk import OpenDisk, held, reading
from coordi_wipe.hardware.stick.finding import Device
from coordi_wipe.hardware.stick.paths import Paths
from coordi_wipe.hardware.writing import gpt, layout
from coordi_wipe.hardware.writing.gpt import Table
from coordi_wipe.ledger import durable
from coordi_wipe.model import place
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.place import Place

_LOG = logging.getLogger(__name__)
FULL = 16 << 20  # bytes: of less, a day's work finds no room
PATIENCE = 10.0
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
        return msgspec.json.decode((paths.run / place.FILE).read_bytes(), type=Place)
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
        uuid = _mounted(node, paths)
        if not uuid:
            # work that waits for this very file system gets no other one
            beside = None if wanted else growth.beside(disk, _making(stick))
            if beside is None:
                return Place("damaged", device=stick.node, code="place-damaged")
            there, node = beside, _node(stick, beside)
            growth.mirrored(disk)
            uuid = _mount(node, paths)
        disk.mounted = True
    damaged = growth.number_of(there, growth.DAMAGED) > 0
    code = "place-new-beside" if damaged else ""
    return used(Place("ready", uuid, stick.node, code), paths)


def _mounted(node: str, paths: Paths) -> str:
    """Checks and mounts; its UUID, empty when the file system is lost. What calls itself clean and cannot be
    mounted is looked at as a whole. Raises OSError when a sound one cannot be mounted: no reason for a new
    one."""
    if filesystem.check(node) == "lost":
        return ""
    try:
        return _mount(node, paths)
    except OSError:
        if filesystem.check(node, thoroughly=True) == "lost":
            return ""
        return _mount(node, paths)


def _mount(node: str, paths: Paths) -> str:
    """Mounts what has a UUID, and says it: by that it is known again when it comes back."""
    uuid = filesystem.number(node)
    if not uuid:
        raise OSError(errno.EIO, os.strerror(errno.EIO), node)
    mounting.mount(node, paths.point)
    return uuid


def _completed(disk: OpenDisk, stick: Device, paths: Paths, wanted: str) -> Table:
    if wanted:  # before anything is written
        there = growth.found(disk)
        if not growth.number_of(there, layout.DATA) or filesystem.number(_node(stick, there)) != wanted:
            raise OtherError(f"not {wanted}")
    growth.grown(disk, _making(stick))
    there = growth.numbered(disk, lambda partuuid: _remember(partuuid, paths))
    growth.mirrored(disk)
    return there


def _making(stick: Device) -> growth.Make:
    def make(number: int, start: int, length: int) -> None:
        filesystem.make(partitions.node(stick.name, number, start, length))

    return make


def _node(stick: Device, there: Table) -> str:
    number = growth.number_of(there, layout.DATA)
    part = there.parts[number]
    return partitions.node(stick.name, number, part.start, part.length)


def _remember(partuuid: str, paths: Paths) -> None:
    durable.make_folder(paths.run)
    durable.write(paths.medium, partuuid.encode())


def _for_reading(stick: Device, paths: Paths) -> Place:
    """The place on a stick that refuses to be written: what is there can be read."""
    found = Place("read-only", device=stick.node, code="place-read-only")
    try:
        with reading(stick.node) as read:
            there = gpt.first(read)
        if there is None or not growth.number_of(there, layout.DATA):
            return found
        node = _node(stick, there)
        uuid = filesystem.number(node)
        mounting.mount(node, paths.point, read_only=True)
    except OSError:
        return found
    return msgspec.structs.replace(found, uuid=uuid)
