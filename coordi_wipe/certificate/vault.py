"""A secret at rest: AES-256-GCM under a key that Argon2id makes of a passphrase; the cost lies beside it."""

import base64
import binascii
import os
import unicodedata
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import DamagedError, RefusedError

_SALT, _NONCE, _KEY = 16, 12, 32  # bytes


class Cost(Base, frozen=True):
    """What one guess costs (RFC 9106, section 3.1): memory in KiB, passes over it, lanes.

    The bounds keep a hostile file from taking a PC's memory; what a guess costs less than the least that
    Argon2 allows is no cost at all.
    """

    memory: Annotated[int, msgspec.Meta(ge=8, le=1 << 20)]
    passes: Annotated[int, msgspec.Meta(ge=1, le=64)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)]


COST = Cost(64 << 10, 3, 4)
"""RFC 9106, section 4, second recommended option: 64 MiB, which a PC of 1 GB can spare."""


class _Vault(Base, frozen=True):
    """The file. `sealed`: ciphertext and tag. The kind of secret is authenticated, not stored."""

    version: int
    cost: Cost
    salt: str
    nonce: str
    sealed: str


def seal(secret: bytes, passphrase: str, kind: str, cost: Cost | None = None) -> bytes:
    """The bytes of a file that gives `secret` back for this passphrase; `kind` says whose secret it is."""
    salt, nonce, cost = os.urandom(_SALT), os.urandom(_NONCE), cost or COST
    sealed = AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, secret, kind.encode())
    vault = _Vault(1, cost, *(base64.b64encode(part).decode() for part in (salt, nonce, sealed)))
    return msgspec.json.format(msgspec.json.encode(vault), indent=1) + b"\n"


def unseal(data: bytes, passphrase: str, kind: str) -> bytes:
    """The secret. Raises RefusedError("words-wrong") and DamagedError("vault-damaged").

    A changed byte of the ciphertext and a wrong passphrase look the same: both are refused.
    """
    try:
        vault = decoding.json(data, _Vault)
        salt, nonce, sealed = (
            base64.b64decode(part, validate=True) for part in (vault.salt, vault.nonce, vault.sealed)
        )
        if vault.version != 1 or (len(salt), len(nonce)) != (_SALT, _NONCE):
            raise DamagedError("vault-damaged")
        return AESGCM(_key(passphrase, salt, vault.cost)).decrypt(nonce, sealed, kind.encode())
    except InvalidTag as error:
        raise RefusedError("words-wrong") from error
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise DamagedError("vault-damaged") from error


def plain(words: str) -> str:
    """Words as they are compared: small letters without accents, one space between two.

    Whoever types them under stress, on a keyboard that lacks the accents, means the same words.
    """
    letters = unicodedata.normalize("NFKD", words).casefold()
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    argon = Argon2id(
        salt=salt, length=_KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    return argon.derive(plain(passphrase).encode())
