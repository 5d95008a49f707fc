"""The strict form of a signed file: one revision, one signature over every byte of it, nothing else.

ISO 32000-1, 12.8.1, allows far more (later revisions, several signatures, gaps of any content), and
viewers accept it: here whatever our own `signing` does not make is refused before any cryptography.
"""

import re

from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.model.base import Base

MAX_BYTES = 20_000_000
_MAX_SIGNATURE = 65_536

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_HEX = re.compile(rb"[0-9A-F]*")


class Signed(Base, frozen=True):
    """What is signed (every byte of the file but the gap), and the CMS signature that was in the gap."""

    content: bytes
    cms: bytes


def read(pdf: bytes) -> Signed:
    """Cuts a file into signed bytes and signature. Raises UnreadableError, InvalidError."""
    _check_ends(pdf)
    ranges = [tuple(int(number) for number in found) for found in _BYTE_RANGE.findall(pdf)]
    if not ranges:
        if b"/Encrypt" in pdf:
            raise UnreadableError("certificate-encrypted")
        raise InvalidError("certificate-not-signed")
    if len(ranges) > 1:
        raise InvalidError("certificate-several-signatures", count=len(ranges))
    if len(_END.findall(pdf)) > 1:
        raise InvalidError("certificate-changed-after-signing")
    start, before, after, rest = ranges[0]
    if start != 0 or not 0 < before < after or after + rest != len(pdf):
        raise InvalidError("certificate-not-whole-file")
    return Signed(pdf[:before] + pdf[after:], _signature(pdf[before:after]))


def _check_ends(pdf: bytes) -> None:
    """A file begins with its header and ends with its last line."""
    if not pdf:
        raise UnreadableError("certificate-empty")
    if len(pdf) > MAX_BYTES:
        raise UnreadableError("certificate-too-big", bytes=len(pdf), most=MAX_BYTES)
    header = pdf.find(b"%PDF-")
    if header < 0:
        raise UnreadableError("certificate-not-pdf")
    if header > 0:
        raise InvalidError("certificate-junk-before", bytes=header)
    end = pdf.rfind(b"%%EOF")
    if end < 0:
        raise UnreadableError("certificate-cut-off")
    if pdf[end:] != b"%%EOF\n":
        raise InvalidError("certificate-junk-after", bytes=max(len(pdf) - end - len(b"%%EOF\n"), 0))


def _signature(gap: bytes) -> bytes:
    """The DER bytes in a gap that is exactly `<hex>`: one structure, then only zeros."""
    digits = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(digits) % 2 or not _HEX.fullmatch(digits):
        raise InvalidError("certificate-gap")
    data = bytes.fromhex(digits.decode("ascii"))
    length = _der_length(data)
    if length > _MAX_SIGNATURE or any(data[length:]):
        raise InvalidError("certificate-gap")
    return data[:length]


def _der_length(data: bytes) -> int:
    """Bytes of the DER SEQUENCE at the start of `data` (X.690, 8.1.3 and 10.1)."""
    if len(data) < 4 or data[0] != 0x30:
        raise InvalidError("certificate-gap")
    size = data[1] & 0x7F if data[1] & 0x80 else 0
    length = int.from_bytes(data[2 : 2 + size], "big") if size else data[1]
    total = 2 + size + length
    if data[1] == 0x80 or size > 4 or total > len(data):
        raise InvalidError("certificate-gap")
    return total
