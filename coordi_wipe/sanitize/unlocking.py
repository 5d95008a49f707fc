"""Opens a drive that holds our password: a power cut came between setting it and the end of an erase.

ACS-4, 4.18. The password is the documented one, so whoever finds the drive can open it; two tries a power
cycle at most, since the fifth wrong one closes it until the power goes (4.18.12).
"""

from typing import Literal

from coordi_wipe.hardware import ata, ata_erase
from coordi_wipe.hardware.ata import Security
from coordi_wipe.sanitize.firmware import Commands

Opened = Literal["open", "was-open", "not-ours", "frozen", "expired", "silent"]
"""No password is set any more, by us or already; another one is; it cannot be tried now; no word of it."""


OPEN: frozenset[Opened] = frozenset({"open", "was-open"})

SET_NEXT = "security: our password is set next"
TRIED = "security: our password is tried"
STANDS = "security: our password: "
"""What is recorded (`saw`) of our password; behind STANDS comes how it was left."""


def open_ours(commands: Commands) -> Opened:
    """Takes our password from the drive, where it is ours. One try. Raises FailedError, Halted."""
    before = _security(commands)
    hindrance = _hindrance(before)
    if hindrance is not None:
        return hindrance
    if before is not None and before.locked:
        # a try changes nothing that a claim could rest on: told, and not recorded as an act
        commands.around.saw("capability", TRIED)
        commands.ask(ata_erase.unlock(commands.node))
    after = _security(commands)
    if after is None or after.locked:
        return "not-ours"
    commands.run(ata_erase.disable_password(commands.node))
    last = _security(commands)
    return "open" if last is not None and not last.enabled else "not-ours"


def _hindrance(security: Security | None) -> Opened | None:
    if security is None:
        return "silent"
    if not security.enabled:
        return "was-open"
    if security.frozen:
        return "frozen"
    return "expired" if security.expired else None


def _security(commands: Commands) -> Security | None:
    return ata.security(commands.ask(("hdparm", "-I", commands.node)).out)
