"""The inventory's time, signed by its log's key: a hint for a PC whose clock battery is empty, never a proof.

A signed note (c2sp.org/signed-note) whose first line no checkpoint has, and whose second is JSON where a
checkpoint has a number: neither is ever taken for the other, though one key signs both.
"""

import base64
import binascii
import re

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coordi_wipe.certificate.log import LogKey, key_id
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.model import decoding

_HEAD = "coordi-wipe time"
_NONCE = re.compile(r"[0-9a-f]{32}")
_EARLIEST, _LATEST = 1_767_225_600.0, 4_102_444_800.0  # 2026 to 2100: this program is not older


class _Said(msgspec.Struct):
    """What is signed; an inventory of a newer version may say more."""

    nonce: str
    unix: float
    log: str


def is_nonce(text: str) -> bool:
    """Whether it is one: 128 bits, 32 small hexadecimal digits."""
    return _NONCE.fullmatch(text) is not None


def sign(nonce: str, unix: float, origin: str, key: Ed25519PrivateKey) -> str:
    """The note that says to whoever sent this nonce what time it is: seconds since 1970."""
    said = msgspec.json.encode(_Said(nonce, round(unix, 3), origin)).decode()
    text = f"{_HEAD}\n{said}\n"
    public = LogKey(origin, key.public_key().public_bytes_raw())
    return f"{text}\n— {origin} {base64.b64encode(key_id(public) + key.sign(text.encode())).decode()}\n"


def check(note: bytes, nonce: str, key: LogKey) -> float:
    """The time (seconds since 1970) that the holder of this key says in answer to this nonce.

    Raises InvalidError("time-not-believed", why=…).
    """
    try:
        body, signature = note.decode().split("\n\n", 1)
        head, said = body.split("\n")
        _verify(f"{body}\n".encode(), signature, key)
        told = decoding.json(said, _Said)
    except (ValueError, binascii.Error, InvalidSignature, msgspec.MsgspecError, RecursionError) as error:
        raise InvalidError("time-not-believed", why=str(error)[:80] or type(error).__name__) from error
    for why, right in (
        ("head", head == _HEAD),
        ("nonce", is_nonce(nonce) and told.nonce == nonce),
        ("origin", told.log == key.name),
        ("date", _EARLIEST <= told.unix < _LATEST),
    ):
        if not right:
            raise InvalidError("time-not-believed", why=why)
    return told.unix


def _verify(text: bytes, signatures: str, key: LogKey) -> None:
    """Raises ValueError, binascii.Error, InvalidSignature where none of these is this key's."""
    begin = f"— {key.name} "
    for line in signatures.splitlines():
        raw = base64.b64decode(line.removeprefix(begin), validate=True) if line.startswith(begin) else b""
        if raw[:4] == key_id(key):
            Ed25519PublicKey.from_public_bytes(key.key).verify(raw[4:], text)
            return
    raise ValueError("signature")
