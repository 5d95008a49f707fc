"""Makes a stick of an image, or puts a new system onto a stick that keeps its data."""

from collections.abc import Callable
from typing import Literal

from coordi_wipe.hardware.host import Block, Host
from coordi_wipe.hardware.writing import gpt, iso, layout, writer
from coordi_wipe.hardware.writing.gpt import Reader
from coordi_wipe.hardware.writing.image import Image
from coordi_wipe.hardware.writing.layout import Layout
from coordi_wipe.model.base import Base
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import DamagedError, RefusedError

Stage = Literal["write", "read-back"]
Tell = Callable[[Stage, int, int], None]
"""How far a stage is: bytes done, bytes in all."""


class Prepared(Base, frozen=True):
    """What was written, and read back with no difference. `version`: as the stick tells it; "" unknown."""

    update: bool
    size: int
    version: str
    checked: bool


def planned(read: Reader, size: int, image: Image, *, new: bool) -> Layout:
    """What would be written onto a drive of `size` bytes. `new`: everything anew, its data too.

    Raises RefusedError: too small, the new system does not fit, the table is damaged. OSError.
    """
    if new:
        return layout.whole(image.size, size)
    there = gpt.first(read)
    if there is not None and layout.is_ours(there):
        return layout.system(image.table, image.used, there)
    if layout.is_ours(gpt.last(read, size)):
        raise RefusedError("prepare-table-damaged")  # the data is there, and whoever writes now loses it
    return layout.whole(image.size, size)


def prepare(
    host: Host, identity: Identity, image: Image, wanted: Layout, *, new: bool, tell: Tell
) -> Prepared:
    """Writes the stick and compares every byte. `wanted`: what the person agreed to.

    Raises RefusedError when the drive is not to be had or is no longer the same, DamagedError when it could
    not be written or reads back otherwise.
    """
    with host.claim(identity) as claimed:
        block = claimed.blocks[0]
        read = _reader(block)
        if planned(read, identity.size, image, new=new) != wanted:
            raise RefusedError("another-drive-here", node=identity.node)
        try:
            writer.write(block, image, wanted, lambda done, total: tell("write", done, total))
            writer.compare(block, image, wanted, lambda done, total: tell("read-back", done, total))
            start = wanted.door.target if wanted.update else image.table.parts[max(layout.SYSTEM)].start
            version = iso.version(lambda offset, length: read(start + offset, length))
        except OSError as error:
            raise DamagedError(
                "prepare-failed", node=identity.node, error=error.strerror or str(error)
            ) from error
    return Prepared(wanted.update, wanted.total, version, image.checked)


def _reader(block: Block) -> Reader:
    return lambda offset, length: writer.read(block, offset, length)
