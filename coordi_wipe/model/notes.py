"""Which note is what: a limit is printed, an exception turns amber, a loss takes every level away.

Source: SANITIZATION.md, "Limits" and "Exceptions". `overwrite` is how a note weighs when the step
that counts is an overwrite, `firmware` when it is a firmware technique.
"""

from typing import Literal

from coordi_wipe.model.base import Base, Level

Weight = Literal["limit", "exception", "loss"]

WEIGHTS: tuple[Weight, ...] = ("limit", "exception", "loss")
"""Lightest first."""


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
    "fingerprint-not-written": NoteRule("limit", "limit"),
    # exceptions: a supervisor accepts
    "identity-from-bridge": NoteRule("exception", "exception", "clear"),
    "no-identity": NoteRule("exception", "exception", "clear"),
    "level-below-asked": NoteRule("exception", "exception"),
    "unallocated-capacity": NoteRule("exception", "exception"),
    "boot-areas-left": NoteRule("exception", "exception"),
    "no-witness": NoteRule("exception", "exception"),
    "constant-on-flash": NoteRule("exception", "exception", "clear"),
    # a hidden area is out of an overwrite's reach, though a firmware technique covers it
    "hidden-area": NoteRule("loss", "exception"),
    # nothing tells whether there is one: the drive did not answer
    "hidden-area-unknown": NoteRule("exception", "exception", "clear"),
    # an overwrite of one namespace leaves the others; so does a format of one (NVMe 2.0, FNA bit 1 clear)
    "other-namespaces": NoteRule("loss", "loss"),
    # a password keeps everybody out, us too
    "ata-locked": NoteRule("loss", "loss"),
}

_UNKNOWN = NoteRule("loss", "loss", "none")
"""A note that nobody knows takes everything away: an older reader must not overlook a newer warning."""


def weight(code: str, *, overwrite: bool) -> Weight:
    """How this note weighs."""
    rule = NOTES.get(code, _UNKNOWN)
    return rule.overwrite if overwrite else rule.firmware


def cap(code: str) -> Level:
    """The best level that this note leaves."""
    return NOTES.get(code, _UNKNOWN).cap


def heaviest(*weights: Weight) -> Weight:
    """The heaviest of these weights."""
    return max(weights, key=WEIGHTS.index)
