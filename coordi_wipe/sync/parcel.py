"""Certificates carried by hand: a ZIP for the inventory, and the file of answers that it gives back."""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from coordi_wipe.certificate import number
from coordi_wipe.ledger import durable
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import CoordiWipeError, DamagedError, RefusedError
from coordi_wipe.sync import answer
from coordi_wipe.sync.answer import Answer, Later, Refused, Registered
from coordi_wipe.sync.delivery import Fate, read, settle
from coordi_wipe.sync.outbox import Outbox
from coordi_wipe.sync.settings import Inventory

CERTIFICATES, LEDGER, MANIFEST, ANSWERS = "certificates", "ledger.jsonl", "manifest.json", "answers.json"
"""Names in the ZIP: ASCII, so that any file system and any tool keep them."""

_MOST = 64 << 20  # bytes of a file of answers
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier time, and a stick's clock no better one


class Packed(Base, frozen=True):
    """A certificate in the ZIP. `digest`: SHA-256 of its evidence; `sha256`: of the file."""

    digest: str
    number: str
    rehearsal: bool
    sha256: str


class Manifest(Base, frozen=True):
    """manifest.json of the ZIP. `ledger`: SHA-256 of the copy of the stick's ledger. `problems`: what
    should be in it and cannot be."""

    version: int
    certificates: tuple[Packed, ...]
    ledger: str
    problems: tuple[Reason, ...] = ()


def pack(path: Path, outbox: Outbox, digests: Sequence[str], ledger: bytes, *, replace: bool) -> Manifest:
    """Writes these certificates with the ledger's bytes, whole or not at all.

    Raises RefusedError("export-exists") rather than overwrite unasked, and OSError.
    """
    if path.exists() and not replace:
        raise RefusedError("export-exists", path=str(path))
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            manifest = _filled(file, outbox, digests, ledger)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        durable.sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)  # a full stick is not left fuller
        raise
    return manifest


def _filled(file: IO[bytes], outbox: Outbox, digests: Sequence[str], ledger: bytes) -> Manifest:
    packed: list[Packed] = []
    problems: list[Reason] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as parcel:
        for digest in digests:
            try:
                pdf, evidence = read(outbox, digest)
            except CoordiWipeError as error:
                problems.append(error.reason)
                continue
            parcel.writestr(zipfile.ZipInfo(f"{CERTIFICATES}/{digest}.pdf", _EPOCH), pdf)
            label = number.short(evidence.uuid)
            packed.append(Packed(digest, label, evidence.rehearsal, hashlib.sha256(pdf).hexdigest()))
        manifest = Manifest(1, tuple(packed), hashlib.sha256(ledger).hexdigest(), tuple(problems))
        parcel.writestr(zipfile.ZipInfo(LEDGER, _EPOCH), ledger)
        parcel.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), msgspec.json.encode(manifest))
    return manifest


class _Given(msgspec.Struct):
    """An answer of the inventory; a newer one may say more."""

    digest: str
    proof: str = ""
    reasons: list[dict[str, object]] = []


class _Answers(msgspec.Struct):
    answers: list[_Given]


def answers(path: Path) -> tuple[tuple[str, Answer], ...]:
    """(digest, answer) of each certificate in a file of answers: JSON, or a ZIP that holds `answers.json`.

    Raises DamagedError("answers-damaged"), OSError.
    """
    try:
        given = decoding.json(_document(path), _Answers).answers
    except (
        msgspec.DecodeError,
        UnicodeDecodeError,
        RecursionError,
        zipfile.BadZipFile,
        KeyError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise DamagedError("answers-damaged", path=str(path)) from error
    return tuple((one.digest, _answer(one)) for one in given)


def _document(path: Path) -> bytes:
    with path.open("rb") as file:
        data = _bounded(file, path)
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parcel, parcel.open(ANSWERS) as entry:
        return _bounded(entry, path)


def _bounded(file: IO[bytes], path: Path) -> bytes:
    data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise DamagedError("answers-damaged", path=str(path))
    return data


def _answer(one: _Given) -> Answer:
    if one.proof:
        return Registered(one.proof)
    reasons = answer.reasons_in(msgspec.json.encode({"reasons": one.reasons}))
    return Refused(reasons) if reasons else Later(Reason("sync-garbage"))


def take(outbox: Outbox, inventory: Inventory, given: Sequence[tuple[str, Answer]]) -> Iterator[Fate]:
    """What becomes of each certificate by these answers; proofs are checked, as those of the network are.

    One that is registered stays so, whatever a file says. A refusal in a file is signed by nobody: its
    reasons are shown, and the certificate goes on waiting. Those of another stick are left out.
    """
    for digest, one in given:
        try:
            state = outbox.state(digest)
            if state == "absent":
                continue
            _, evidence = read(outbox, digest)
        except CoordiWipeError as error:
            yield Fate(digest[:80], "", "waiting", reasons=(error.reason,))
            continue
        label = number.short(evidence.uuid)
        if state == "registered" and not isinstance(one, Registered):
            yield Fate(digest, label, "registered", inventory.page(digest))
            continue
        if isinstance(one, Refused):
            yield Fate(digest, label, "waiting", reasons=one.reasons)
            continue
        settled = settle(outbox, inventory, evidence, digest, one)
        if isinstance(settled, Later):
            settled = Fate(digest, label, "waiting", reasons=(settled.reason,))
        yield settled
