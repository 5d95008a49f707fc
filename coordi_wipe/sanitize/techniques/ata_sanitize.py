"""ATA SANITIZE DEVICE: crypto scramble, block erase, or one overwrite by the drive itself.

ACS-4, 7.36; IEEE 2883-2022 (Purge). It goes on by itself after a loss of power.
"""

from coordi_wipe.hardware import ata_erase
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.background import Background, kind_named
from coordi_wipe.sanitize.firmware import Commands, FailedError, text

NAME = "ata-sanitize"


class AtaSanitize(Background):
    """One sanitize of one drive."""

    def capability(self) -> Status:
        status = self.look()
        if status.phase == "frozen":
            raise FailedError("sanitize-frozen")
        return status

    def start(self) -> Status:
        done = self._commands.run(ata_erase.sanitize(self._kind, self._commands.node))
        if ata_erase.refused(done.out + done.err, done.code):
            raise FailedError("sanitize-refused", status=text(done)[-200:])
        return Status("idle", f"{self._kind} accepted")

    def look(self) -> Status:
        done = self._commands.ask(ata_erase.sanitize_question(self._commands.node))
        return ata_erase.sanitize_status(done.out + done.err)


def make(commands: Commands, kind: str, estimate: float) -> AtaSanitize:
    """One of its kinds, for a drive that takes so many seconds."""
    return AtaSanitize(commands, kind_named(kind), estimate)
