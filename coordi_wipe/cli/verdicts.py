"""Verdicts of files, as the command line's contract prints them, and in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cryptography import x509

from coordi_wipe.certificate import authority
from coordi_wipe.certificate.verification import Verdict, verify
from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.errors import CoordiWipeError, UsageError
from coordi_wipe.model.evidence import Evidence, Status
from coordi_wipe.station import locations, papers

_TOO_LARGE = 64 << 20  # bytes; the verifier itself is stricter


class FileVerdict(Base, frozen=True):
    """One file of `certificate verify --json` (DESIGN.md, "The command line")."""

    file: str
    verdict: Literal["registered", "signed", "invalid", "rehearsal", "unreadable"]
    valid: bool
    registered: bool
    status: Status | Literal[""]
    level: Level
    reasons: tuple[str, ...]
    signer: str
    serials: tuple[str, ...]
    rehearsal: bool
    signed_at: str
    time_source: str


def of(path: Path, trust: Sequence[Path], *, allow_rehearsal: bool) -> FileVerdict:
    """The verdict on one file. Raises UsageError for a trust file that is none."""
    verdict = _verdict(path, trust, allow_rehearsal=allow_rehearsal)
    return FileVerdict(
        str(path),
        verdict.verdict,
        verdict.valid,
        verdict.registered,
        verdict.status,
        verdict.level,
        tuple(sentence(reason) for reason in verdict.reasons),
        verdict.signer,
        verdict.serials,
        verdict.rehearsal,
        verdict.signed_at,
        verdict.time_source,
    )


def _verdict(path: Path, trust: Sequence[Path], *, allow_rehearsal: bool) -> Verdict:
    roots = [root for file in trust for root in _roots(file)]
    try:
        with path.open("rb") as file:
            data = file.read(_TOO_LARGE)
    except OSError as error:
        reason = Reason("file-not-readable", {"path": str(path), "error": error.strerror or ""})
        return Verdict("unreadable", valid=False, reasons=(reason,))
    return verify(data, trust=roots, rehearsal_trust=_own_rehearsal(), allow_rehearsal=allow_rehearsal)


def _roots(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError("trust-not-readable", path=str(path)) from error


def _own_rehearsal() -> list[x509.Certificate]:
    """This stick's own rehearsal root, if it has one; verifying never makes one."""
    bundle = locations.home() / papers.KEYS / authority.BUNDLE
    try:
        return [authority.read_authority(bundle).root] if bundle.exists() else []
    except (CoordiWipeError, OSError):
        return []


def words(verdict: FileVerdict) -> str:
    """A verdict in a few lines."""
    lines = [f"{verdict.file}\u00a0: {say(f'verdict.{verdict.verdict}')}"]
    if verdict.status:
        serials = ", ".join(filter(None, verdict.serials)) or "–"
        status, level = f"status.{verdict.status}", f"level.{verdict.level}"
        lines.append("    " + say("cli.verdict.drive", status=status, level=level, serials=serials))
    if verdict.signer:
        lines.append("    " + say("cli.verdict.signer", signer=verdict.signer, at=verdict.signed_at or "?"))
    lines += [f"    {reason}" for reason in verdict.reasons]
    return "\n".join(lines)


def show(path: Path) -> int:
    """The evidence of a certificate as JSON, after its verdict on standard error."""
    verdict = _verdict(path, [], allow_rehearsal=True)
    output.note(words(of(path, [], allow_rehearsal=True)))
    evidence: Evidence | None = verdict.evidence
    if evidence is None:
        return 1
    output.data(evidence)
    return 0
