"""The size of the letters on the live image's own console: a 4K screen shows them too small to be read."""

import contextlib
from pathlib import Path

from coordi_wipe.hardware.host import Host
from coordi_wipe.model.base import Reason

CONSOLE = "/dev/tty1"
FOLDER = "/usr/share/consolefonts"
NORMAL, DOUBLE = "coordi-wipe-8x16.psf.gz", "coordi-wipe-16x32.psf.gz"
LEAST = (80, 24)
"""Columns and lines that the screens need."""

WIDE = 200
"""Columns from which letters of the normal size are too small: 1600 dots and more."""

_CHOSEN = "letters"  # a file in the folder that a reboot empties
_TIMEOUT = 10.0


def change(host: Host, run: Path, columns: int, lines: int) -> Reason | None:
    """The other size, which stays for this boot; answers why not. `columns`, `lines`: of the console now."""
    double = _chosen(run) != DOUBLE
    if double and (columns < 2 * LEAST[0] or lines < 2 * LEAST[1]):
        return Reason("tui.letters-too-large")
    font = DOUBLE if double else NORMAL
    why_not = _set(host, font)
    if why_not is None:
        _choose(run, font)
    return why_not


def signs(host: Host) -> object:
    """What changes when another driver takes the console over, which then has the kernel's own letters: its
    consoles and frame buffers. Raises nothing: what cannot be read is no sign."""
    found: list[bytes] = []
    for folder, what in (("/sys/class/vtconsole", "bind"), ("/sys/class/graphics", "name")):
        with contextlib.suppress(OSError):
            for name in host.list(folder):
                with contextlib.suppress(OSError):
                    found += [name.encode(), host.read(f"{folder}/{name}/{what}")]
    return tuple(found)


def begin(host: Host, run: Path, columns: int) -> None:
    """The image's own letters, before anything is painted: the kernel's have other signs in their places.
    Double ones on a wide console, unless a person has chosen."""
    font = _chosen(run) or (DOUBLE if columns >= WIDE else NORMAL)
    if _set(host, font) is None and font == DOUBLE:
        _choose(run, font)


def _chosen(run: Path) -> str:
    """What was set in this boot, the screens may have been started again since; empty: nothing yet."""
    try:
        return (run / _CHOSEN).read_text()
    except OSError:
        return ""


def _choose(run: Path, font: str) -> None:
    with contextlib.suppress(OSError):
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        (run / _CHOSEN).write_text(font)


def _set(host: Host, font: str) -> Reason | None:
    try:
        done = host.run(["setfont", "-C", CONSOLE, f"{FOLDER}/{font}"], timeout=_TIMEOUT)
    except OSError as error:
        return Reason("tui.letters-stay", {"error": error.strerror or str(error)})
    if done.code:
        return Reason("tui.letters-stay", {"error": done.err.decode(errors="replace").strip()})
    return None
