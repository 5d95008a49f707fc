"""Verdicts of files, as the command line's contract prints them, and in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cryptography import x509

from coordi_wipe.certificate import authority
from coordi_wipe.certificate.verification import Verdict, verify
from coordi_wipe.cli.receipts import Receipts
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.errors import UsageError
from coordi_wipe.model.evidence import Status
from coordi_wipe.station import locations, papers

_TOO_LARGE = 64 << 20  # bytes; the verifier itself is stricter
_ABOVE = 3  # folders above a certificate that may be its stick's: HOME/jobs/UUID/certificate.pdf


class FileVerdict(Base, frozen=True):
    """One file of `certificate verify --json` (DESIGN.md, "The command line"). `reasons`: codes, as
    everywhere for scripts."""

    file: str
    verdict: Literal["registered", "signed", "invalid", "rehearsal", "unreadable"]
    valid: bool
    registered: bool
    status: Status | Literal[""]
    level: Level
    reasons: tuple[Reason, ...]
    signer: str
    serials: tuple[str, ...]
    rehearsal: bool
    signed_at: str
    time_source: str


def of(
    path: Path,
    trust: Sequence[x509.Certificate],
    *,
    allow_rehearsal: bool,
    receipts: Receipts | None = None,
) -> Verdict:
    """The verdict on one file; one that cannot be read has one too."""
    try:
        data = read(path)
    except OSError as error:
        reason = Reason("file-not-readable", {"path": str(path), "error": error.strerror or ""})
        return Verdict("unreadable", valid=False, reasons=(reason,))
    return on_bytes(path, data, trust, allow_rehearsal=allow_rehearsal, receipts=receipts)


def on_bytes(
    path: Path,
    data: bytes,
    trust: Sequence[x509.Certificate],
    *,
    allow_rehearsal: bool,
    receipts: Receipts | None = None,
) -> Verdict:
    """The verdict on what was read from this file."""
    return verify(
        data,
        trust=trust,
        rehearsal_trust=_rehearsal_roots(path),
        allow_rehearsal=allow_rehearsal,
        registration=receipts.on(data) if receipts is not None else None,
    )


def read(path: Path) -> bytes:
    """The bytes of a file, as far as a certificate may go. Raises OSError."""
    with path.open("rb") as file:
        return file.read(_TOO_LARGE)


def roots(paths: Sequence[Path]) -> list[x509.Certificate]:
    """The authorities in these PEM files. Raises UsageError."""
    return [root for path in paths for root in _roots(path)]


def _roots(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError("trust-not-readable", path=str(path)) from error


def _rehearsal_roots(path: Path) -> list[x509.Certificate]:
    """This stick's rehearsal root, and that of the home that a certificate still lies in.

    Neither ever makes a proof of anything, wherever it comes from: see `verify`.
    """
    homes = {locations.home(), *path.resolve().parents[:_ABOVE]}
    found: list[x509.Certificate] = []
    for home in homes:
        try:
            found += _roots(home / papers.KEYS / authority.ROOT)
        except UsageError:
            continue
    return found


def on_file(path: Path, verdict: Verdict) -> FileVerdict:
    """The verdict as the contract prints it."""
    return FileVerdict(
        str(path),
        verdict.verdict,
        verdict.valid,
        verdict.registered,
        verdict.status,
        verdict.level,
        verdict.reasons,
        verdict.signer,
        verdict.serials,
        verdict.rehearsal,
        verdict.signed_at,
        verdict.time_source,
    )


def words(verdict: FileVerdict) -> str:
    """A verdict in a few lines."""
    lines = [say("cli.verdict", file=verdict.file, verdict=f"verdict.{verdict.verdict}")]
    if verdict.status:
        serials = ", ".join(filter(None, verdict.serials)) or "–"
        status, level = f"status.{verdict.status}", f"level.{verdict.level}"
        lines.append("    " + say("cli.verdict.drive", status=status, level=level, serials=serials))
    if verdict.signer:
        lines.append("    " + say("cli.verdict.signer", signer=verdict.signer, at=verdict.signed_at or "?"))
    lines += [f"    {sentence(reason)}" for reason in verdict.reasons]
    return "\n".join(lines)
