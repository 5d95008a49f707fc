"""Receipts that a verdict goes by: the one that was named, else those of this stick's outbox."""

from pathlib import Path

from coordi_wipe.certificate import attachment, log, number
from coordi_wipe.certificate.log import LogKey
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.certificate.verification import Registration
from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import sentence
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import CoordiWipeError, UsageError
from coordi_wipe.station import locations
from coordi_wipe.sync import outbox, settings
from coordi_wipe.sync.outbox import Outbox

_MOST = 1 << 16  # bytes of a receipt


class Receipts(Base, frozen=True):
    """`named`: a receipt's text, or empty: the outbox is asked. The keys: as in `Registration`."""

    named: str
    log: LogKey | None
    rehearsal_log: LogKey | None

    def on(self, pdf: bytes) -> Registration | None:
        """What there is about this certificate."""
        text = self.named or (_kept(pdf) if self.log or self.rehearsal_log else "")
        return Registration(text, self.log, self.rehearsal_log) if text else None


def wanted(file: Path | None, key: str) -> Receipts:
    """What was asked for, filled up from the settings. Raises UsageError.

    Settings that are wrong keep no certificate from being verified, unless a receipt waits for their key.
    """
    named = _read(file) if file is not None else ""
    if key:
        try:
            given = log.read_key(key)
        except InvalidError as error:
            raise UsageError(error.reason.code) from error
        return Receipts(named, given, given)
    try:
        inventory = settings.load(locations.settings())
    except UsageError as error:
        if named:
            raise
        output.note(sentence(error.reason))
        inventory = None
    if inventory is None:
        if named:
            raise UsageError("log-key-missing")
        return Receipts("", None, None)
    return Receipts(named, inventory.log, inventory.rehearsal_log)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST).decode(errors="replace") or "-"
    except OSError as error:
        raise UsageError("receipt-not-readable", path=str(path), error=error.strerror or "") from error


def _kept(pdf: bytes) -> str:
    """This stick's own receipt for it; empty where there is none."""
    try:
        digest = number.digest(attachment.evidence_of(pdf))
    except CoordiWipeError:
        return ""  # the verdict will say what is wrong with it
    return Outbox(locations.home() / outbox.FOLDER).receipt(digest)
