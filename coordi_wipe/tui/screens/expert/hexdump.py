"""Bytes as lines: offset, hexadecimal, characters; alone, or before and now side by side."""

from rich.text import Text

DIFFERENT = "*"
"""Stands before a byte that differs: seen without colour, and read aloud."""

_CHANGED = "reverse"


def alone(offset: int, data: bytes, width: int = 16) -> Text:
    """Lines of `width` bytes from this offset."""
    lines = [
        f"{_place(offset + at)}  {data[at : at + width].hex(' '):<{3 * width - 1}}  "
        f"{characters(data[at : at + width])}"
        for at in range(0, len(data), width)
    ]
    return Text("\n".join(lines), no_wrap=True)


def beside(offset: int, before: bytes | None, now: bytes, width: int = 8) -> Text:
    """Lines of `width` bytes before, and the same now; what differs is marked on both sides.

    `before` None: nothing was seen there; it may also be shorter than `now`.
    """
    text = Text(no_wrap=True)
    known = before if before is not None else b""
    for at in range(0, len(now), width):
        if at:
            text.append("\n")
        old, new = known[at : at + width], now[at : at + width]
        text.append(f"{_place(offset + at)} ")
        _half(text, old, new, width)
        text.append("│")
        _half(text, new, old, width)
    return text


def differing(before: bytes, now: bytes) -> int:
    """How many bytes differ where both are known."""
    return sum(one != other for one, other in zip(before, now, strict=False))


def _half(text: Text, shown: bytes, other: bytes, width: int) -> None:
    for index in range(width):
        if index >= len(shown):
            text.append("   ")
            continue
        changed = index < len(other) and shown[index] != other[index]
        text.append(DIFFERENT if changed else " ")
        text.append(f"{shown[index]:02x}", _CHANGED if changed else "")
    text.append(f" {characters(shown):<{width}}")


def _place(offset: int) -> str:
    return f"{offset:010x}"


def characters(data: bytes) -> str:
    """What a person may read in these bytes: printable ASCII, a middle dot for all else."""
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)
