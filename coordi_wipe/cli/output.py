"""Where words and data go: what was asked for to standard output, everything else to standard error."""

import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import msgspec

from coordi_wipe.messages.sentences import say

_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def accept_any_character() -> None:
    """A terminal that cannot show a character shows it as \\x…; it never stops a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def data(document: Any) -> None:
    """The one JSON document of a command: UTF-8, whatever the terminal speaks."""
    raw(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def raw(text: bytes) -> None:
    """These very bytes, which are UTF-8, on standard output."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
    else:
        sys.stdout.write(text.decode())


def line(text: str = "") -> None:
    """A line that a command was asked for, on standard output."""
    sys.stdout.write(_harmless(text) + "\n")


def note(text: str) -> None:
    """A line about what goes on, on standard error."""
    sys.stderr.write(_harmless(text) + "\n")
    sys.stderr.flush()


def _harmless(text: str) -> str:
    """A drive's own words cannot steer a terminal, nor turn the direction of a line."""
    return _STEERING.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def event(document: Any) -> None:
    """One JSON line about what goes on, on standard error."""
    note(msgspec.json.encode(document).decode())


def failure(error: OSError) -> None:
    """The system's own refusal, as a sentence."""
    path = str(error.filename) if error.filename else ""
    note(say("system-error", path=path, error=error.strerror or str(error)).rstrip())


def flush() -> None:
    """Raises OSError when what was written cannot leave."""
    sys.stdout.flush()


def hush() -> None:
    """Gives standard output up: Python would complain about it once more at its own end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def table(rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side on standard output, as wide as they need to be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def is_terminal() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
