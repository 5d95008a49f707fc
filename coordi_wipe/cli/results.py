"""What came of each drive: the JSON document of `wipe --json`, a sentence, and the exit code."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import CoordiWipeError, UsageError
from coordi_wipe.model.evidence import EVIDENCE_VERSION, Evidence, Status
from coordi_wipe.model.figures import bytes_written, last_read, writing_seconds


class Outcome(Base, frozen=True):
    """A drive and what came of it.

    `evidence` None: its job was interrupted, and `why` says by what. With evidence, `why` says what keeps
    its papers from being made.
    """

    drive: Identity
    evidence: Evidence | None
    certificate: str = ""
    why: Reason | None = None


class Verification(Base, frozen=True):
    """How it was read back. `kind`: full, sampled or none."""

    kind: str = "none"
    bytes_read: int = 0
    mismatches: int = 0


class Result(Base, frozen=True):
    """One drive of `wipe --json` (DESIGN.md, "The command line"). `reason`: a code, or empty."""

    path: str
    model: str
    serial: str
    size_bytes: int
    status: Status
    level: Level = "none"
    technique: str = ""
    verification: Verification = Verification()
    bytes_written: int = 0
    seconds: float = 0.0
    certificate: str = ""
    reason: str = ""


class Document(Base, frozen=True):
    """What `wipe --json` prints."""

    evidence_version: int
    results: tuple[Result, ...]


def document(outcomes: Sequence[Outcome]) -> Document:
    """The document of drives that were begun."""
    return Document(EVIDENCE_VERSION, tuple(map(_result, outcomes)))


@contextmanager
def refusals(drives: Sequence[Identity], *, json: bool) -> Iterator[None]:
    """Around what comes before anything is begun: a refusal is a document too, where one was asked for."""
    try:
        yield
    except UsageError:
        raise
    except CoordiWipeError as refusal:
        if json:
            output.data(refused(drives, refusal.reason))
        raise


def refused(drives: Sequence[Identity], reason: Reason) -> Document:
    """The document when one drive was refused, or no paper could be made, and so nothing was begun."""
    guilty = str(reason.args.get("node", ""))
    return Document(
        EVIDENCE_VERSION,
        tuple(
            _not_done(
                drive, "refused", reason.code if guilty in ("", drive.node) else "another-drive-refused"
            )
            for drive in drives
        ),
    )


def _not_done(drive: Identity, status: Status, reason: str) -> Result:
    return Result(drive.node, drive.model, drive.serial, drive.size, status, reason=reason)


def _result(outcome: Outcome) -> Result:
    drive, evidence = outcome.drive, outcome.evidence
    reasons = [outcome.why] if outcome.why is not None else []
    if evidence is None:
        return _not_done(drive, "interrupted", reasons[0].code if reasons else "not-ended")
    claim, read = evidence.claim, last_read(evidence.facts)
    reasons += claim.reasons
    return Result(
        path=drive.node,
        model=drive.model,
        serial=drive.serial,
        size_bytes=drive.size,
        status=claim.status,
        level=claim.level,
        technique=claim.technique,
        verification=Verification(read.kind, read.read, read.mismatches) if read else Verification(),
        bytes_written=bytes_written(evidence.facts),
        seconds=round(writing_seconds(evidence.facts), 3),
        certificate=outcome.certificate,
        reason=reasons[0].code if reasons else "",
    )


def words(outcome: Outcome) -> str:
    """The result in a few lines: the big word, why, and where the paper lies."""
    node, evidence = outcome.drive.node, outcome.evidence
    status = evidence.claim.status if evidence is not None else "interrupted"
    reasons = list(evidence.claim.reasons) if evidence is not None else [outcome.why or Reason("not-ended")]
    if evidence is not None and outcome.why is not None:
        reasons.append(outcome.why)
    lines = [say("result.line", node=node, status=f"status.{status}")]
    lines += [f"    {sentence(reason)}" for reason in reasons]
    if outcome.certificate:
        lines.append(f"    {outcome.certificate}")
    return "\n".join(lines)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0: every drive sanitized, on paper; 3: all were refused; else 1."""
    statuses = {_result(outcome).status for outcome in outcomes}
    if statuses == {"sanitized"} and all(outcome.why is None for outcome in outcomes):
        return 0
    return 3 if statuses == {"refused"} else 1
