"""Which note is what: a limit is printed, an exception turns amber, a loss takes every level away.

Source: SANITIZATION.md, "Limits" and "Exceptions". `overwrite` is how a note weighs when the step
that counts is an overwrite, `firmware` when it is a firmware technique.
"""

from typing import Literal

from coordi_wipe.model.base import Base, Level

Weight = Literal["limit", "exception", "loss"]


class NoteRule(Base, frozen=True):
    """How a note weighs under each kind of technique, and the best level that it leaves."""

    overwrite: Weight
    firmware: Weight
    cap: Level = "purge"


NOTES: dict[str, NoteRule] = {
    # limits: printed, nothing else
    "unreached-cells": NoteRule("limit", "limit"),
    "sampled-read-back": NoteRule("limit", "limit"),
    "bridge-identity-seen": NoteRule("limit", "limit"),
    "virtual-machine": NoteRule("limit", "limit"),
    "disposable-drive": NoteRule("limit", "limit"),
    "hybrid-cache": NoteRule("limit", "limit", "clear"),
    "skipped-in-earlier-pass": NoteRule("limit", "limit"),
    "resumed": NoteRule("limit", "limit"),
    "medium-in-doubt": NoteRule("limit", "limit", "clear"),
    # exceptions: a supervisor accepts
    "identity-from-bridge": NoteRule("exception", "exception", "clear"),
    "no-identity": NoteRule("exception", "exception", "clear"),
    "level-below-asked": NoteRule("exception", "exception"),
    "unallocated-capacity": NoteRule("exception", "exception"),
    "boot-areas-left": NoteRule("exception", "exception"),
    "no-witness": NoteRule("exception", "exception"),
    # a hidden area is out of an overwrite's reach, though a firmware technique covers it
    "hidden-area": NoteRule("loss", "exception"),
}


def weight(code: str, *, overwrite: bool) -> Weight:
    """How this note weighs. A code that nobody knows is an exception: a person has to look."""
    rule = NOTES.get(code)
    if rule is None:
        return "exception"
    return rule.overwrite if overwrite else rule.firmware


def cap(code: str) -> Level:
    """The best level that this note leaves; unknown notes leave none."""
    rule = NOTES.get(code)
    return "none" if rule is None else rule.cap
