"""How the firmware of a simulated drive behaves when it is asked to erase: honest, stubborn, lying.

All that a drive of its kind cannot do is left out of account: an eMMC has no password. Every fault may be
combined with every other.
"""

from pathlib import Path
from typing import Literal

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base

Reach = Literal["all", "nothing", "first-half", "mapped", "first-namespace"]
"""What an erase really reaches: "mapped" is what was ever written, and nothing else of the spare cells."""

Moment = Literal["", "start", "status"]
"""When something happens: at the command that starts an erase, or at the first question behind it."""


class Temper(Base, frozen=True):
    """What the firmware does. Shares are from 0 to 1, times in seconds of the drive's own clock."""

    reach: Reach = "all"
    leaves: str = "00"  # what an erase leaves: bytes in hexadecimal, or "random"
    seconds: float = 4.0  # how long an erase takes
    frozen: bool = False  # ATA Security frozen by the firmware of the PC; NVMe: Block SID
    frozen_sanitize: bool = False  # ATA: SANITIZE FREEZE LOCK EXT was sent
    thaws: bool = True  # a sleep of the machine frees it
    locked: Literal["", "ours", "other"] = ""  # a password is set, and asked for
    expired: bool = False  # the count of wrong passwords is used up
    running: bool = False  # an erase was under way when the power came
    failure_mode: bool = False  # an earlier sanitize failed: only another one leads out
    fails: int = 0  # erases that end with an error before one works; -1: every one
    refuses: bool = False  # commands that erase are aborted
    never_ends: bool = False  # its progress stays at 1 %
    dies_at: float | None = None  # share of an erase at which it answers nothing any more
    vanishes: Moment = ""  # it leaves the bus
    hangs: Moment = ""  # it does not answer for as long as anybody waits
    garbage: bool = False  # its status registers hold rubbish
    blank_status: bool = False  # a bridge answers zeros for every status register
    unreadable_until_written: bool = False  # after an erase
    write_protected: bool = False  # NVMe: its namespaces; eMMC: a group of blocks
    hidden: float = 0.0  # share of the sectors behind an HPA or an accessible maximum address
    overlay: float = 0.0  # share of the sectors behind a Device Configuration Overlay
    revert_erases: bool = True  # Opal: a PSID revert changes the key


HONEST = Temper()
"""Firmware that does what it is asked to, and says so."""

_FOLDER = Path(__file__).resolve().parent / "characters" / "firmware"


def names() -> tuple[str, ...]:
    """The tempers that there are: one file each."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def named(name: str) -> Temper:
    """The temper of this name. Raises FileNotFoundError, msgspec.DecodeError."""
    return decoding.toml((_FOLDER / f"{name}.toml").read_bytes(), Temper)
