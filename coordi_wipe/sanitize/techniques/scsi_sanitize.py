"""SCSI SANITIZE: crypto, block, or one overwrite by the drive itself.

SBC-4, 5.31; IEEE 2883-2022 (Purge). Its exit status says nothing: sense data that said "in progress" and then
no more is what counts.
"""

from coordi_wipe.hardware import scsi_erase
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.background import Background, kind_named
from coordi_wipe.sanitize.firmware import Commands, FailedError, text

NAME = "scsi-sanitize"


class ScsiSanitize(Background):
    """One sanitize of one drive."""

    _was_running = False

    def capability(self) -> Status:
        return self._asked()

    def start(self) -> Status:
        self._was_running = False  # an older one's transition is none of ours
        done = self._commands.run(scsi_erase.sanitize(self._kind, self._commands.node))
        if done.code:
            raise FailedError("sanitize-refused", status=text(done)[-200:])
        return self.look()

    def look(self) -> Status:
        status = self._asked()
        self._was_running = self._was_running or status.phase == "running"
        if status.phase == "idle" and self._was_running:
            return Status("completed", status.words, 1.0)
        return status

    def _asked(self) -> Status:
        done = self._commands.ask(scsi_erase.sanitize_question(self._commands.node))
        return scsi_erase.sanitize_status(done.out + done.err, done.code)


def make(commands: Commands, kind: str, estimate: float) -> ScsiSanitize:
    """One of its kinds, for a drive that takes so many seconds."""
    return ScsiSanitize(commands, kind_named(kind), estimate)
