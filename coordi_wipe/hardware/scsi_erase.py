"""SAS and SCSI drives: SANITIZE, and what the drive answers about it, through sg3-utils.

Sources: SBC-4, 5.31 (SANITIZE), SPC-5, 6.35; sg_sanitize(8). The exit status of a sanitize that does not wait
says nothing: only the sense data after the last question does.
"""

import re
from typing import Literal

from coordi_wipe.hardware.erasing import Status
from coordi_wipe.model.base import Base

Kind = Literal["crypto", "block", "overwrite"]


class Actions(Base, frozen=True):
    """Which service actions of SANITIZE the drive supports."""

    crypto: bool
    block: bool
    overwrite: bool


def supported(printed: bytes) -> Actions | None:
    """`sg_opcodes`; None where the drive does not tell its commands."""
    text = printed.decode(errors="replace")
    if "Opcode" not in text:
        return None
    actions = {int(found, 16) for found in re.findall(r"^\s*48\s+([0-9a-f]+)\s", text, re.MULTILINE)}
    return Actions(crypto=3 in actions, block=2 in actions, overwrite=1 in actions)


def sanitize(kind: Kind, node: str) -> tuple[str, ...]:
    """Starts a sanitize and does not wait for it."""
    start = ("sg_sanitize", "--early", "--quick", f"--{kind}")
    return (*start, "--count=1", "--zero", node) if kind == "overwrite" else (*start, node)


def sanitize_question(node: str) -> tuple[str, ...]:
    """Asks for sense data, with the progress in it; once: `--progress` would go on asking by itself."""
    return ("sg_requests", node)


def sanitize_status(printed: bytes, code: int) -> Status:
    """What the sense data says; "idle" also of a drive that never sanitized: a transition must be seen."""
    text = printed.decode(errors="replace")
    words = " ".join(text.split())[:200]
    found = re.search(r"[Pp]rogress indication:\s*([\d.]+)", text)
    if found:
        return Status("running", words, float(found[1]) / 100)
    if re.search(r"[Ss]anitize command failed|asc=0x31,? ?ascq=0x0?3", text):
        return Status("failed", words)
    if re.search(r"[Ss]anitize in progress", text):
        return Status("running", words)
    return Status("idle" if code == 0 else "unknown", words)
