"""A line of the ledger: what a stick was about to do to a drive, what came of it, where there was none."""

from typing import Literal

from coordi_wipe.model.base import Base, Level
from coordi_wipe.model.evidence import Status

Kind = Literal["intent", "result", "repaired", "absent"]


class Intent(Base, frozen=True, tag_field="kind", tag="intent"):
    """Written before the first destructive command. `size` in bytes; `technique` as the plan names it."""

    model: str
    serial: str
    size: int
    technique: str
    tag: str = ""
    lot: str = ""


class Result(Base, frozen=True, tag_field="kind", tag="result"):
    """Written before anything says "done". `evidence` is the SHA-256 (hex) of evidence.json's bytes,
    `certificate` a file name without folder, `number` the number that people read."""

    status: Status
    level: Level
    evidence: str
    certificate: str
    number: str


class Repaired(Base, frozen=True, tag_field="kind", tag="repaired"):
    """The `lines` right before this one are the remains of a write that power or a kill cut off.

    They stay where they are; `sha256` (hex) is that of their bytes, joined by newlines.
    """

    lines: int
    sha256: str


class Absent(Base, frozen=True, tag_field="kind", tag="absent"):
    """Somebody looked into a PC and found no drive: for the supervisor's list, since a missing drive may be
    a breach. `machine`: maker and model, `serial` the PC's; `hidden`: its firmware hides drives, so that
    what was seen proves nothing."""

    tag: str
    machine: str
    serial: str
    operator: str
    hidden: bool = False


Content = Intent | Result | Repaired | Absent

KINDS: dict[type[Content], Kind] = {
    Intent: "intent",
    Result: "result",
    Repaired: "repaired",
    Absent: "absent",
}


class Entry(Base, frozen=True):
    """One line. `number` counts the lines of the file from 1, `at` is the wall clock (ISO 8601, UTC),
    `job` a UUID (empty for a repair), `previous` the SHA-256 (hex) of the bytes of the line before,
    without its newline; 64 zeros on the first line."""

    number: int
    at: str
    job: str
    content: Content
    previous: str

    @property
    def kind(self) -> Kind:
        """What this line is about."""
        return KINDS[type(self.content)]
