"""Finds a small file in an ISO9660 image by its Joliet name: the version that `.disk/info` tells.

Source: ECMA-119, sections 8.4 (volume descriptors) and 9.1 (directory records); Joliet, a supplementary
descriptor with names in UCS-2.
"""

import struct
from collections.abc import Iterator

from coordi_wipe.hardware.writing.gpt import Reader

INFO = (".disk", "info")
_BLOCK = 2048  # bytes
_FIRST, _LAST = 16, 32  # blocks that may hold descriptors
_JOLIET = {b"%/@", b"%/C", b"%/E"}
_MOST = 64 << 10  # bytes of a folder or of the file: more is not what we look for
_LETTERS = 120  # of a version


def version(read: Reader) -> str:
    """The first line of `.disk/info`; empty where there is none. `read`: from the ISO's own beginning."""
    place = _root(read)
    for name in INFO:
        place = _entry(read(*place), name) if place is not None else None
    if place is None:
        return ""
    lines = read(*place).decode(errors="replace").splitlines()
    return "".join(letter for letter in lines[0] if letter.isprintable())[:_LETTERS] if lines else ""


def _root(read: Reader) -> tuple[int, int] | None:
    for block in range(_FIRST, _LAST):
        raw = read(block * _BLOCK, _BLOCK)
        if len(raw) < _BLOCK or raw[1:6] != b"CD001" or raw[0] == 255:
            return None
        if raw[0] == 2 and raw[88:91] in _JOLIET:
            return _place(raw[156:190])
    return None


def _entry(folder: bytes, name: str) -> tuple[int, int] | None:
    return next((_place(record) for found, record in _records(folder) if found == name), None)


def _records(folder: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(folder):
        length = folder[at]
        if length < 34:  # no record goes over the edge of a block: the next one begins there
            at = (at // _BLOCK + 1) * _BLOCK
            continue
        record = folder[at : at + length]
        name = record[33 : 33 + record[32]] if len(record) == length else b""
        yield name.decode("utf-16-be", errors="replace").split(";")[0], record
        at += length


def _place(record: bytes) -> tuple[int, int]:
    block, size = struct.unpack_from("<I4xI", record, 2)
    return block * _BLOCK, min(size, _MOST)
