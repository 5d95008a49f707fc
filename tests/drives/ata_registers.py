"""An ATA command's registers as they go in and come out, and how a drive may answer nothing at all."""

from msgspec import Struct

READY, FAULTY = 0x50, 0x51  # status: DRDY with DSC, and with ERR
ABORTED = 0x04  # error: ABRT


class VanishedError(Exception):
    """The drive left the bus."""


class HungError(Exception):
    """No answer, for as long as anybody waits."""


class Registers(Struct, frozen=True):
    """A command's registers as they go in (ACS-4, 7.1.2). 48-bit `lba` and 16-bit `feature`, `count`."""

    command: int
    feature: int = 0
    count: int = 0
    lba: int = 0
    device: int = 0


class Answer(Struct, frozen=True):
    """Registers as they come out, and data for the PC."""

    status: int = READY
    error: int = 0
    count: int = 0
    lba: int = 0
    data: bytes = b""


def sanitizes(registers: Registers) -> str | None:
    """Which erase this asks for: each has a key in its address, so that no slip starts one."""
    match registers.feature:
        case 0x0011 if registers.lba & 0xFFFF_FFFF == 0x4372_7970:
            return "crypto"
        case 0x0012 if registers.lba & 0xFFFF_FFFF == 0x426B_4572:
            return "block"
        case 0x0014 if registers.lba >> 32 == 0x4F57:
            return "overwrite"
    return None
