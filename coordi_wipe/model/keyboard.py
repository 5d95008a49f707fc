"""What a scanner typed, read back: a scanner presses keys, and the console may call them otherwise.

A scanner set to US on a French AZERTY console makes `C23-0412` into `Cé"-…`: here are the ways in which
keys can have been misnamed. Letters, digits and the hyphen only: what a tag or a serial number is made of.
"""

from typing import Literal

Console = Literal["fr", "us"]

LONGEST = 64  # characters; more is no label of ours
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_CONTROLS = "".join(map(chr, range(0x21))) + "\x7f"  # STX, ETX, GS, CR, LF, Tab and the space

# The same keys, from the one under « 1 » to the one under « 0 ».
_FRENCH_ROW = "&é\"'(-è_çà"
_AMERICAN_ROW = "!@#$%^&*()"
_DIGITS = "1234567890"


def _both_cases(table: dict[str, str]) -> dict[str, str]:
    """Shift and caps lock change the case of what is typed, never what is meant."""
    lower = {typed.lower(): meant for typed, meant in table.items()}
    upper = {typed.upper(): meant for typed, meant in table.items() if len(typed.upper()) == 1}
    return lower | upper


def _table(letters: dict[str, str], digits: str, hyphens: str, brackets: str) -> dict[str, str]:
    marks = dict.fromkeys(hyphens, "-") | dict.fromkeys(brackets, "]") | {" ": " "}
    return _both_cases(letters | dict(zip(digits, _DIGITS, strict=True)) | marks)


_STRAIGHT = {letter: letter for letter in _LETTERS}
_SWAPPED = _STRAIGHT | {"A": "Q", "Q": "A", "W": "Z", "Z": "W"}
_AS_AMERICAN = {typed: meant for typed, meant in _SWAPPED.items() if typed != "M"} | dict.fromkeys(",?", "M")
_AS_FRENCH = {typed: meant for typed, meant in _SWAPPED.items() if typed != "M"} | dict.fromkeys(";:", "M")

# In each, all digits come from one row: a scanner does not change its habits within a label.
_AGREED = _table(_STRAIGHT, _DIGITS, _DASHES, "]")
_WAYS: dict[Console, tuple[dict[str, str], ...]] = {
    "fr": (
        _table(_AS_AMERICAN, _FRENCH_ROW, ")", "$"),  # a US scanner on a French console
        _table(_AS_AMERICAN, _DIGITS, ")°", "$£"),  # the same with shift lock on, or digits as on a keypad
        _table(_STRAIGHT, _FRENCH_ROW, "6", ""),  # a French scanner, shift lock on
    ),
    "us": (
        # a French scanner on a US console; its AIM bracket needs AltGr, which is not there
        _table(_AS_FRENCH, _AMERICAN_ROW, "6", ""),
        _table(_AS_FRENCH, _DIGITS, "^", ""),  # a scanner that makes up for a shift lock that is not there
    ),
}


def readings(scan: str, console: Console | None = None) -> tuple[str, ...]:
    """What the label can have said, in capitals, each once; first where scanner and console agree.

    `console` is the layout that this console is known to have; None where nobody knows. Control
    characters and spaces around do not count. Nothing for what has other characters, or is too long.
    """
    ways = (_AGREED, *(way for layout, ways in _WAYS.items() if console in (None, layout) for way in ways))
    return tuple(dict.fromkeys(filter(None, (_read(scan, way) for way in ways))))


def straight(text: str) -> str:
    """The text where scanner (or hand) and console agree, in capitals; empty where it is no label's."""
    return _read(text, _AGREED)


def _read(scan: str, way: dict[str, str]) -> str:
    text = scan.strip(_CONTROLS)
    if len(text) > LONGEST or not all(character in way for character in text):
        return ""
    return "".join(way[character] for character in text)
