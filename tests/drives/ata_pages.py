"""The pages that a simulated ATA disk hands out: IDENTIFY DEVICE, Security's word, SMART.

Written from ACS-4, 7.13.6 (IDENTIFY DEVICE data) and 7.47 (SMART).
"""

import struct

from msgspec import Struct


class Shape(Struct, frozen=True):
    """What an ATA disk says that it is. `rotation`: revolutions a minute; 1: solid state.

    `sanitize`: of "crypto", "block", "overwrite", "antifreeze". `hides`: "hpa", "ama" or "". Minutes: as
    words 89 and 90 say them.
    """

    model: str = "SIMULATED SSD 256"
    serial: str = "SIM0000001"
    firmware: str = "1.0"
    wwn: int = 0x5000_C500_0000_0001
    logical: int = 512
    physical: int = 4096
    rotation: int = 1
    security: bool = True
    enhanced: bool = True
    sanitize: frozenset[str] = frozenset({"crypto", "block", "overwrite", "antifreeze"})
    hides: str = "ama"
    overlay: bool = False
    minutes: int = 2
    enhanced_minutes: int = 2


class Now(Struct, frozen=True):
    """How the disk is at this moment. `sectors`: those that it shows."""

    sectors: int
    password: bool
    locked: bool
    frozen: bool
    expired: bool
    maximum: bool


def identify(shape: Shape, now: Now) -> bytes:
    """IDENTIFY DEVICE data (ACS-4, 7.13.6)."""
    words = [0] * 256
    words[0] = 0x0040
    for at, count, text in ((10, 20, shape.serial), (23, 8, shape.firmware), (27, 40, shape.model)):
        _text(words, at, count, text)
    words[47], words[49], words[50], words[53] = 0x8001, 0x2F00, 0x4000, 0x0006
    words[59] = 0x0001 | _sanitize_bits(shape)
    count28 = min(now.sectors, 0x0FFF_FFFF)
    words[60], words[61] = count28 & 0xFFFF, count28 >> 16
    words[63], words[64] = 0x0407, 0x0003
    words[65] = words[66] = words[67] = words[68] = 120
    words[69] = 0x4020 if shape.rotation == 1 else 0
    words[75], words[76], words[78] = 0x001F, 0x0E0E, 0x0004
    words[80], words[81] = 0x0FF0, 0x006D
    has = (shape.security << 1) | ((shape.hides == "hpa") << 10) | 0x7021
    words[82] = has
    words[83] = 0x7400 | (shape.overlay << 11)
    words[84] = 0x4163
    words[85], words[86], words[87] = (
        has & ~(0 if now.password else 2),
        words[83] & 0x3FFF,
        words[84],
    )
    words[88] = 0x407F
    words[89] = 0x8000 | shape.minutes // 2
    words[90] = 0x8000 | shape.enhanced_minutes // 2
    words[92] = 0xFFFE
    for index in range(4):
        words[100 + index] = now.sectors >> 16 * index & 0xFFFF
        words[108 + index] = shape.wwn >> 16 * (3 - index) & 0xFFFF
    words[106] = _sizes(shape)
    if shape.logical > 512:
        words[117], words[118] = shape.logical // 2 & 0xFFFF, shape.logical // 2 >> 16
    words[119] = 0x4000 | ((shape.hides == "ama") << 8)
    words[120] = 0x4000 | ((shape.hides == "ama") << 8)
    words[128] = _security(shape, now)
    words[169] = int(shape.rotation == 1)
    words[217] = shape.rotation
    words[222] = 0x10FF
    return with_checksum(words)


def _sizes(shape: Shape) -> int:
    per = shape.physical // shape.logical
    return 0x4000 | ((per > 1) << 13) | ((shape.logical > 512) << 12) | (per.bit_length() - 1)


def _sanitize_bits(shape: Shape) -> int:
    bits = {"crypto": 13, "overwrite": 14, "block": 15, "antifreeze": 10}
    return ((1 << 12) | sum(1 << bits[one] for one in shape.sanitize)) if shape.sanitize else 0


def _security(shape: Shape, now: Now) -> int:
    if not shape.security:
        return 0
    states = (
        True,
        now.password,
        now.locked,
        now.frozen,
        now.expired,
        shape.enhanced,
    )
    return sum(state << bit for bit, state in enumerate(states)) | (now.maximum << 8)


def _text(words: list[int], at: int, count: int, text: str) -> None:
    raw = text.ljust(count)[:count].encode()
    for index in range(0, count, 2):
        words[at + index // 2] = raw[index] << 8 | raw[index + 1]


def with_checksum(words: list[int]) -> bytes:
    """Word 255: a signature and the byte that makes the sum of the page 0 (ACS-4, 7.13.6.116)."""
    page = bytearray(struct.pack("<255H", *words[:255]) + b"\xa5\0")
    page[511] = -sum(page) & 0xFF
    return bytes(page)


def summed(data: bytes) -> bytes:
    page = bytearray(data.ljust(512, b"\0"))
    page[511] = -sum(page[:511]) & 0xFF
    return bytes(page)


def smart_data() -> bytes:
    """A few attributes of a drive that is well: hours, cycles, reallocated, temperature."""
    rows = ((5, 0x33, 100, 0), (9, 0x32, 99, 1234), (12, 0x32, 99, 321), (194, 0x22, 70, 30))
    data = struct.pack("<H", 1)
    for number, flags, value, raw in rows:
        data += struct.pack("<BHBB", number, flags, value, value) + raw.to_bytes(6, "little") + b"\0"
    page = bytearray(data.ljust(362, b"\0"))
    page += bytes((0x02, 0x00)) + struct.pack("<H", 120) + bytes((0x00, 0x5B))  # off-line status and ability
    page += struct.pack("<H", 3) + bytes((1, 0, 2, 5))
    return summed(bytes(page))
