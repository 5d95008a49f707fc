"""NVMe Sanitize: crypto, block, or one overwrite of the whole drive, with Global Data Erased as its witness.

NVM Express Base 2.0c, 5.24 and 8.21; IEEE 2883-2022 (Purge). The canaries' writes clear the witness and only
a sanitize that ended well sets it: so a crypto erase of two seconds is seen though no question met it.
"""

from coordi_wipe.hardware import nvme_erase
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.background import Background, kind_named
from coordi_wipe.sanitize.firmware import Commands, FailedError, text

NAME = "nvme-sanitize"
_WITNESS = "erased"


class NvmeSanitize(Background):
    """One sanitize of one drive."""

    def capability(self) -> Status:
        return self.look()

    def start(self) -> Status:
        before = self.look()  # behind the canaries' writes
        if before.words.endswith(_WITNESS):
            raise FailedError("witness-not-cleared", status=before.words)
        done = self._commands.run(nvme_erase.sanitize(self._kind, self._commands.node))
        if done.code:
            raise FailedError(
                "sanitize-refused", status=nvme_erase.refusal(done.out + done.err) or text(done)[:200]
            )
        return Status("idle", f"{self._kind} accepted")

    def look(self) -> Status:
        done = self._commands.ask(nvme_erase.sanitize_question(self._commands.node))
        status = nvme_erase.sanitize_status(done.out)
        if status.phase == "completed" and not status.words.endswith(_WITNESS):
            return Status("idle", status.words)  # an older one's word
        return status


def make(commands: Commands, kind: str, estimate: float) -> NvmeSanitize:
    """One of its kinds, for a drive that takes so many seconds."""
    return NvmeSanitize(commands, kind_named(kind), estimate)
