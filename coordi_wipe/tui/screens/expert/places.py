"""Places on a drive: what a person types as one, and which whole sectors hold what is shown."""

import re

from coordi_wipe.model.drive import Identity

_PLACE = re.compile(r"(?P<hex>0x[0-9a-f]+)|(?P<number>\d+)(?P<unit>[ob%]?)")
_BESIDES = 3  # lines of the tab that are no bytes
_MOST_LINES = 32


def place(text: str, identity: Identity) -> int | None:
    """An offset in bytes; None for what is no place of this drive.

    `123` is a sector, `123o` (or `123b`) and `0x7b` a byte, `50%` a part of the drive.
    """
    found = _PLACE.fullmatch(re.sub(r"[\s\u202f\u00a0]", "", text).lower())
    if found is None:
        return None
    if found["hex"]:
        offset = int(found["hex"], 16)
    else:
        number = int(found["number"][:20])
        in_sectors = number * identity.logical
        of_all = min(number, 100) * identity.size // 100 // max(identity.logical, 1) * identity.logical
        offset = {"": in_sectors, "%": min(of_all, max(identity.size - 1, 0))}.get(found["unit"], number)
    return offset if offset < identity.size else None


def aligned(offset: int, length: int, identity: Identity) -> tuple[int, int]:
    """Start and length in bytes of the whole sectors that hold this window, within the drive."""
    sector = max(identity.logical, 1)
    start = offset // sector * sector
    end = min(-(-(offset + length) // sector) * sector, identity.size)
    return start, max(end - start, 0)


def shown_length(height: int, width: int) -> int:
    """Bytes that fit in a tab of this many lines: 16 lines or less, or 32, so that sectors stay whole."""
    lines = min(height - _BESIDES, _MOST_LINES)
    return width * max(lines if lines < 16 else lines // 16 * 16, 1)
