"""The inventory's data folder: what lies in it, and what is made there on first use."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError

VARIABLE = "COORDI_WIPE_INVENTORY"
"""Environment variable: the data folder. The command line sets it; another server has to."""

DATABASE = "db.sqlite3"
SECRET = "secret.key"  # noqa: S105 (the file's name)
ROOTS = "roots"
REHEARSAL_ROOTS = "rehearsal-roots"


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
    for path in (folder, folder / ROOTS, folder / REHEARSAL_ROOTS):
        durable.make_folder(path)
    if not (folder / SECRET).exists():
        durable.write(folder / SECRET, secrets.token_urlsafe(48).encode())


def roots(folder: Path) -> Sequence[x509.Certificate]:
    """The roots in the PEM files of a folder. Raises DamagedError("inventory-root-damaged")."""
    return [root for path in sorted(folder.glob("*.pem")) for root in read_roots(path)]


def read_roots(path: Path) -> Sequence[x509.Certificate]:
    """The certificates of one PEM file. Raises DamagedError("inventory-root-damaged")."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedError("inventory-root-damaged", path=str(path)) from error


def keep_root(root: x509.Certificate, folder: Path) -> Path:
    """Writes a root under the name of its own digest; the path. Raises OSError."""
    from cryptography.hazmat.primitives import hashes

    path = folder / f"{root.fingerprint(hashes.SHA256()).hex()[:32]}.pem"
    durable.write(path, root.public_bytes(Encoding.PEM), mode=0o644)
    return path
