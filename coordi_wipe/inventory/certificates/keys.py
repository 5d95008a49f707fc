"""The keys of the two logs: made once, never again, and each log is named after its own."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from coordi_wipe.certificate.log import LogKey
from coordi_wipe.inventory.certificates.models import REAL, REHEARSAL, LogLeaf
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError, MissingError

LOGS = {REAL: "registered", REHEARSAL: "rehearsal"}
"""The name under which the log of each kind is published."""


def path(folder: Path, kind: str) -> Path:
    """The file of a log's key, 0600."""
    return folder / f"log-{LOGS[kind]}.key"


def make(folder: Path) -> None:
    """Makes the keys that are missing; the database is there already.

    A log that has leaves and no key is not given another: everybody would see two logs in one.
    Raises DamagedError("inventory-log-key-lost"), OSError.
    """
    for kind in LOGS:
        if path(folder, kind).exists():
            continue
        if LogLeaf.objects.filter(kind=kind).exists():
            raise DamagedError("inventory-log-key-lost", path=str(path(folder, kind)))
        key = Ed25519PrivateKey.generate()
        durable.write(
            path(folder, kind), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )


def private(kind: str) -> Ed25519PrivateKey:
    """The key that signs the heads of this log. Raises MissingError, DamagedError."""
    return read(path(settings.INVENTORY_FOLDER, kind))


def read(file: Path) -> Ed25519PrivateKey:
    """A log's key from its file. Raises MissingError("inventory-log-key") and
    DamagedError("inventory-log-key-damaged")."""
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise MissingError("inventory-log-key", path=str(file), error=error.strerror or "") from error
    except (ValueError, TypeError) as error:
        raise DamagedError("inventory-log-key-damaged", path=str(file)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise DamagedError("inventory-log-key-damaged", path=str(file))
    return key


def public(kind: str) -> LogKey:
    """By what everybody checks this log. Its name holds the key's beginning: no two logs share one."""
    data = private(kind).public_key().public_bytes_raw()
    return LogKey(f"coordi-wipe/{LOGS[kind]}/{data[:6].hex()}", data)
