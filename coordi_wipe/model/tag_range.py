"""A row of tags to be printed: `C23-0400..C23-0423`."""

from coordi_wipe.model.errors import UsageError
from coordi_wipe.model.tag import Tag, parse, shown

MOST = 1000  # PCs in one row
MOST_DRIVES = 9


def pcs(text: str) -> tuple[Tag, ...]:
    """The PCs of a row, both ends in it; or the one PC that is named.

    Raises UsageError as `tag.parse`, and "tag-range-wrong" where the ends are not two PCs of one series
    with as many digits, the lower one first, or where there are more than `MOST` between them.
    """
    first, _, last = text.partition("..")
    low, high = parse(first), parse(last or first)
    series, start = _parts(low)
    same, end = _parts(high)
    count = int(end) - int(start) + 1
    whole = low.drive is None and high.drive is None and series == same and len(start) == len(end)
    if not whole or not 0 < count <= MOST:
        raise UsageError("tag-range-wrong", read=shown(text), most=MOST)
    return tuple(Tag(f"{series}{n:0{len(start)}}") for n in range(int(start), int(end) + 1))


def with_drives(text: str, drives: int) -> tuple[Tag, ...]:
    """Each PC of a row followed by its drives 1 to `drives` (0–9). Raises UsageError."""
    if not 0 <= drives <= MOST_DRIVES:
        raise UsageError("tag-drives-wrong", most=MOST_DRIVES)
    return tuple(Tag(pc.pc, drive or None) for pc in pcs(text) for drive in range(drives + 1))


def _parts(tag: Tag) -> tuple[str, str]:
    """`C23-` and `0412`."""
    series, hyphen, digits = tag.pc.rpartition("-")
    return series + hyphen, digits
