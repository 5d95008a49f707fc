"""The machine as rehearsals need it: it makes drives out of files, and has no other drive to claim."""

import sys
from collections.abc import Sequence

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.process import Finished, run

_WORKSHOP = frozenset({"fusermount3", "losetup", "mkfs.ext4", "mount", "prlimit", "umount", sys.executable})
"""Programs that make disposable drives, take them away again, and start the command that wipes them."""


class RehearsalHost(LinuxHost):
    """This machine, of which no drive may be claimed: whatever else is run, it is run on files."""

    def __init__(self) -> None:
        super().__init__(frozenset())

    def run(self, argv: Sequence[str], *, timeout: float) -> Finished:
        if argv[0] in _WORKSHOP:
            return run(argv, timeout=timeout)
        return super().run(argv, timeout=timeout)
