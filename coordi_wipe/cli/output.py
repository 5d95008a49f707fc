"""Where words and data go: one JSON document to standard output, everything for people to standard error."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import msgspec


def data(document: Any) -> None:
    """The one JSON document of a command."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
    sys.stdout.flush()


def line(text: str = "") -> None:
    """A line that a command was asked for, on standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """A line about what goes on, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def event(document: Any) -> None:
    """One JSON line about what goes on, on standard error."""
    note(msgspec.json.encode(document).decode())


def table(rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side on standard output, as wide as they need to be."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def is_terminal() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
