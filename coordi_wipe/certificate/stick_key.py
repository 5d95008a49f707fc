"""What a supervisor puts on a stick: `stick.pem`, leaf and root; `stick.key`, the key under five words."""

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from coordi_wipe.certificate import vault
from coordi_wipe.certificate.authority import (
    REHEARSAL_POLICY,
    STICK_POLICY,
    Authority,
    allows_virtual,
    common_name,
    make_leaf,
    policies,
)
from coordi_wipe.certificate.root_key import Root
from coordi_wipe.certificate.root_store import pem
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.ledger import durable
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import DamagedError, MissingError

KEY, CERTIFICATES = "stick.key", "stick.pem"
FILES = (KEY, CERTIFICATES)
_KIND = "coordi-wipe stick"


class Stick(Base, frozen=True):
    """Who a stick is, as everybody may know it. `virtual`: it may sign in a virtual machine."""

    leaf: x509.Certificate
    root: x509.Certificate

    @property
    def signer(self) -> str:
        """The name that its certificates show."""
        return common_name(self.leaf)

    @property
    def virtual(self) -> bool:
        """Whether it may sign in a virtual machine."""
        return allows_virtual(self.leaf)

    def authority(self, key: bytes) -> Authority:
        """With its private key (PKCS #8, DER), that which signs. Raises ValueError when it is another's."""
        opened = serialization.load_der_private_key(key, password=None)
        if (
            not isinstance(opened, ec.EllipticCurvePrivateKey)
            or opened.public_key() != self.leaf.public_key()
        ):
            raise ValueError("the key of another stick")
        return Authority(opened, self.leaf, self.root)


def put(folder: Path, root: Root, name: str, words: str, *, virtual: bool, cost: Cost | None = None) -> Stick:
    """Makes a stick's key and writes it under these words; answers who it is. Raises OSError.

    The certificates come last: a stick without them is a rehearsing one, and whole.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = make_leaf(name, key.public_key(), root.certificate, root.key, STICK_POLICY, virtual=virtual)
    stick = Stick(leaf, root.certificate)
    durable.make_folder(folder)
    (folder / CERTIFICATES).unlink(missing_ok=True)
    durable.write(folder / KEY, vault.seal(_bytes(key), words, _KIND, cost))
    durable.write(folder / CERTIFICATES, pem(leaf, root.certificate), mode=0o644)
    return stick


def read(folder: Path) -> Stick | None:
    """Who the stick of this folder is; None where no supervisor has made it one.

    Raises DamagedError("stick-damaged") for what would sign nothing that anybody believes, and OSError.
    """
    path = folder / CERTIFICATES
    try:
        leaf, root = x509.load_pem_x509_certificates(path.read_bytes())
        leaf.verify_directly_issued_by(root)
        if policies(leaf) != (STICK_POLICY,) or REHEARSAL_POLICY in policies(root):
            raise DamagedError("stick-damaged", path=str(path))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, InvalidSignature) as error:
        raise DamagedError("stick-damaged", path=str(path)) from error
    return Stick(leaf, root)


def opened(folder: Path, stick: Stick, words: str) -> bytes:
    """The stick's private key (PKCS #8, DER) for its words.

    Raises RefusedError("words-wrong"), MissingError("stick-key-absent"), DamagedError("stick-damaged").
    """
    path = folder / KEY
    try:
        key = vault.unseal(path.read_bytes(), words, _KIND)
        stick.authority(key)
    except FileNotFoundError as error:
        raise MissingError("stick-key-absent", path=str(path)) from error
    except (DamagedError, ValueError) as error:
        raise DamagedError("stick-damaged", path=str(path)) from error
    return key


def _bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
