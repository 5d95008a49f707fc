"""Which inventory certificates go to, and whose receipts are believed: `[inventory]` in the settings."""

import base64
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from cryptography import x509

from coordi_wipe.certificate import log
from coordi_wipe.certificate.log import LogKey
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Inventory(Base, frozen=True):
    """The central inventory. `address`: `https://host`, without a slash at its end; plain http only on this
    machine. `log` and `rehearsal_log`: who signs the two logs' receipts; without the second, rehearsals
    stay on the stick. `ca`: a PEM file, the only authority then believed for the connection; empty: those
    that the world believes. `proxy`: an address, or empty: none, whatever the environment says.
    """

    address: str
    log: LogKey
    rehearsal_log: LogKey | None = None
    ca: str = ""
    proxy: str = ""

    def key(self, *, rehearsal: bool) -> LogKey | None:
        """Whose receipt registers a certificate of this kind; None: such ones are not sent."""
        return self.rehearsal_log if rehearsal else self.log

    def page(self, digest: str) -> str:
        """Where anybody can look at the certificate of this evidence digest (hexadecimal).

        The same 26 characters as in its QR code: `certificate.number.short_digest`.
        """
        short = base64.b32encode(bytes.fromhex(digest)[:16]).decode().rstrip("=")
        return f"{self.address}/C/{short}"


class _Table(Base, frozen=True):
    address: str = ""
    log: str = ""
    rehearsal_log: str = ""
    ca: str = ""
    proxy: str = ""


class _Settings(msgspec.Struct):
    """The table of a settings file that concerns this room; other rooms have their own tables."""

    inventory: _Table | None = None


def load(path: Path) -> Inventory | None:
    """The `[inventory]` table of a TOML settings file; None where there is none.

    A relative `ca` is beside the file. Raises UsageError("settings-unreadable" | "settings-wrong" |
    "inventory-address-wrong" | "inventory-key-wrong" | "inventory-ca-wrong").
    """
    try:
        table = decoding.table(tomllib.loads(path.read_text(encoding="utf-8")), _Settings).inventory
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError("settings-unreadable", path=str(path), why=error.strerror or "") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError("settings-wrong", path=str(path), why=str(error)) from error
    if table is None:
        return None
    return Inventory(
        address=_address(table.address, path),
        log=_key("log", table.log, path),
        rehearsal_log=_key("rehearsal_log", table.rehearsal_log, path) if table.rehearsal_log else None,
        ca=_authority(path.parent / table.ca) if table.ca else "",
        proxy=table.proxy,
    )


def _address(text: str, path: Path) -> str:
    """`https://host` or `https://host:port`. Raises UsageError."""
    address = text.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for what is no number
    except ValueError:
        parts = urlsplit("")
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    whole = f"{parts.scheme}://{parts.netloc}" == address and "@" not in parts.netloc
    if not (parts.scheme == "https" or plain) or not parts.hostname or not whole:
        raise UsageError("inventory-address-wrong", path=str(path), address=text)
    return address


def _key(name: str, text: str, path: Path) -> LogKey:
    try:
        return log.read_key(text)
    except InvalidError as error:
        raise UsageError("inventory-key-wrong", path=str(path), name=name) from error


def _authority(path: Path) -> str:
    """The path of a file that holds authorities. Raises UsageError."""
    try:
        x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError("inventory-ca-wrong", path=str(path)) from error
    return str(path)
