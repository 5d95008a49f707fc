"""eMMC and SD cards: what `mmc extcsd read` says, the commands that erase, and the card's own status.

Sources: JESD84-B51, 7.4 (extended CSD: bytes 168, 192, 226, 231), 6.13 (card status); mmc-utils of trixie,
which prints "Succeed!" of an erase that the card refused: only its status counts. The two label styles and a
line that comes twice are in samples/NOTES.md, 28.
"""

import re
from typing import Literal

from coordi_wipe.hardware.erasing import Status
from coordi_wipe.model.base import Base

What = Literal["legacy", "trim", "secure-erase"]

_AREA = 128 * 1024  # bytes of one unit of the boot and RPMB areas
# illegal command, address, erase parameter, write protected groups skipped, general error, switch error
_WRONG = 1 << 31 | 1 << 30 | 1 << 29 | 1 << 28 | 1 << 27 | 1 << 26 | 1 << 22 | 1 << 19 | 1 << 15 | 1 << 7


class Registers(Base, frozen=True):
    """The extended CSD, as far as it is needed. Sizes in bytes; `features` is SEC_FEATURE_SUPPORT."""

    revision: int
    boot: int
    rpmb: int
    features: int

    @property
    def secure(self) -> bool:
        """Secure erase and trim (bit 0)."""
        return bool(self.features & 1)

    @property
    def trims(self) -> bool:
        """Trim (bit 4)."""
        return bool(self.features & 1 << 4)

    @property
    def sanitizes(self) -> bool:
        """Sanitize (bit 6)."""
        return bool(self.features & 1 << 6)


def registers(printed: bytes) -> Registers | None:
    """`mmc extcsd read`; None where the card did not say what is needed."""
    text = printed.decode(errors="replace")
    revision = re.search(r"Extended CSD rev 1\.(\d+)", text)
    features = _value(text, "SEC_FEATURE_SUPPORT")
    if revision is None or features is None:
        return None
    return Registers(
        revision=int(revision[1]),
        boot=(_value(text, "BOOT_SIZE_MULTI") or 0) * _AREA,
        rpmb=(_value(text, "RPMB_SIZE_MULT") or 0) * _AREA,
        features=features,
    )


def _value(text: str, name: str) -> int | None:
    found = re.search(rf"\[{name}\]?:\s*(0x[0-9a-fA-F]+)\]?", text)
    return int(found[1], 16) if found else None


def registers_question(node: str) -> tuple[str, ...]:
    """Asks for the extended CSD."""
    return ("mmc", "extcsd", "read", node)


def erase(what: What, last: int, node: str) -> tuple[str, ...]:
    """Erases sectors 0 to `last` (512 bytes each)."""
    return ("mmc", "erase", what, "0", str(last), node)


def sanitize(node: str) -> tuple[str, ...]:
    """Erases what is not mapped any more."""
    return ("mmc", "sanitize", node)


def status_question(node: str) -> tuple[str, ...]:
    """Asks for the card status (CMD13)."""
    return ("mmc", "status", "get", node)


def status(printed: bytes) -> Status:
    """What the card says of the command before: "completed" where no bit of an error is set."""
    found = re.search(rb"SEND_STATUS response:\s*(0x[0-9a-fA-F]+)", printed)
    if found is None:
        return Status("unknown", " ".join(printed.decode(errors="replace").split())[:200])
    bits = int(found[1], 16)
    return Status("failed" if bits & _WRONG else "completed", f"status {bits:#010x}")
