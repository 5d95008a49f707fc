"""Brings back what an ATA disk hides: a Host Protected Area, an accessible maximum address, a DCO.

ACS-4, 4.11 and 7.1 (AMA); ACS-2, 4.10 and 7.10 (HPA, DCO). The numbers count, never the words: a drive of
today says "ACCESSIBLE MAX ADDRESS disabled" and not HPA (nwipe 542). Done before a plan is made, since the
drive is larger afterwards; read again, since a drive may say yes and stay as it is.
"""

from coordi_wipe.hardware import ata
from coordi_wipe.model.base import Base
from coordi_wipe.sanitize.firmware import Commands, FailedError, text

_SURE = "--yes-i-know-what-i-am-doing"


class Hidden(Base, frozen=True):
    """Sectors that a disk shows, that it could show, and that it has; None where it does not say."""

    visible: int | None
    native: int | None
    real: int | None

    @property
    def sectors(self) -> int:
        """How many are out of sight, as far as the disk tells."""
        most = max(self.native or 0, self.real or 0)
        return max(most - (self.visible or most), 0)


def hidden(commands: Commands) -> Hidden:
    """What this disk hides. Raises FailedError where it cannot be asked."""
    node = commands.node
    shown = ata.sectors(commands.ask(("hdparm", "-N", node)).out)
    real = ata.overlay(commands.ask(("hdparm", "--dco-identify", node)).out)
    return Hidden(shown.visible if shown else None, shown.native if shown else None, real)


def uncover(commands: Commands) -> Hidden:
    """Has the disk show all that it has, and reads again. Raises FailedError where something stays hidden.

    First the HPA: a DCO is restored only where there is none (ACS-2, 7.10.5).
    """
    node, seen = commands.node, hidden(commands)
    if seen.native is not None and seen.visible != seen.native:
        commands.run(("hdparm", _SURE, "-N", f"p{seen.native}", node))  # p: for good
        seen = hidden(commands)
    if seen.real is not None and seen.native is not None and seen.native < seen.real:
        done = commands.run(("hdparm", _SURE, "--dco-restore", node))
        seen = _after_restore(commands, text(done))
    if seen.sectors:
        raise FailedError("hidden-area-stays", sectors=seen.sectors)
    return seen


def _after_restore(commands: Commands, said: str) -> Hidden:
    """A DCO that is gone may leave an HPA where it was: what was shown is shown still."""
    seen = hidden(commands)
    if seen.native is None or seen.visible == seen.native:
        return seen
    commands.run(("hdparm", _SURE, "-N", f"p{seen.native}", commands.node))
    again = hidden(commands)
    if again.sectors:
        raise FailedError("hidden-area-stays", sectors=again.sectors, said=said[-200:])
    return again
