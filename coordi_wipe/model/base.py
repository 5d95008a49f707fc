"""What every recorded structure shares: frozen, strict about fields, coded reasons."""

from typing import Literal

from msgspec import Struct

Level = Literal["none", "clear", "purge"]
"""Sanitization level that may be claimed (NIST SP 800-88 Rev. 1, section 2.5), weakest first."""

LEVELS: tuple[Level, ...] = ("none", "clear", "purge")


class Base(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all data of the product; an unknown field is an error, never ignored."""


class Reason(Base, frozen=True):
    """A code with arguments; `messages/` turns it into a sentence."""

    code: str
    args: dict[str, str | int] = {}


def lowest(*levels: Level) -> Level:
    """The weakest of these levels."""
    return min(levels, key=LEVELS.index)
