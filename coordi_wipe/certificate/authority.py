"""Who signs: a root, one leaf with its key, and the policy that says what its signature is worth."""

import contextlib
import datetime
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from coordi_wipe.model.errors import DamagedError, MissingError

STICK_POLICY = "2.25.233602383751697126544891574380963561992"
REHEARSAL_POLICY = "2.25.240976781942474320452353414925924184912"

# A stick's clock may stand in 2000; 2049 is the last year of UTCTime (RFC 5280, 4.1.2.5).
_FROM = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_UNTIL = datetime.datetime(2049, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)
_NULL = b"\x05\x00"  # DER

VIRTUAL = "2.25.131057473102385597501560442948282005347"
"""Extension of a leaf that its root lets sign in a virtual machine too: under the root's signature, since
whoever holds a stick can change its other files."""

BUNDLE = "rehearsal.pem"
ROOT = "rehearsal-root.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """A leaf that can sign. `root` is what verifiers have to trust."""

    key: ec.EllipticCurvePrivateKey
    leaf: x509.Certificate
    root: x509.Certificate

    @property
    def rehearsal(self) -> bool:
        """Whether what it signs is never a proof."""
        return REHEARSAL_POLICY in policies(self.leaf)

    @property
    def signer(self) -> str:
        """The name that a page and a verdict show."""
        return common_name(self.leaf)


def policies(certificate: x509.Certificate) -> tuple[str, ...]:
    """The policy OIDs that a certificate carries, dotted; empty where it has none."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.CertificatePolicies)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(policy.policy_identifier.dotted_string for policy in extension.value)


def allows_virtual(leaf: x509.Certificate) -> bool:
    """Whether its root lets this leaf sign in a virtual machine."""
    return any(extension.oid.dotted_string == VIRTUAL for extension in leaf.extensions)


def common_name(certificate: x509.Certificate) -> str:
    """The CN of a certificate's subject, or the whole subject where it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def make_authority(root_name: str, leaf_name: str, policy: str) -> Authority:
    """A new P-256 root and one leaf under it, both carrying this policy (critical).

    The root's key is forgotten on return: nothing else can ever be signed under this root.
    """
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = make_root(root_name, root_key, policy)
    return Authority(leaf_key, make_leaf(leaf_name, leaf_key.public_key(), root, root_key, policy), root)


def make_root(
    name: str, key: ec.EllipticCurvePrivateKey, policy: str | None = None, serial: int | None = None
) -> x509.Certificate:
    """A self-signed root that may issue leaves and nothing else (path length 0; RFC 5280, 4.2.1.9).

    With a serial number given, the same name and key make the same bytes.
    """
    builder = _builder(_name(name), _name(name), key.public_key(), key, policy, serial, path_length=0)
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def make_leaf(
    name: str,
    key: ec.EllipticCurvePublicKey,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    policy: str | None,
    *,
    virtual: bool = False,
) -> x509.Certificate:
    """A leaf that signs documents. No extended key usage: pdfsig and openssl refuse the one for documents.

    `virtual`: it may sign in a virtual machine; the evidence then prints that as a limit.
    """
    builder = _builder(_name(name), root.subject, key, root_key, policy, serial=None, path_length=None)
    if virtual:
        mark = x509.UnrecognizedExtension(x509.ObjectIdentifier(VIRTUAL), _NULL)
        builder = builder.add_extension(mark, critical=False)
    return builder.sign(root_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Coordi-Wipe"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    policy: str | None,
    serial: int | None,
    path_length: int | None,
) -> x509.CertificateBuilder:
    is_root = path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=path_length), critical=True)
        .add_extension(_usage(sign_certificates=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if policy is not None:
        information = x509.PolicyInformation(x509.ObjectIdentifier(policy), None)
        builder = builder.add_extension(x509.CertificatePolicies([information]), critical=True)
    return builder


def rehearsal(folder: Path) -> Authority:
    """The rehearsal authority of this folder, made on first use; the same one ever after.

    `rehearsal.pem` (0600) holds key, leaf and root; `rehearsal-root.pem` the root alone, to be trusted.
    Raises MissingError("authority-folder" | "authority-forbidden") and DamagedError("authority-damaged").
    """
    bundle = folder / BUNDLE
    try:
        if not bundle.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = make_authority("RÉPÉTITION (autorité)", "RÉPÉTITION (clé d'exercice)", REHEARSAL_POLICY)
            _keep(bundle, _pem(made))
    except OSError as error:
        raise MissingError("authority-folder", path=str(folder), why=error.strerror or "") from error
    authority = read_authority(bundle)
    if not authority.rehearsal:
        raise DamagedError("authority-damaged", path=str(bundle))
    if not (folder / ROOT).exists():
        with contextlib.suppress(OSError):  # a convenience for other verifiers: nothing here needs it
            _keep(folder / ROOT, authority.root.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return authority


def read_authority(bundle: Path) -> Authority:
    """Reads key, leaf and root from one PEM file, and checks that they belong together.

    Raises MissingError("authority-forbidden") and DamagedError("authority-damaged").
    """
    try:
        data = bundle.read_bytes()
    except OSError as error:
        raise MissingError("authority-forbidden", path=str(bundle), why=error.strerror or "") from error
    try:
        key = serialization.load_pem_private_key(data, password=None)
        leaf, root = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError) as error:
        raise DamagedError("authority-damaged", path=str(bundle)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != leaf.public_key():
        raise DamagedError("authority-damaged", path=str(bundle))
    return Authority(key, leaf, root)


def _pem(authority: Authority) -> bytes:
    key = authority.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificates = (authority.leaf, authority.root)
    return key + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certificates)


def _keep(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Writes a file whole or not at all; where another process was first, its file stays."""
    with _part(path) as part:
        with part.open("wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(part)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _part(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
