"""What is said about a drive's fingerprint: always that the drive says so, never that it is so."""

from coordi_wipe.messages.sentences import say
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.fingerprint import is_anothers


def lines(drive: Drive, *, language: str | None = None) -> tuple[str, ...]:
    """Sentences about the fingerprint of a detected drive; none where it has none."""
    found, identity = drive.fingerprint, drive.identity
    if found is None:
        return ()
    own = identity.serial if identity.source == "drive" else ""
    more = [("fingerprint.rehearsal", found.rehearsal), ("fingerprint.anothers", is_anothers(found, own))]
    return (
        say(f"fingerprint.{found.status}", language=language, at=found.at, number=found.number),
        *(say(code, language=language) for code, holds in more if holds),
    )
