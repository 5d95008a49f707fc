"""The append-only log: RFC 6962 trees, C2SP checkpoints and proofs. Both sides use it: one makes, one checks.

A proof that checks is what "registered" means. Formats: RFC 6962, 2.1 (tree); c2sp.org/signed-note,
c2sp.org/tlog-checkpoint, c2sp.org/tlog-proof (texts).
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.model.base import Base

_HEAD = "c2sp.org/tlog-proof@v1"
_ED25519 = b"\x01"  # signature type of a signed note
_MOST_PROOF = 64  # hashes: a tree of 2^64 leaves


class LogKey(Base, frozen=True):
    """Whose checkpoints are believed: the log's name (its origin) and its Ed25519 public key, 32 bytes."""

    name: str
    key: bytes

    def __str__(self) -> str:
        """As a verifier key of c2sp.org/signed-note: `NAME+ID+BASE64`."""
        return f"{self.name}+{key_id(self).hex()}+{_b64(_ED25519 + self.key)}"


class Entry(Base, frozen=True):
    """Where a leaf stands in a log: `index` from 0, in a tree of `size` leaves."""

    index: int
    size: int


def read_key(text: str) -> LogKey:
    """A verifier key from its text. Raises InvalidError("log-key")."""
    try:
        name, identity, data = text.strip().split("+", 2)
        raw = base64.b64decode(data, validate=True)
    except (ValueError, binascii.Error) as error:
        raise InvalidError("log-key") from error
    key = LogKey(name, raw[1:])
    if not name or len(raw) != 33 or raw[:1] != _ED25519 or key_id(key).hex() != identity:
        raise InvalidError("log-key")
    return key


def key_id(key: LogKey) -> bytes:
    """The four bytes by which a signed note names its key."""
    return hashlib.sha256(key.name.encode() + b"\n" + _ED25519 + key.key).digest()[:4]


def leaf(data: bytes) -> bytes:
    """The hash of a leaf that holds `data` (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\0" + data).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash of the tree over these leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    cut = _split(len(leaves))
    return _node(root(leaves[:cut]), root(leaves[cut:]))


def path(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """The hashes that lead from leaf `index` to the root, from below (RFC 6962, 2.1.1)."""
    if len(leaves) <= 1:
        return ()
    cut = _split(len(leaves))
    if index < cut:
        return (*path(index, leaves[:cut]), root(leaves[cut:]))
    return (*path(index - cut, leaves[cut:]), root(leaves[:cut]))


def checkpoint(origin: str, leaves: Sequence[bytes], key: Ed25519PrivateKey) -> str:
    """The signed head of a log of these leaf hashes."""
    text = f"{origin}\n{len(leaves)}\n{_b64(root(leaves))}\n"
    public = LogKey(origin, key.public_key().public_bytes_raw())
    return f"{text}\n— {origin} {_b64(key_id(public) + key.sign(text.encode()))}\n"


def proof(index: int, leaves: Sequence[bytes], signed_head: str) -> str:
    """The proof that leaf `index` is under this checkpoint, which is over exactly these leaf hashes."""
    hashes = "".join(f"{_b64(one)}\n" for one in path(index, leaves))
    return f"{_HEAD}\nindex {index}\n{hashes}\n{signed_head}"


def check(text: str, data: bytes, key: LogKey) -> Entry:
    """Where this proof shows `data` to stand in the log of this key.

    Raises InvalidError("log-proof", why=…): whatever it is, nothing is registered then.
    """
    try:
        index, hashes, head = _parsed(text)
        size, expected = _believed(head, key)
        found = _climbed(leaf(data), index, size, hashes)
    except (ValueError, IndexError, binascii.Error, InvalidSignature) as error:
        raise InvalidError("log-proof", why=str(error)[:80] or type(error).__name__) from error
    if found != expected:
        raise InvalidError("log-proof", why="root")
    return Entry(index, size)


def _parsed(text: str) -> tuple[int, list[bytes], str]:
    body, head = text.split("\n\n", 1)
    first, *lines = body.split("\n")
    if first != _HEAD:
        raise ValueError("head")
    lines = [line for line in lines if not line.startswith("extra ")]
    word, number = lines[0].split(" ")
    hashes = [base64.b64decode(line, validate=True) for line in lines[1:]]
    if word != "index" or len(hashes) > _MOST_PROOF or any(len(one) != 32 for one in hashes):
        raise ValueError("path")
    return _decimal(number), hashes, head


def _believed(head: str, key: LogKey) -> tuple[int, bytes]:
    """Size and root hash of a checkpoint that this key has signed. Raises ValueError, InvalidSignature."""
    body, signatures = head.split("\n\n", 1)
    origin, size, tree, *_ = body.split("\n")
    if origin != key.name:
        raise ValueError("origin")
    begin = f"— {key.name} "
    for line in signatures.splitlines():
        raw = base64.b64decode(line.removeprefix(begin), validate=True) if line.startswith(begin) else b""
        if raw[:4] == key_id(key):
            Ed25519PublicKey.from_public_bytes(key.key).verify(raw[4:], f"{body}\n".encode())
            return _decimal(size), base64.b64decode(tree, validate=True)
    raise ValueError("signature")


def _climbed(hashed: bytes, index: int, size: int, hashes: Sequence[bytes]) -> bytes:
    """The root to which these hashes lead (RFC 9162, 2.1.3.2). Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError("index")
    number, last = index, size - 1
    for other in hashes:
        if last == 0:
            raise ValueError("path")
        if number & 1 or number == last:
            hashed = _node(other, hashed)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            hashed = _node(hashed, other)
        number, last = number >> 1, last >> 1
    if last:
        raise ValueError("path")
    return hashed


def _decimal(text: str) -> int:
    """A number in its one written form. Raises ValueError."""
    if not (text.isascii() and text.isdecimal()) or str(int(text)) != text:
        raise ValueError("number")
    return int(text)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
