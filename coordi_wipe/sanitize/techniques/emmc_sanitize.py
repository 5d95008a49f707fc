"""eMMC: erase or trim of the user area, then sanitize; or secure erase where there is no sanitize.

JESD84-B51, 6.6.9 to 6.6.13; NIST SP 800-88 Rev. 1, table A-8. RPMB cannot be erased, the boot areas may hold
the machine's firmware: both are left, and said.
"""

from typing import Literal

from coordi_wipe.hardware import mmc
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.hardware.mmc import Registers
from coordi_wipe.sanitize.firmware import Commands, FailedError
from coordi_wipe.sanitize.waiting import Waiting

NAME = "emmc-sanitize"
Kind = Literal["erase+sanitize", "secure-erase"]
_SECTOR = 512
_HOUR = 3600.0  # seconds: what a card may take for any of these commands


class EmmcSanitize:
    """One erase of one card."""

    def __init__(self, commands: Commands, kind: Kind) -> None:
        self._commands = commands
        self._kind = kind
        self._trims = False
        self._waiting: Waiting | None = None
        self.patience = 2 * _HOUR + 600  # the tools, which wait as long, give up first

    def capability(self) -> Status:
        said = self._registers()
        if said is None:
            raise FailedError("card-silent")
        needed = said.sanitizes if self._kind == "erase+sanitize" else said.secure
        if not needed:
            raise FailedError("erase-not-supported", kind=self._kind)
        self._trims = said.trims
        return Status("idle", f"features {said.features:#04x}")

    def start(self) -> Status:
        self._waiting = Waiting(self._erase, self._commands, 0.0)
        return Status("idle", f"{self._kind} begun")

    def look(self) -> Status:
        if self._waiting is None:
            return Status("idle", "not started")
        return self._waiting.look()

    def _erase(self, commands: Commands) -> Status:
        last = commands.claimed.identity.size // _SECTOR - 1
        if self._kind == "secure-erase":
            return _done(commands, mmc.erase("secure-erase", last, commands.node))
        _done(commands, mmc.erase("trim" if self._trims else "legacy", last, commands.node))
        return _done(commands, mmc.sanitize(commands.node))

    def _registers(self) -> Registers | None:
        return mmc.registers(self._commands.ask(mmc.registers_question(self._commands.node)).out)


def _done(commands: Commands, argv: tuple[str, ...]) -> Status:
    """Runs a command and reads the card's own word about it: the tool says "Succeed!" of a refusal, too."""
    answer = commands.run(argv, timeout=_HOUR)
    said = mmc.status(commands.ask(mmc.status_question(commands.node)).out)
    if answer.code or said.phase != "completed":
        raise FailedError("card-refused", command=argv[1], status=said.words)
    return said


def make(commands: Commands, kind: str, estimate: float) -> EmmcSanitize:
    """ "erase+sanitize" or "secure-erase"; cards say nothing of time."""
    del estimate
    return EmmcSanitize(commands, "secure-erase" if kind == "secure-erase" else "erase+sanitize")
