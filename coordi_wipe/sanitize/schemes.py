"""Overwrite schemes that people ask for, as data: what each pass writes, first to last.

A pattern is "random" (keystream), bytes in hexadecimal repeated over the drive from offset 0, or "~"
before "random": the complement of the keystream of the pass before. One verified pass is enough for
Clear (NIST SP 800-88 Rev. 1, section 4.7 and appendix A); more are offered because contracts ask for
them. Every scheme ends with a full read-back, whatever its text asks.
"""

import random
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError

DEFAULT = "nist-clear"
FLASH = "flash"

_PATTERN = re.compile(r"~?random|(?:[0-9a-f]{2}){1,16}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MAX_PASSES = 100


class Scheme(Base, frozen=True):
    """One overwrite scheme. `shuffled`: [first, last) passes whose order is drawn for each plan."""

    name: str
    patterns: tuple[str, ...]
    shuffled: tuple[int, int] = (0, 0)
    in_menu: bool = False


# P. Gutmann, "Secure Deletion of Data from Magnetic and Solid-State Memory", 1996, table of passes.
_GUTMANN_TURNS = ("924924", "492492", "249249")
_GUTMANN = (
    *("random",) * 4,
    *("55", "aa", *_GUTMANN_TURNS),
    *(f"{digit:x}{digit:x}" for digit in range(16)),
    *(*_GUTMANN_TURNS, "6db6db", "b6db6d", "db6db6"),
    *("random",) * 4,
)

SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("nist-clear", ("random",), in_menu=True),
        Scheme("zero", ("00",), in_menu=True),
        # DoD 5220.22-M, 8-306, matrix: E = a character, its complement, then random
        Scheme("dod-3", ("00", "ff", "random"), in_menu=True),
        Scheme("hmg-is5-enhanced", ("00", "ff", "random"), in_menu=True),
        # as eraser vendors list BSI-2011-VS (4 rounds); the standard itself is not public
        Scheme("bsi-2011", ("random", "~random", "random", "~random"), in_menu=True),
        Scheme("ones", ("ff",)),
        Scheme("random", ("random",)),
        Scheme("hmg-is5-baseline", ("00",)),
        # DoD 5220.22-M, ECE: E, then C (one character), then E again
        Scheme("dod-7", ("00", "ff", "random", "96", "00", "ff", "random")),
        Scheme("vsitr", ("00", "ff", "00", "ff", "00", "ff", "aa")),
        Scheme("schneier", ("ff", "00", *("random",) * 5)),
        Scheme("rcmp-tssit-ops-ii", ("00", "ff", "00", "ff", "00", "ff", "random")),
        Scheme("itsg-06", ("ff", "00", "random")),
        Scheme("bmb21", ("00", "ff", "random", "random", "random", "ff")),
        Scheme("gutmann", _GUTMANN, shuffled=(4, 31)),
        # for worn cards: a pattern and its complement (SANITIZATION.md, "USB flash, SD")
        Scheme(FLASH, ("random", "~random")),
    )
}


def drawn(scheme: Scheme, chance: random.Random | random.SystemRandom) -> tuple[str, ...]:
    """The patterns of a plan, in the order in which they will be written."""
    first, last = scheme.shuffled
    middle = list(scheme.patterns[first:last])
    chance.shuffle(middle)
    return (*scheme.patterns[:first], *middle, *scheme.patterns[last:])


def named(name: str) -> Scheme:
    """The scheme of this name, or of this TOML file. Raises UsageError."""
    if name in SCHEMES:
        return SCHEMES[name]
    if name.endswith(".toml"):
        return from_file(Path(name))
    raise UsageError("unknown-method", name=name, known=", ".join(sorted(SCHEMES)))


def from_file(path: Path) -> Scheme:
    """A scheme from a TOML file: `name` and `patterns`. Raises UsageError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError("scheme-not-readable", path=str(path), error=error.strerror or "") from error
    except ValueError as error:
        raise UsageError("scheme-not-toml", path=str(path), error=str(error)) from error
    name, patterns = data.get("name"), data.get("patterns")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in SCHEMES:
        raise UsageError("scheme-name-wrong", path=str(path))
    return Scheme(name, checked(patterns, str(path)))


def checked(patterns: object, where: str) -> tuple[str, ...]:
    """These patterns, if each is one. Raises UsageError naming the first that is not."""
    if (
        not isinstance(patterns, Sequence)
        or isinstance(patterns, str)
        or not 1 <= len(patterns) <= MAX_PASSES
    ):
        raise UsageError("scheme-passes-wrong", path=where, most=MAX_PASSES)
    before = ""
    for pattern in patterns:
        text = pattern.lower() if isinstance(pattern, str) else ""
        if not _PATTERN.fullmatch(text) or (text == "~random" and before != "random"):
            raise UsageError("scheme-pattern-wrong", path=where, pattern=str(pattern))
        before = text
    return tuple(str(pattern).lower() for pattern in patterns)
