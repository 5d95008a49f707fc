"""Which programs may be run without a claim: those that change no drive, by tool and word. Nothing else is.

The kernel's read-only flag (guard.py) stops writes. It stops neither NVMe admin commands, nor SCSI and ATA
commands through SG_IO: `nvme format` and `hdparm --security-erase` go through. So the gate stands in front of
`LinuxHost.run`, and what changes a drive that may be wiped passes by `Claimed.run` only, which takes no other
drive's node. Not through here go the stick's own service and `stick prepare` (mounts and file systems of the
stick), and what asks for no drive at all (rtcwake, systemd-detect-virt): inside hardware/, by `process.run`;
nor what makes the drives of rehearsals (rehearsal/host.py).
"""

from collections import deque
from collections.abc import Mapping, Sequence, Set

from msgspec import Struct

from coordi_wipe.hardware.tools import PACKAGES
from coordi_wipe.model.errors import RefusedError


class Tool(Struct, frozen=True):
    """What may stand behind a tool's name, besides the node of one device.

    `verbs`: it begins with one of these; none: it has no verbs. `words`: these. `pairs`: an option, and the
    words that may follow it; None: any that is no option itself.
    """

    verbs: Set[str] = frozenset()
    words: Set[str] = frozenset()
    pairs: Mapping[str, Set[str] | None] = {}


_FONTS = (
    "/usr/share/consolefonts/coordi-wipe-8x16.psf.gz",
    "/usr/share/consolefonts/coordi-wipe-16x32.psf.gz",
)

HARMLESS: Mapping[str, Tool] = {
    "blkid": Tool(words={"-p"}, pairs={"-o": {"udev"}}),
    # -N alone asks; with a number it would set: no number is a word here; -y stops what turns
    "hdparm": Tool(words={"--dco-identify", "-I", "-N", "-y"}),
    "nvme": Tool(verbs={"id-ctrl", "id-ns", "sanitize-log", "smart-log"}, pairs={"-o": {"json"}}),
    "setfont": Tool(words=frozenset(_FONTS), pairs={"-C": {"/dev/tty1"}}),
    "sg_start": Tool(words={"--readonly", "--stop"}),
    # -l asks for a log, but `-l scterc,70,70` sets a time limit; -d is the way to the drive
    "smartctl": Tool(
        words={"--all", "--device=sat", "--health", "--info", "--json"},
        pairs={"-d": None, "-l": {"background", "sasphy", "sataphy"}},
    ),
    "systemctl": Tool(verbs={"poweroff", "reboot"}, words={"--check-inhibitors=yes"}),
}
"""Tools that name a device. Source: their manual pages in Debian trixie."""

_NO_DEVICE = frozenset({"dpkg-query", "sync"})
"""Programs that know no devices, whatever stands behind them."""


def check(argv: Sequence[str]) -> None:
    """Raises RefusedError for a command that is not known to leave every drive as it is."""
    name, words = argv[0], argv[1:]
    if name in _NO_DEVICE or (name in PACKAGES and list(words) == ["--version"]):
        return
    tool = HARMLESS.get(name)
    if tool is None or not _known(tool, words):
        raise RefusedError("not-without-claim", program=" ".join(argv[:2]))


def _known(tool: Tool, words: Sequence[str]) -> bool:
    rest = deque(words)
    if tool.verbs and (not rest or rest.popleft() not in tool.verbs):
        return False
    nodes = 0
    while rest:
        word = rest.popleft()
        if word in tool.pairs:
            if not rest or not _may_follow(rest.popleft(), tool.pairs[word]):
                return False
        elif word.startswith("/dev/"):
            nodes += 1
        elif word not in tool.words:
            return False
    return nodes <= 1


def _may_follow(word: str, allowed: Set[str] | None) -> bool:
    return not word.startswith("-") if allowed is None else word in allowed
