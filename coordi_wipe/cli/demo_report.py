"""What the demonstration says: the drives, how each ended, and whether the papers hold, looked up afresh."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from coordi_wipe.cli import output, verdicts
from coordi_wipe.cli.results import Document, Result
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.evidence import Status
from coordi_wipe.rehearsal import sentinel
from coordi_wipe.rehearsal.disposable import DisposableDrive
from coordi_wipe.station.station import Station

_EXIT_CODES: dict[Status, int] = {"sanitized": 0, "refused": 3}  # of a command with one drive; any other: 1


class Ending(Base, frozen=True):
    """How the command of one drive ended: its exit code, standard output and standard error."""

    drive: DisposableDrive
    code: int
    out: bytes
    err: str

    @property
    def result(self) -> Result | None:
        """What it says of its drive; None when that is no document of the contract."""
        try:
            (result,) = decoding.json(self.out, Document).results
        except (msgspec.DecodeError, ValueError):
            return None
        return result


def command(drive: DisposableDrive) -> list[str]:
    """The words that wipe this drive."""
    words = ["wipe", drive.node, "--confirm", drive.node, "--json"]
    return words if drive.kind == "loop" else [*words, "--file-drive"]


def digest(drive: DisposableDrive) -> str:
    """SHA-256 of all that the drive holds."""
    with Path(drive.backing).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def announce(drives: Sequence[DisposableDrive]) -> None:
    """The drives, and how each is going to end."""
    output.table(
        [
            (
                f"  {drive.node}",
                say("demo.size", size=drive.size),
                say(f"demo.kind.{drive.kind}"),
                say(f"demo.drive.{drive.name}"),
            )
            for drive in drives
        ]
    )
    output.line(say("demo.command"))
    output.line()


def report(station: Station, endings: Sequence[Ending], before: Mapping[str, str]) -> bool:
    """Says how each drive ended and whether its papers hold; whether all is as foretold."""
    drives = [_drive(ending, before[ending.drive.node]) for ending in endings]
    ledger = station.ledger.check()
    output.line()
    if ledger.whole:
        output.line(say("ledger-whole", lines=ledger.lines))
    for fault in ledger.faults:
        output.line(sentence(fault))
    blocks = sum(ending.drive.kind == "loop" for ending in endings)
    output.line(say("demo.blocks", blocks=blocks, drives=len(endings)))
    output.line(say("demo.home", path=str(station.home)))
    good = all(drives) and ledger.whole
    output.line(say("demo.as-foretold" if good else "demo.not-as-foretold"))
    return good


def _drive(ending: Ending, before: str) -> bool:
    """Whether this drive ended as foretold."""
    drive, result = ending.drive, ending.result
    if result is None:
        output.line(say("demo.no-result", node=drive.node, code=ending.code))
        output.line(ending.err)
        return False
    output.line(say("result.line", node=drive.node, status=f"status.{result.status}"))
    foretold = result.status in drive.expected and ending.code == _EXIT_CODES.get(result.status, 1)
    if not foretold:
        output.line("    " + say("demo.unexpected", expected=" / ".join(drive.expected), code=ending.code))
    if result.status == "refused":
        output.line(f"    {ending.err.strip()}")
        return _untouched(drive, before) and foretold
    erased = result.status != "sanitized" or _erased(drive)
    return _paper(result) and erased and foretold


def _untouched(drive: DisposableDrive, before: str) -> bool:
    same = digest(drive) == before
    output.line("    " + say("demo.untouched" if same else "demo.touched"))
    return same


def _erased(drive: DisposableDrive) -> bool:
    """Looks for what was on the drive in the file behind it."""
    left = sentinel.first_token(Path(drive.backing))
    text = say("demo.nothing-left") if left is None else say("demo.something-left", offset=left)
    output.line(f"    {text}")
    return left is None


def _paper(result: Result) -> bool:
    """Whether the certificate says the same, for a rehearsal, and is refused as a proof."""
    path = Path(result.certificate)
    rehearsal = verdicts.of(path, [], allow_rehearsal=True)
    proof = verdicts.of(path, [], allow_rehearsal=False)
    good = (
        (rehearsal.verdict, rehearsal.status) == ("rehearsal", result.status)
        and rehearsal.valid == (result.status == "sanitized")
        and not proof.valid
    )
    erased = result.status == "sanitized"
    named = (
        say("demo.certificate", path=str(path)) if erased else say("demo.statement", path=str(path.parent))
    )
    for reason in rehearsal.evidence.claim.reasons if rehearsal.evidence is not None else ():
        output.line(f"    {sentence(reason)}")
    output.line(f"    {named}")
    output.line("    " + say("demo.paper-holds" if good else "demo.paper-does-not-hold"))
    for reason in () if good else rehearsal.reasons:
        output.line(f"      {sentence(reason)}")
    return good
