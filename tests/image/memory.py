"""What a guest has in its memory when a test has failed: tracebacks, and what systemd said of our units.

The shipped image lets nobody in; logs lie in its memory, and so in a dump of it.
"""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from image.machine import Guest

_TELLS = re.compile(
    # a real one: those in the strings of Python's own modules name no file
    rb"Traceback \(most recent call last\):\n  File \"[\t\n\x20-\xff]{0,3000}"
    rb"|coordi-wipe-job-[0-9a-f-]+\.service: [\x20-\x7e]{8,200}"
    rb"|(?:Started|Starting|Stopping|Stopped) coordi-wipe-job-[\x20-\x7e]{8,200}"
    # how far a launch came: the words of programs as the kernel lays them out for each, a NUL behind each
    rb"|systemd-run\0--collect\0[\x20-\x7e\0]{0,120}|systemd-inhibit\0--what=[\x20-\x7e\0]{0,200}"
    rb"|python\0-m\0coordi_wipe\.jobs\.worker\0[\x20-\x7e\0]{0,100}"
    rb"|(?:hdparm|nvme|smartctl|udevadm)\0-?[a-z][\x20-\x7e\0]{4,60}/dev/[a-z0-9]{2,12}\0"
    rb"|Failed to (?:inhibit|connect to bus|execute [\x20-\x7e]{1,60}): [\x20-\x7e]{4,200}"
    rb"|Out of memory: [\x20-\x7e]{4,200}|oom-kill:[\x20-\x7e]{4,200}"
)
_MOST = 40


def told(guest: Guest) -> str:
    """The different passages, in no order; OSError and RuntimeError where QEMU is gone."""
    file = guest.folder / "memory"
    guest.qmp("pmemsave", within=300.0, val=0, size=guest.setup.memory << 20, filename=str(file))
    try:
        return "\n".join(passages(file))
    finally:
        file.unlink()


def passages(file: Path) -> Iterator[str]:
    """Each once, of a dump of a memory."""
    seen = set()
    with file.open("rb") as dump, mmap.mmap(dump.fileno(), 0, prot=mmap.PROT_READ) as whole:
        for found in _TELLS.finditer(whole):
            if found[0] not in seen and len(seen) < _MOST:
                seen.add(found[0])
                yield found[0].decode(errors="replace").replace("\0", " ")
