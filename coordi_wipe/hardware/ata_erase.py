"""ATA drives: the commands that erase, and what the drive answers about them, through hdparm 9.65.

Sources: ACS-4, 7.36 (SANITIZE DEVICE), 4.18 (Security); hdparm's own `--help`. In hdparm flags stand before
the action; passes default to 0, which is 16; "Operation started in background" is printed even where the
drive aborted the command, and an idle drive that never sanitized exits 0 as one that did.
"""

import re
from typing import Literal

from coordi_wipe.hardware.ata import Security
from coordi_wipe.hardware.erasing import Phase, Status
from coordi_wipe.model.base import Base

OURS = "coordi-wipe"  # documented, so that no drive stays locked
_SURE = "--yes-i-know-what-i-am-doing"

Kind = Literal["crypto", "block", "overwrite"]


class Sanitize(Base, frozen=True):
    """The SANITIZE feature set of a drive (IDENTIFY word 59)."""

    crypto: bool
    block: bool
    overwrite: bool
    antifreeze: bool


def sanitize_support(printed: bytes) -> Sanitize | None:
    """Which of its commands `hdparm -I` lists; None without the feature set."""
    text = printed.decode(errors="replace")
    if "SANITIZE feature set" not in text:
        return None
    return Sanitize(
        crypto="CRYPTO_SCRAMBLE_EXT command" in text,
        block="BLOCK_ERASE_EXT command" in text,
        overwrite="OVERWRITE_EXT command" in text,
        antifreeze="SANITIZE_ANTIFREEZE_LOCK_EXT command" in text,
    )


def sanitize(kind: Kind, node: str) -> tuple[str, ...]:
    """Starts a sanitize; it goes on by itself, and after a loss of power."""
    match kind:
        case "crypto":
            return ("hdparm", _SURE, "--sanitize-crypto-scramble", node)
        case "block":
            return ("hdparm", _SURE, "--sanitize-block-erase", node)
        case "overwrite":
            passes = ("--sanitize-overwrite-passes", "1")
            return ("hdparm", _SURE, *passes, "--sanitize-overwrite", "hex:00000000", node)


def sanitize_question(node: str) -> tuple[str, ...]:
    """Asks how far a sanitize is: the only command that a drive must answer meanwhile."""
    return ("hdparm", "--sanitize-status", node)


_NO_REGISTERS = "bad/missing sense data"
_STATES: dict[str, Phase] = {
    "SD2 Sanitize operation In Process": "running",
    "SD1 Sanitize Frozen": "frozen",
    "SD3 Sanitize Operation Failed": "failed",
    "Last Sanitize Command completed unsuccessfully": "failed",
}


def sanitize_status(printed: bytes) -> Status:
    """What `hdparm --sanitize-status` says; "completed" of an older erase too, so it proves nothing alone."""
    text = printed.decode(errors="replace")
    if _NO_REGISTERS in text:  # hdparm then goes on with registers that are zero: "SD0 Idle"
        return Status("unknown", "no registers came back")
    for words, phase in _STATES.items():
        if words in text:
            return Status(phase, words, _progress(text) if phase == "running" else None)
    if "SD0 Sanitize Idle" not in text:
        return Status("unknown", " ".join(text.split())[:200])
    done = "Last Sanitize Operation Completed Without Error"
    return Status("completed", done, 1.0) if done in text else Status("idle", "SD0 Sanitize Idle")


def _progress(text: str) -> float | None:
    found = re.search(r"Progress:\s*0x([0-9a-f]+)", text)
    return int(found[1], 16) / 0x10000 if found else None


def refused(printed: bytes, code: int) -> bool:
    """Whether the drive aborted a sanitize command: its sense data or hdparm's exit code say so."""
    return code != 0 or b"SANITIZE failed" in printed or _NO_REGISTERS.encode() in printed


def set_password(node: str) -> tuple[str, ...]:
    """Sets the documented user password, level High: the first half of a security erase."""
    return ("hdparm", "--user-master", "u", "--security-set-pass", OURS, node)


def erase_unit(node: str, *, enhanced: bool) -> tuple[str, ...]:
    """Erases by the Security feature set; returns when the drive is done."""
    action = "--security-erase-enhanced" if enhanced else "--security-erase"
    return ("hdparm", "--user-master", "u", action, OURS, node)


def unlock(node: str) -> tuple[str, ...]:
    """Opens a drive that holds our password until its power goes."""
    return ("hdparm", "--user-master", "u", "--security-unlock", OURS, node)


def disable_password(node: str) -> tuple[str, ...]:
    """Takes our password away."""
    return ("hdparm", "--user-master", "u", "--security-disable", OURS, node)


def security_words(security: Security | None) -> str:
    """The password state as evidence keeps it."""
    if security is None:
        return "security: not said"
    states = ("supported", "enabled", "locked", "frozen", "expired", "enhanced", "maximum")
    return "security: " + (" ".join(name for name in states if getattr(security, name)) or "none")


def erase_seconds(security: Security, size: int, *, enhanced: bool) -> float:
    """How long to wait for a security erase: hdparm's own rule and one hour more (SANITIZATION.md)."""
    said = (security.enhanced_minutes if enhanced else security.erase_minutes) or 0
    return max((said + 90) * 60, size / 30e6 + 30 * 60) + 3600
