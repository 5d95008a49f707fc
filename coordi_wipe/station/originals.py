"""A job's certificate as it lies in its folder: whole, or made anew from the same evidence.

A stick that fails spoils files too. A certificate whose seal does not hold proves nothing, and an inventory
refuses it for good: so it is looked at before it goes anywhere, by this stick's own roots.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from coordi_wipe.certificate import attachment, authority, issue
from coordi_wipe.certificate.authority import Authority
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.certificate.verification import verify
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.station import custody


def certificate(
    folder: JobFolder,
    data: bytes,
    home: Path,
    *,
    rehearsal: bool,
    seal: Callable[[], Authority],
    issuer: Callable[[], Organisation],
) -> bytes:
    """The certificate of these bytes of evidence.json, made unless one that holds is there.

    One that does not hold is kept under another name. Raises DamagedError("certificate-of-other-evidence"),
    what `seal` and `issuer` raise when it has to be made, and OSError.
    """
    there = _read(folder.certificate)
    if there is not None:
        held = evidence_in(there)
        if held not in (None, data):
            raise DamagedError("certificate-of-other-evidence", job=folder.uuid)
        if held is not None and holds(there, home, rehearsal=rehearsal):
            return there
    made = issue.issue(data, seal(), issuer(), folder.job().language)
    if there is not None:
        _set_aside(folder.certificate, there)
    durable.write(folder.certificate, made)
    return made


def evidence_in(pdf: bytes) -> bytes | None:
    """The evidence that a certificate holds, whatever its seal is worth; None where it cannot be read."""
    try:
        return attachment.evidence_of(pdf)
    except (UnreadableError, InvalidError):
        return None


def holds(pdf: bytes, home: Path, *, rehearsal: bool) -> bool:
    """Whether a certificate's seal holds under this stick's own root of this kind; without that root nobody
    here can tell, and it counts as whole. Raises DamagedError (the root), MissingError, OSError."""
    roots = []
    if not rehearsal:
        here = custody.stick(home)
        roots = [here.root] if here is not None else []
    elif (home / custody.KEYS / authority.BUNDLE).exists():
        roots = [authority.rehearsal(home / custody.KEYS).root]
    return not roots or verify(pdf, trust=roots).verdict not in ("invalid", "unreadable")


def _set_aside(path: Path, data: bytes) -> None:
    """Keeps `certificate.pdf` as `certificate.damaged.pdf`: somebody may want to know what happened to it."""
    for aside in _names(path):
        if not aside.exists():
            durable.write(aside, data)
            return
        if _read(aside) == data:
            return


def _names(path: Path) -> Iterator[Path]:
    for number in count(1):
        mark = f"damaged-{number}" if number > 1 else "damaged"
        yield path.with_name(f"{path.stem}.{mark}{path.suffix}")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
