"""The inventory's signed time: believed for one question, one key and its own kind of note only."""

import base64
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coordi_wipe.certificate import log, signed_time
from coordi_wipe.certificate.log import LogKey, key_id
from coordi_wipe.certificate.rejection import InvalidError

NONCE, NOW = "0123456789abcdef" * 2, 1_796_000_000.125


def holder(name="essai.example/log"):
    key = Ed25519PrivateKey.generate()
    return SimpleNamespace(key=key, public=LogKey(name, key.public_key().public_bytes_raw()))


def signed(text, who):
    """Any text as a signed note of this holder."""
    signature = base64.b64encode(key_id(who.public) + who.key.sign(text.encode())).decode()
    return f"{text}\n— {who.public.name} {signature}\n".encode()


def test_the_time_comes_through():
    who = holder()
    note = signed_time.sign(NONCE, NOW, who.public.name, who.key)
    assert signed_time.check(note.encode(), NONCE, who.public) == NOW
    assert note.startswith("coordi-wipe time\n")


def said(nonce=NONCE, unix=str(NOW), name="essai.example/log"):
    return f'{{"nonce":"{nonce}","unix":{unix},"log":"{name}"}}'


@pytest.mark.parametrize(
    "text",
    [
        f"coordi-wipe time\n{said(nonce='f' * 32)}\n",
        f"coordi-wipe time\n{said(name='another/log')}\n",
        f"coordi-wipe time\n{said(unix='0')}\n",
        f"coordi-wipe time\n{said(unix='1e300')}\n",
        f"coordi-wipe time\n{said(unix='null')}\n",
        f"essai.example/log\n{said()}\n",
        f"coordi-wipe time\n{said()}\nmore\n",
        f"coordi-wipe time\n{'[' * 100_000}\n",
        "coordi-wipe time\n",
    ],
    ids=["nonce", "log", "1970", "for-ever", "null", "head", "more", "deep", "empty"],
)
def test_a_note_that_this_key_signed_and_that_is_no_answer(text):
    who = holder()
    with pytest.raises(InvalidError) as raised:
        signed_time.check(signed(text, who), NONCE, who.public)
    assert raised.value.reason.code == "time-not-believed"


def test_another_key_of_the_same_name_says_nothing():
    who, other = holder(), holder()
    note = signed_time.sign(NONCE, NOW, who.public.name, other.key).encode()
    with pytest.raises(InvalidError):
        signed_time.check(note, NONCE, who.public)


@pytest.mark.parametrize("place", range(0, 230, 7))
def test_no_byte_of_it_may_change(place):
    who = holder()
    note = bytearray(signed_time.sign(NONCE, NOW, who.public.name, who.key).encode())
    note[place % len(note)] ^= 1
    with pytest.raises(InvalidError):
        signed_time.check(bytes(note), NONCE, who.public)


@pytest.mark.parametrize("name", ["essai.example/log", "coordi-wipe time"])
def test_a_checkpoint_is_no_time_and_a_time_no_checkpoint(name):
    """Not even of a log that bears the first line's name: one key signs both."""
    who = holder(name)
    leaves = [log.leaf(b"x")]
    with pytest.raises(InvalidError):
        signed_time.check(log.checkpoint(name, leaves, who.key).encode(), NONCE, who.public)
    proof = log.proof(0, leaves, signed_time.sign(NONCE, NOW, name, who.key))
    with pytest.raises(InvalidError):
        log.check(proof, b"x", who.public)


@pytest.mark.parametrize("text", ["", NONCE.upper(), NONCE[1:], NONCE + "\n", NONCE + "0", "é" * 32])
def test_what_is_no_nonce(text):
    assert signed_time.is_nonce(NONCE)
    assert not signed_time.is_nonce(text)
