"""What a disposable drive holds before it is wiped: tokens that can be looked for afterwards.

A token is 16 bytes: `SENTINEL` and its own number (64 bits, little-endian), so that the token at
byte offset 16 n is known without a copy. A partition table of the old kind lies over the first
sector, so that the drive looks like one that was in use.
"""

import struct
import sys
from array import array
from pathlib import Path

MARK = b"SENTINEL"
TOKEN = 16  # bytes
_CHUNK = 1 << 20
_FIRST_PARTITION = 1 << 20  # bytes: where installers begin the first partition
_LINUX = 0x83  # partition type "Linux"


def tokens(offset: int, length: int) -> bytes:
    """The sentinel's bytes from this offset on; `offset` is a multiple of 16."""
    first, count = offset // TOKEN, -(-length // TOKEN)
    words = array("Q", bytes(count * TOKEN))
    words[0::2] = array("Q", MARK * count)
    words[1::2] = array("Q", range(first, first + count))
    if sys.byteorder == "big":
        words[1::2] = _swapped(words[1::2])
    return words.tobytes()[:length]


def _swapped(words: "array[int]") -> "array[int]":
    words.byteswap()
    return words


def fill(path: Path, size: int, *, sector: int) -> None:
    """Writes a new file of `size` bytes full of tokens, under a partition table for this sector size."""
    with path.open("xb") as file:
        for offset in range(0, size, _CHUNK):
            file.write(tokens(offset, min(_CHUNK, size - offset)))
        if size >= 2 * _FIRST_PARTITION:
            file.seek(440)  # disk signature, reserved word, four entries, 55 AA: UEFI 2.10, section 5.2.1
            file.write(_partition_table(size, sector))


def _partition_table(size: int, sector: int) -> bytes:
    start, end = _FIRST_PARTITION // sector, min(size // sector, 0xFFFFFFFF)
    entry = struct.pack("<B3sB3sII", 0, b"\xfe\xff\xff", _LINUX, b"\xfe\xff\xff", start, end - start)
    return b"DEMO\0\0" + entry + bytes(48) + b"\x55\xaa"


def first_token(path: Path) -> int | None:
    """The byte offset of the first token that is left anywhere in a file, or None."""
    with path.open("rb") as file:
        kept, offset = b"", 0
        while chunk := file.read(_CHUNK):
            found = (kept + chunk).find(MARK)
            if found >= 0:
                return offset - len(kept) + found
            kept, offset = chunk[-len(MARK) + 1 :], offset + len(chunk)
    return None
