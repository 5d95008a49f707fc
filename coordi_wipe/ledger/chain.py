"""The chain of a ledger's lines: how they are joined, and where they are not. Pure: no files here.

A line whose write was cut off (power, kill) is no entry: it is *torn*. Torn lines are never removed,
so that the ledger only ever grows; the next append puts a `repaired` entry behind them that holds
their digest, and the chain goes on. A line that was edited, removed or put in cannot be explained
that way and is a fault for ever.
"""

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from coordi_wipe.ledger.entry import Entry, Repaired
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.evidence import LedgerPosition

START = "0" * 64


class Link(msgspec.Struct, frozen=True):
    """What joins a line to the one before, whatever else a later version of the ledger says in it."""

    number: int
    previous: str


class Report(Base, frozen=True):
    """What a check of the chain found. `head` is the last entry; `torn` lines wait for the next append."""

    lines: int
    head: LedgerPosition | None
    repaired: int
    torn: int
    faults: tuple[Reason, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was edited, removed or put in between (a cut-off end cannot be seen here)."""
        return not self.faults


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a ledger file without their newlines; an unfinished last one is among them."""
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def digest(line: bytes) -> str:
    """SHA-256 of a line's bytes, without the newline."""
    return hashlib.sha256(line).hexdigest()


def link(line: bytes) -> Link | None:
    """The link of a line, or None when the line is no entry of any version."""
    try:
        return decoding.json(line, Link)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def entry(line: bytes) -> Entry | None:
    """The entry on a line, or None when this version cannot read it."""
    try:
        return decoding.json(line, Entry)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def entries(lines: Sequence[bytes]) -> Iterator[Entry]:
    """Every entry that can be read."""
    return (found for line in lines if (found := entry(line)) is not None)


def torn_end(lines: Sequence[bytes]) -> Sequence[bytes]:
    """The lines at the end that are no entries."""
    whole = len(lines)
    while whole and link(lines[whole - 1]) is None:
        whole -= 1
    return lines[whole:]


def next_number(lines: Sequence[bytes]) -> int:
    """The number of the line to come: torn lines are counted, a removed one stays missing."""
    torn = len(torn_end(lines))
    last = link(lines[-torn - 1]) if torn < len(lines) else None
    return (last.number if last else 0) + torn + 1


def next_previous(lines: Sequence[bytes]) -> str:
    """The digest that the line to come must hold."""
    return _after(lines[-1] if lines else None)


def _after(line: bytes | None) -> str:
    """What the line after this one must hold."""
    return START if line is None else digest(line)


def repair(torn: Sequence[bytes]) -> Repaired:
    """The content that explains these torn lines."""
    return Repaired(len(torn), digest(b"\n".join(torn)))


def check(lines: Sequence[bytes]) -> Report:
    """Follows the chain from the first line to the last."""
    faults: list[Reason] = []
    number, repaired, head = 0, 0, None
    run: list[bytes] = []
    for before, line in zip((None, *lines), lines, strict=False):
        joint = link(line)
        if joint is None:
            run.append(line)
            continue
        found = entry(line)
        if run:
            if found is not None and found.content == repair(run):
                repaired += len(run)
            else:
                faults.append(Reason("ledger-line-damaged", {"line": number + 1}))
        number += len(run) + 1
        if joint.number != number:
            faults.append(Reason("ledger-lines-missing", {"line": number, "found": joint.number}))
        elif joint.previous != _after(before):
            faults.append(Reason("ledger-line-changed", {"line": number - 1}))
        if found is None:
            faults.append(Reason("ledger-line-unknown", {"line": number}))
        run, number, head = [], joint.number, LedgerPosition(joint.number, digest(line))
    return Report(len(lines), head, repaired, len(run), tuple(faults))
