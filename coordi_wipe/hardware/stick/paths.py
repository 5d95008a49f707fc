"""Where the stick's service looks and writes: the image's places, or a test's."""

from dataclasses import dataclass
from pathlib import Path

from coordi_wipe.hardware import guard


@dataclass(frozen=True)
class Paths:
    """`line`: the kernel's; `udev`: folder of udev's database; `point`: where the data is mounted; `run`:
    what a reboot empties."""

    run: Path
    point: Path = Path("/var/lib/coordi-wipe")
    line: Path = Path("/proc/cmdline")
    udev: Path = guard.DATA

    @property
    def medium(self) -> Path:
        """Holds the PARTUUID that partition 3 has since this boot, when it is no longer the kernel line's."""
        return self.run / "medium"
