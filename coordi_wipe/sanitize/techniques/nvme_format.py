"""NVMe Format with a Secure Erase Setting, of every namespace: 2 cryptographic, 1 user data.

NVM Express Base 2.0c, 5.14; NIST SP 800-88 Rev. 1, table A-8. It has no witness: canaries alone tell.
"""

from collections.abc import Sequence

from coordi_wipe.hardware import nvme_erase
from coordi_wipe.hardware.erasing import Status
from coordi_wipe.sanitize.firmware import Commands, FailedError, text
from coordi_wipe.sanitize.waiting import Waiting

NAME = "nvme-format"


_LEAST = 600.0  # seconds for one format, at least


class NvmeFormat:
    """One format of all namespaces of a drive, which must all be claimed; `seconds` for each."""

    def __init__(self, commands: Commands, setting: int, seconds: float) -> None:
        self._commands = commands
        self._setting = setting
        self._namespaces: Sequence[tuple[int, int]] = ()
        self._seconds = max(seconds, _LEAST)
        self._waiting: Waiting | None = None
        count = len(commands.claimed.blocks)
        self.patience = count * (self._seconds + 120.0)  # the tool, which waits as long, gives up first

    def capability(self) -> Status:
        ask, node = self._commands.ask, self._commands.node
        numbers = nvme_erase.namespaces(ask(nvme_erase.namespaces_question(node)).out)
        if len(numbers) != len(self._commands.claimed.blocks):
            raise FailedError("namespaces-differ", seen=len(numbers), ours=len(self._commands.claimed.blocks))
        formats = [nvme_erase.lba_format(ask(nvme_erase.format_question(node, one)).out) for one in numbers]
        known = [(number, lbaf) for number, lbaf in zip(numbers, formats, strict=True) if lbaf is not None]
        if len(known) != len(numbers):
            raise FailedError("namespaces-differ", seen=len(known), ours=len(numbers))
        self._namespaces = known
        return Status("idle", f"format ses {self._setting}, {len(self._namespaces)} namespaces")

    def start(self) -> Status:
        self._waiting = Waiting(self._erase, self._commands, self._seconds)
        return Status("idle", f"ses {self._setting} begun")

    def look(self) -> Status:
        if self._waiting is None:
            return Status("idle", "not started")
        return self._waiting.look()

    def _erase(self, commands: Commands) -> Status:
        for number, lbaf in self._namespaces:
            argv = nvme_erase.format_namespace(
                commands.node, number, self._setting, lbaf, seconds=self._seconds
            )
            done = commands.run(argv, timeout=self._seconds + 60, free=True)
            if done.code:
                status = nvme_erase.refusal(done.out + done.err) or text(done)[:200]
                raise FailedError("format-refused", namespace=number, status=status)
        return Status("completed", f"ses {self._setting}, {len(self._namespaces)} namespaces", 1.0)


def make(commands: Commands, kind: str, estimate: float) -> NvmeFormat:
    """ "ses-2" or "ses-1"."""
    return NvmeFormat(commands, 2 if kind == "ses-2" else 1, estimate)
