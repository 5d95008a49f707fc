"""ATA drives: what `hdparm` prints about identity, password state and hidden sectors.

Sources: ACS-4 (IDENTIFY DEVICE, words 10-19, 23-46, 82-128, 217, 255), hdparm 9.65 identify.c.
What a naive reader gets wrong is in samples/NOTES.md, items 1 to 10.
"""

import re

from coordi_wipe.model.base import Base

_SOLID = 1  # word 217: nominal media rotation rate of a solid state device
_SLOWEST = 0x0401  # word 217: smallest value that is a rotation rate


class Security(Base, frozen=True):
    """The Security feature set (ACS-4, 4.18), word 128. Minutes: words 89 and 90; None: not said."""

    supported: bool
    enabled: bool
    locked: bool
    frozen: bool
    expired: bool
    enhanced: bool
    maximum: bool = False
    erase_minutes: int | None = None
    enhanced_minutes: int | None = None


class Identify(Base, frozen=True):
    """IDENTIFY DEVICE, as far as it is needed. Sizes in bytes.

    `rotation`: revolutions a minute, 0 for solid state, None where the drive does not say.
    `may_hide`: it has a feature set that can hide its last sectors (HPA; ACS-3: accessible max address);
    `overlay`: it has one that can hide them deeper (ATA-6 to ACS-2: Device Configuration Overlay).
    """

    model: str
    serial: str
    firmware: str
    wwn: str
    size: int
    logical: int
    physical: int
    rotation: int | None
    may_hide: bool
    overlay: bool
    security: Security | None


class Sectors(Base, frozen=True):
    """Sectors that the drive shows now, and that it has (`hdparm -N`), in units of `hdparm`."""

    visible: int
    native: int


def identify(printed: bytes) -> Identify | None:
    """`hdparm -I` of one drive; None where a bridge or a broken drive answered rubbish."""
    text = _clean(printed)
    model = _value(text, "Model Number")
    serial = _value(text, "Serial Number")
    firmware = _value(text, "Firmware Revision")
    sectors = _number(text, r"LBA48\s+user addressable sectors:\s*(\d+)") or _number(
        text, r"LBA\s+user addressable sectors:\s*(\d+)"
    )
    if not model or not sectors or not _readable(model + serial + firmware) or _broken_checksum(text):
        return None
    logical = _number(text, r"Logical(?:/Physical)?\s+Sector size:\s*(\d+)") or 512
    return Identify(
        model=model,
        serial=serial,
        firmware=firmware,
        wwn=_wwn(text),
        size=sectors * logical,
        logical=logical,
        physical=_number(text, r"Physical Sector size:\s*(\d+)") or logical,
        rotation=_rotation(text),
        may_hide=re.search(r"Host Protected Area|Accessible Max(imum)? Address", text) is not None,
        overlay="Device Configuration Overlay" in text,
        security=security(printed),
    )


def security(printed: bytes) -> Security | None:
    """The Security section of `hdparm -I`; None where there is none, which does not mean "no password"."""
    text = _clean(printed)
    start = re.search(r"^Security:\s*$", text, re.MULTILINE)
    if start is None:
        return None
    lines = [line.split() for line in text[start.end() :].splitlines()]
    normal = _number(text, r"(\d+)min for SECURITY ERASE UNIT")
    enhanced = _number(text, r"(\d+)min for ENHANCED SECURITY ERASE UNIT")
    return Security(
        supported=["supported"] in lines,
        enabled=["enabled"] in lines,
        locked=["locked"] in lines,
        frozen=["frozen"] in lines,
        expired=["expired:", "security", "count"] in lines,
        enhanced=["supported:", "enhanced", "erase"] in lines,
        maximum=["Security", "level", "maximum"] in lines,
        erase_minutes=normal,
        enhanced_minutes=enhanced,
    )


def sectors(printed: bytes) -> Sectors | None:
    """`hdparm -N`: the numbers, never the words; None where the answer makes no sense."""
    found = re.search(r"max sectors\s*=\s*(\d+)/(\d+)", _clean(printed))
    if found is None:
        return None
    visible, native = int(found[1]), int(found[2])
    # a USB stick without the command answers "0/1" after bad sense data
    return Sectors(visible, native) if 0 < visible <= native else None


def overlay(printed: bytes) -> int | None:
    """Sectors that the drive really has, by `hdparm --dco-identify`; None where it does not say."""
    text = _clean(printed)
    if "Checksum FAILED" in text:
        return None
    return _number(text, r"Real max sectors:\s*(\d+)")


def _clean(printed: bytes) -> str:
    """Text with ordinary blanks: copies of hdparm's output hold no-break spaces and carriage returns."""
    return printed.decode(errors="replace").replace("\N{NO-BREAK SPACE}", " ").replace("\r", "")


def _value(text: str, name: str) -> str:
    # Leading blanks only by class, so that an empty value does not take the next line.
    found = re.search(rf"^[ \t]*{name}:[ \t]*(.*?)[ \t]*$", text, re.MULTILINE)
    return found[1] if found else ""


def _number(text: str, pattern: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1]) if found else None


def _readable(words: str) -> bool:
    """ATA strings are printable ASCII (ACS-4, 3.4.9)."""
    return all(" " <= letter <= "~" for letter in words)


def _broken_checksum(text: str) -> bool:
    """Whether word 255 shows that this is no IDENTIFY page. Drives before ATA-5 leave it 0."""
    absent = re.search(r"Integrity word not set \(found 0x([0-9a-f]{4})", text)
    return (absent is not None and int(absent[1], 16) != 0) or "Checksum: NOT correct" in text


def _rotation(text: str) -> int | None:
    found = re.search(r"Nominal Media Rotation Rate:[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)
    if found is None:
        return None
    if found[1] == "Solid State Device":
        return 0
    rate = int(found[1]) if found[1].isdigit() else 0
    return rate if rate >= _SLOWEST else 0 if rate == _SOLID else None


def _wwn(text: str) -> str:
    found = re.search(r"Logical Unit WWN Device Identifier:\s*([0-9a-f]{16})\b", text)
    return f"0x{found[1]}" if found else ""
