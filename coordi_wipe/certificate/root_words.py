"""Keys in words that a person writes down: BIP-39's French list, for a root and for a passphrase.

A word stands for 11 bits; the last of 24 words carries 8 bits of check (BIP-39, "Generating the mnemonic").
"""

import difflib
import functools
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

from coordi_wipe.certificate.vault import plain
from coordi_wipe.model.errors import UsageError

ENTROPY = 32
"""Bytes that a root's key is made of: 24 words."""

COUNT = 24
_PASSPHRASE = 5  # words: 55 bits


@functools.cache
def _list() -> Any:
    from mnemonic import Mnemonic

    return Mnemonic("french")


@functools.cache
def _known() -> Mapping[str, str]:
    """Each word without accents → the word of the list."""
    return {plain(word): word for word in _list().wordlist}


def passphrase() -> str:
    """Five words drawn by the system's generator: 55 bits, which Argon2id makes dear to guess."""
    return _shown(" ".join(secrets.choice(_list().wordlist) for _ in range(_PASSPHRASE)))


def words_of(entropy: bytes) -> tuple[str, ...]:
    """The 24 words of 32 bytes."""
    return tuple(_shown(_list().to_mnemonic(entropy)).split())


def entropy_of(text: str) -> bytes:
    """The 32 bytes of 24 words, written with or without accents, in small or capital letters.

    Raises UsageError("root-word-unknown" | "root-word-close" | "root-words-count" | "root-words-check").
    """
    check(text)
    words = plain(text).split()
    if len(words) != COUNT:
        raise UsageError("root-words-count", count=len(words))
    try:
        return bytes(_list().to_entropy([_known()[word] for word in words]))
    except (
        ValueError
    ) as error:  # each is a word of the list: one was taken for another, or two changed places
        raise UsageError("root-words-check") from error


def check(text: str) -> None:
    """Whether each of these words, 24 or fewer, is one of the list.

    Raises UsageError("root-word-unknown" | "root-word-close"), which says which one is not.
    """
    known = _known()
    for position, word in enumerate(plain(text).split(), 1):
        if word in known:
            continue
        close = difflib.get_close_matches(word, known, 1)
        if close:
            raise UsageError("root-word-close", position=position, word=word, close=_shown(known[close[0]]))
        raise UsageError("root-word-unknown", position=position, word=word)


def _shown(words: str) -> str:
    """The list holds accents apart from their letters; pages and terminals want them together."""
    return unicodedata.normalize("NFC", words)
