"""Certificates carried by hand: the ZIP that a stick exported goes in, a file of answers comes out."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from coordi_wipe.inventory.certificates.receiving import MOST, Answer, receive, refusal
from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import DamagedError

_ENTRY = re.compile(r"(?:[\w.-]+/){0,3}([0-9a-f]{64})\.pdf")
_MOST_ENTRIES = 10_000
_READING = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError)


class Given(Base, frozen=True):
    """The answer on one certificate: a proof, or reasons. `again`: it was registered before."""

    digest: str
    number: str = ""
    url: str = ""
    proof: str = ""
    again: bool = False
    reasons: tuple[Reason, ...] = ()


class Answers(Base, frozen=True):
    """The file of answers: what `coordi-wipe import` on the stick reads."""

    answers: tuple[Given, ...]


class _Heard(msgspec.Struct):
    number: str = ""
    url: str = ""
    proof: str = ""
    reasons: tuple[Reason, ...] = ()


def take(path: Path) -> Iterator[Given]:
    """Takes each `DIGEST.pdf` of a ZIP as if it had been put, whatever folder it is in.

    A damaged entry is answered with a reason, and the others are taken. Raises
    DamagedError("inventory-zip-damaged" | "inventory-zip-full") on the ZIP itself, OSError.
    """
    try:
        parcel = zipfile.ZipFile(path)
    except _READING as error:
        raise DamagedError("inventory-zip-damaged", path=str(path)) from error
    with parcel:
        found = {match[1]: name for name in parcel.namelist() if (match := _ENTRY.fullmatch(name))}
        if not found:
            raise DamagedError("inventory-zip-damaged", path=str(path))
        if len(found) > _MOST_ENTRIES:
            raise DamagedError("inventory-zip-full", path=str(path), most=_MOST_ENTRIES)
        for digest, name in found.items():
            yield _given(digest, _received(parcel, name, digest))


def write(path: Path, given: tuple[Given, ...]) -> None:
    """Writes the file of answers. Raises OSError."""
    durable.write(path, msgspec.json.format(msgspec.json.encode(Answers(given)), indent=1), mode=0o644)


def _received(parcel: zipfile.ZipFile, name: str, digest: str) -> Answer:
    """What is answered on an entry, of which no more is unpacked than may be put."""
    try:
        with parcel.open(name) as entry:
            pdf = entry.read(MOST + 1)
    except (*_READING, OSError):
        return refusal(400, Reason("inventory-cut"))
    return receive(pdf, digest)


def _given(digest: str, answer: Answer) -> Given:
    heard = decoding.json(answer.body, _Heard)
    return Given(digest, heard.number, heard.url, heard.proof, answer.status == 200, heard.reasons)
