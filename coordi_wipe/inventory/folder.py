"""The inventory's data folder: what lies in it, and what is made there on first use."""

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate.authority import REHEARSAL_POLICY, policies
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import UsageError

VARIABLE = "COORDI_WIPE_INVENTORY"
"""Environment variable: the data folder. The command line sets it; another server has to."""

DATABASE = "db.sqlite3"
SECRET = "secret.key"  # noqa: S105 (a file's name)
ROOTS = "roots"
ADDRESS = "address"


def chosen() -> Path:
    """The folder that the environment names; a folder here, never made, where it names none."""
    return Path(os.environ.get(VARIABLE) or "inventory").absolute()


def secret(folder: Path) -> str:
    """The key that signs sessions: the one of this folder, else one that this process forgets."""
    try:
        return (folder / SECRET).read_text(encoding="ascii")
    except FileNotFoundError:
        return secrets.token_urlsafe(48)


def make(folder: Path) -> None:
    """Makes the folder and its secret, where they are missing. Raises OSError."""
    durable.make_folder(folder)
    durable.make_folder(folder / ROOTS)
    if not (folder / SECRET).exists():
        durable.write(folder / SECRET, secrets.token_urlsafe(48).encode())


def address(folder: Path, given: str = "") -> str:
    """How the world calls this inventory: as given, which is kept from now on, else as kept, else empty.

    Receipts hold it, whether they are asked for over the network or by hand. Raises OSError.
    """
    if given:
        durable.make_folder(folder)
        durable.write(folder / ADDRESS, given.encode())
        return given
    try:
        return (folder / ADDRESS).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def roots(folder: Path) -> Sequence[x509.Certificate]:
    """The roots that the inventory of this folder trusts. Raises UsageError("trust-not-readable")."""
    return read_roots(sorted((folder / ROOTS).glob("*.pem")))


def read_roots(paths: Iterable[Path]) -> Sequence[x509.Certificate]:
    """The certificates in these PEM files. Raises UsageError("trust-not-readable")."""
    found: list[x509.Certificate] = []
    for path in paths:
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise UsageError("trust-not-readable", path=str(path)) from error
    return found


def trust(folder: Path, path: Path) -> Sequence[x509.Certificate]:
    """Trusts the roots of a PEM file from now on; those roots.

    Raises UsageError("trust-not-readable" | "inventory-not-a-root" | "inventory-rehearsal-root"), OSError.
    """
    found = read_roots([path])
    for root in found:
        if REHEARSAL_POLICY in policies(root):
            raise UsageError("inventory-rehearsal-root", path=str(path))
        if not _may_issue(root):
            raise UsageError("inventory-not-a-root", path=str(path))
    durable.make_folder(folder / ROOTS)
    for root in found:
        name = f"{root.fingerprint(hashes.SHA256()).hex()[:32]}.pem"
        durable.write(folder / ROOTS / name, root.public_bytes(Encoding.PEM))
    return found


def rehearsal_roots(paths: Sequence[Path]) -> Sequence[x509.Certificate]:
    """The rehearsal roots in these files.

    Raises UsageError("trust-not-readable" | "inventory-not-rehearsal").
    """
    for path in paths:
        if not all(REHEARSAL_POLICY in policies(root) for root in read_roots([path])):
            raise UsageError("inventory-not-rehearsal", path=str(path))
    return read_roots(paths)


def fingerprint(root: x509.Certificate) -> str:
    """By what a person compares a root with its paper: SHA-256, hexadecimal, in groups."""
    text = root.fingerprint(hashes.SHA256()).hex()
    return " ".join(text[place : place + 8] for place in range(0, len(text), 8))


def _may_issue(certificate: x509.Certificate) -> bool:
    """Whether it is a certificate of its own making that may issue others (RFC 5280, 4.2.1.9)."""
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return constraints.ca and certificate.issuer == certificate.subject
