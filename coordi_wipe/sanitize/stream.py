"""What a pass writes, addressed by byte offset, so that any place can be made again at any time.

Random passes: AES-256-CTR (NIST SP 800-38A, section 6.5), key drawn per drive and pass, counter =
byte offset / 16. Resume needs no replay, verification no copy, and an auditor with the published key
recomputes any sector.
"""

import mmap
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from coordi_wipe.model.errors import DamagedError

BLOCK = 1 << 20
"""Largest piece asked of a stream at once, in bytes."""

_AES_BLOCK = 16
_HUGE_PAGE = 2 << 20
_LONGEST = BLOCK + _AES_BLOCK  # a piece with an odd start is made from the AES block before it

_HEAD = 4096  # bytes of each random pass that the self-test looks at
_KEY = re.compile("[0-9a-f]{64}")

# NIST SP 800-38A, F.5.5: CTR-AES256.Encrypt, first block
_KAT_KEY = bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
_KAT_COUNTER = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
_KAT_PLAIN = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
_KAT_CIPHER = bytes.fromhex("601ec313775789a5b7a7f504bbf3d228")


class Stream(Protocol):
    """The content of one pass."""

    def view(self, offset: int, length: int, scratch: memoryview) -> memoryview:
        """`length` ≤ BLOCK bytes of the pass from `offset`, page-aligned where `scratch` is.

        They lie in `scratch` (BLOCK bytes, the caller's own) or in memory shared by all callers: read only.
        """
        ...


class Keystream:
    """AES-256-CTR over zeros, or over ones for the complement."""

    def __init__(self, key: bytes, *, complement: bool = False) -> None:
        self._algorithm = AES(key)
        self._plain = memoryview((b"\xff" if complement else b"\0") * _LONGEST)

    def view(self, offset: int, length: int, scratch: memoryview) -> memoryview:
        inside = offset % _AES_BLOCK
        if inside:  # an odd start, only of a file drive's tail or of a test
            padded = memoryview(bytearray(length + inside))
            self._fill(offset - inside, padded)
            scratch[:length] = padded[inside:]
        else:
            self._fill(offset, scratch[:length])
        return scratch[:length]

    def _fill(self, offset: int, into: memoryview) -> None:
        counter = (offset // _AES_BLOCK).to_bytes(_AES_BLOCK, "big")
        Cipher(self._algorithm, CTR(counter)).encryptor().update_into(self._plain[: len(into)], into)


class Constant:
    """Bytes repeated from offset 0: one buffer for all callers, copied where the pattern is out of step."""

    def __init__(self, pattern: bytes) -> None:
        self._period = len(pattern)
        longest = BLOCK + self._period
        self._tile = aligned(longest)
        self._tile[:] = (pattern * (longest // self._period + 1))[:longest]

    def view(self, offset: int, length: int, scratch: memoryview) -> memoryview:
        phase = offset % self._period
        if phase == 0:
            return self._tile[:length]
        scratch[:length] = self._tile[phase : phase + length]  # memory must start on a page (O_DIRECT)
        return scratch[:length]


def aligned(size: int) -> memoryview:
    """Zeroed memory that starts on a page, as O_DIRECT needs; freed with its last view.

    From BLOCK on it lies on huge pages where the kernel has them: the drive's access to 256 small ones costs
    as much as all the rest of a write.
    """
    large = size >= BLOCK
    whole = -(-size // _HUGE_PAGE) * _HUGE_PAGE if large else size
    memory = mmap.mmap(-1, whole, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    # a tool started while a drive reads into this memory must not get us a copy of it (open(2), O_DIRECT)
    memory.madvise(mmap.MADV_DONTFORK)
    if large:
        with suppress(OSError):
            memory.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(memory)[:size]


def stream(patterns: Sequence[str], keys: Sequence[str], number: int) -> Stream:
    """The stream of pass `number` (from 0). `keys`: one per pass in hexadecimal, "" for a constant."""
    pattern = patterns[number]
    if pattern == "random":
        return Keystream(bytes.fromhex(keys[number]))
    if pattern == "~random":
        return Keystream(bytes.fromhex(keys[number - 1]), complement=True)
    return Constant(bytes.fromhex(pattern))


def last_key(patterns: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
    """The key that the last pass was written with, to be published; none when it is constant."""
    return {"random": (keys[-1],), "~random": (keys[-2],) if len(keys) > 1 else ()}.get(patterns[-1], ())


def self_test(patterns: Sequence[str], keys: Sequence[str]) -> None:
    """Proves the cipher and the keys before anything is written (nwipe 322: a PRNG that gave nothing).

    Raises DamagedError when the cipher fails its known answer, or when a random pass is constant or
    like another one.
    """
    encryptor = Cipher(AES(_KAT_KEY), CTR(_KAT_COUNTER)).encryptor()
    if encryptor.update(_KAT_PLAIN) != _KAT_CIPHER or not _keys_fit(patterns, keys):
        raise DamagedError("keystream-broken")
    heads: list[bytes] = []
    for number, pattern in enumerate(patterns):
        if pattern.endswith("random"):
            scratch = aligned(BLOCK)
            made = stream(patterns, keys, number)
            heads += [bytes(made.view(offset, _HEAD, scratch)) for offset in (0, BLOCK)]
    if any(len(set(head)) < _HEAD // 32 for head in heads) or len(set(heads)) != len(heads):
        raise DamagedError("keystream-broken")


def _keys_fit(patterns: Sequence[str], keys: Sequence[str]) -> bool:
    """A key of 256 bits for each random pass: AES would take a shorter one without a word."""
    return len(keys) == len(patterns) and all(
        _KEY.fullmatch(key) is not None
        for pattern, key in zip(patterns, keys, strict=True)
        if pattern == "random"
    )
