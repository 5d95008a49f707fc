"""Tags of PCs and of their drives: what a scan says, and the letter that shows a slip when copying one.

The QR code of a pre-printed label holds the bare tag, `C23-0412-D1`: no address, which would need a host
for ever, and no check letter, which is for hands (the code has its own correction).
"""

import re

from coordi_wipe.model import check_letter as check
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError
from coordi_wipe.model.keyboard import Console, readings, straight
from coordi_wipe.model.tone import Tone

LETTERS: dict[Tone, str] = {"good": "V", "amber": "O", "bad": "R"}
"""What a result label begins with: vert, orange, rouge."""

_BODY = r"([A-Z]{1,3}[0-9]{2}-[0-9]{3,6})(?:-D([1-9][0-9]?))?"
_AIM = r"(?:\][A-Z][0-9A-F])?"  # what kind of bar code it was (ISO/IEC 15424), where a scanner says so
_TAG = re.compile(_BODY + r"(?: ([0-9A-Z]))?")
_SCANNED = re.compile(_AIM + _TAG.pattern)
_LABEL = re.compile(r"([VOR]) " + _TAG.pattern)
_OTHER = re.compile(r"[A-Z0-9]+(?:[ -][A-Z0-9]+)*")  # such as a serial number
_ADDRESS = re.compile(r"https?(?::\s*//|m!!|\.>>)", re.IGNORECASE)  # typed right, as AZERTY, as QWERTY
_SHOWN = 24  # characters of a scan in a sentence


class Tag(Base, frozen=True):
    """The tag of a PC, `C23-0412`, or of its drive of this number (1–99; None: of the PC itself)."""

    pc: str
    drive: int | None = None

    @property
    def text(self) -> str:
        """As printed: `C23-0412` or `C23-0412-D1`."""
        return self.pc if self.drive is None else f"{self.pc}-D{self.drive}"


def decode(scan: str, console: Console | None = None) -> str:
    """The text of the tag that a scanner, or a hand, typed here: in capitals, without anything around.

    Undoes a US scanner on a French console and the other way round; takes off control characters, an AIM
    identifier and a right check letter. With `console` (the layout in use) no tag is ambiguous; without,
    some of those with no digits but 1 and 5, or 7 and 9, are: they could be another label.
    Raises UsageError("tag-none" | "tag-address" | "tag-unreadable" | "tag-ambiguous" | "tag-check-wrong").
    """
    if not scan.strip():
        raise UsageError("tag-none")
    if _ADDRESS.search(scan):
        raise UsageError("tag-address", read=shown(scan))
    labels = [text for text in readings(scan, console) if _SCANNED.fullmatch(text) or _OTHER.fullmatch(text)]
    tags = [found for found in map(_SCANNED.fullmatch, labels) if found]
    if not tags:
        raise UsageError("tag-unreadable", read=shown(scan))
    if len(labels) > 1:
        raise UsageError("tag-ambiguous", read=shown(scan), one=labels[0], other=labels[1])
    return _checked(tags[0]).text


def parse(text: str) -> Tag:
    """The tag that this text is, as written or printed; a check letter after it must be right.

    Raises UsageError as `decode`.
    """
    if not text.strip():
        raise UsageError("tag-none")
    found = _TAG.fullmatch(straight(text))
    if found is None:
        raise UsageError("tag-unreadable", read=shown(text))
    return _checked(found)


def scanned(scan: str, console: Console | None = None) -> Tag:
    """`decode`, then `parse`."""
    return parse(decode(scan, console))


def check_letter(text: str) -> str:
    """The letter (0–9, A–Z without I L O U) after a tag, or after `V C23-0412-D1`: colour and tag.

    Any one wrong character and any swap of neighbours changes it, or makes the form a wrong one: within
    letters and within digits no two are worth the same, and where the form has a letter no digit can be.
    """
    return check.over(_worth(c) for c in text if c not in " -")


def label(tone: Tone, tag: Tag) -> str:
    """What stands on a result label and is copied by hand: `V C23-0412-D1 K`."""
    code = f"{LETTERS[tone]} {tag.text}"
    return f"{code} {check_letter(code)}"


def read_label(text: str) -> tuple[Tone, Tag]:
    """Tone and tag of a result label that somebody typed.

    Raises UsageError("label-unreadable" | "tag-check-wrong").
    """
    found = _LABEL.fullmatch(straight(text))
    if found is None or found[4] is None:
        raise UsageError("label-unreadable", read=shown(text))
    tag = Tag(found[2], int(found[3]) if found[3] else None)
    tone = next(tone for tone, letter in LETTERS.items() if letter == found[1])
    if label(tone, tag) != found[0]:
        raise UsageError("tag-check-wrong", read=shown(text))
    return tone, tag


def shown(text: str) -> str:
    """What was read, for a sentence: kept short, with what cannot be seen as ‹1B›."""
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return "".join(c if c.isprintable() else f"‹{ord(c):02X}›" for c in short)


def _tag(found: re.Match[str]) -> Tag:
    return Tag(found[1], int(found[2]) if found[2] else None)


def _checked(found: re.Match[str]) -> Tag:
    tag = _tag(found)
    if found[3] is not None and found[3] != check_letter(tag.text):
        raise UsageError("tag-check-wrong", read=shown(found[0]))
    return tag


def _worth(character: str) -> int:
    return int(character) if character.isdigit() else ord(character) - ord("A") + 6
