"""The root on the supervisor's desk: `root.key` under a passphrase, `root.pem` for everybody."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from coordi_wipe.certificate import root_key, vault
from coordi_wipe.certificate.authority import common_name
from coordi_wipe.certificate.root_key import Root
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.ledger import durable
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError, UsageError

KEY, CERTIFICATE = "root.key", "root.pem"
_KIND = "coordi-wipe root"
_LONGEST = 64  # of a common name (RFC 5280, A.1), which `cryptography` counts in bytes of UTF-8


def checked_name(name: str) -> str:
    """A name that a certificate can bear. Raises UsageError("authority-name")."""
    name = " ".join(name.split())
    if not name or len(name.encode()) > _LONGEST or not name.isprintable():
        raise UsageError("authority-name", most=_LONGEST)
    return name


def check_free(folder: Path) -> None:
    """Raises RefusedError("root-exists") where a root is, or half of one: nothing ever replaces a root."""
    for name in (KEY, CERTIFICATE):
        if (folder / name).exists():
            raise RefusedError("root-exists", path=str(folder / name))


def keep(folder: Path, root: Root, passphrase: str, cost: Cost | None = None) -> None:
    """Writes a root that is not there yet; one whose key was lost may come back beside its certificate.

    Raises RefusedError("root-exists" | "root-differs"), OSError.
    """
    if (folder / KEY).exists():
        raise RefusedError("root-exists", path=str(folder / KEY))
    there = certificate(folder)
    if there is not None and there != root.certificate:
        raise RefusedError("root-differs", path=str(folder / CERTIFICATE))
    durable.make_folder(folder)
    durable.write(folder / KEY, vault.seal(root.entropy, passphrase, _KIND, cost))
    durable.write(folder / CERTIFICATE, pem(root.certificate), mode=0o644)


def certificate(folder: Path) -> x509.Certificate | None:
    """The root's certificate; None where there is none. Raises DamagedError("root-damaged"), OSError."""
    path = folder / CERTIFICATE
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise DamagedError("root-damaged", path=str(path)) from error


def check_there(folder: Path) -> x509.Certificate:
    """The certificate of a root whose key is here too. Raises MissingError("root-absent"), and as above."""
    there = certificate(folder)
    if there is None or not (folder / KEY).exists():
        raise MissingError("root-absent", path=str(folder))
    return there


def read(folder: Path, passphrase: str) -> Root:
    """The root, opened.

    Raises MissingError("root-absent"), RefusedError("words-wrong"), DamagedError("root-damaged"), OSError.
    """
    there = check_there(folder)
    try:
        entropy = vault.unseal((folder / KEY).read_bytes(), passphrase, _KIND)
    except DamagedError as error:
        raise DamagedError("root-damaged", path=str(folder / KEY)) from error
    root = root_key.root(entropy, common_name(there))
    if root.certificate != there:
        raise DamagedError("root-damaged", path=str(folder / CERTIFICATE))
    return root


def pem(*certificates: x509.Certificate) -> bytes:
    """These certificates, one after the other, as PEM."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)
