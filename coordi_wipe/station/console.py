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

_DOUBLED = "double"  # a file where the boot's own things lie: the screens may be started again
_TIMEOUT = 10.0


def change(host: Host, run: Path, columns: int, lines: int) -> Reason | None:
    """The other size; answers why not. `columns`, `lines`: of the console as it is now."""
    doubled = (run / _DOUBLED).exists()
    if not doubled and (columns < 2 * LEAST[0] or lines < 2 * LEAST[1]):
        return Reason("tui.letters-too-large")
    return _set(host, run, double=not doubled)


def choose(host: Host, run: Path, columns: int) -> None:
    """Doubles the letters of a wide console, once in a boot: whoever made them small again wants that."""
    if columns >= WIDE and not (run / _DOUBLED).exists() and not (run / f"{_DOUBLED}-not").exists():
        _set(host, run, double=True)


def _set(host: Host, run: Path, *, double: bool) -> Reason | None:
    try:
        font = f"{FOLDER}/{DOUBLE if double else NORMAL}"
        done = host.run(["setfont", "-C", CONSOLE, font], timeout=_TIMEOUT)
    except OSError as error:
        return Reason("tui.letters-stay", {"error": error.strerror or str(error)})
    if done.code:
        return Reason("tui.letters-stay", {"error": done.err.decode(errors="replace").strip()})
    with contextlib.suppress(OSError):
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
        (run / _DOUBLED).unlink(missing_ok=True)
        (run / (_DOUBLED if double else f"{_DOUBLED}-not")).touch()
    return None
