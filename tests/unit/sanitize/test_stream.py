"""The stream of a pass: the same bytes however it is cut, and those that other programs make."""

import ctypes
import os
import subprocess
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples

from coordi_wipe.model.errors import DamagedError
from coordi_wipe.sanitize import stream as module
from coordi_wipe.sanitize.stream import (
    BLOCK,
    Constant,
    Keystream,
    Stream,
    aligned,
    last_key,
    self_test,
    stream,
)

many = examples(120)
KEY = bytes.fromhex("00112233445566778899aabbccddeeff" * 2)
OTHER = bytes.fromhex("ffeeddccbbaa99887766554433221100" * 2)
TERA = 1 << 40
offsets = st.one_of(
    st.integers(0, 20 * TERA),
    st.integers(0, 1 << 22),
    st.builds(
        lambda block, near: max(block * BLOCK + near, 0), st.integers(0, 1 << 24), st.integers(-20, 20)
    ),
    st.sampled_from((0, 1, 15, 16, 17, BLOCK - 1, BLOCK, (1 << 36) - 1, 1 << 36, (1 << 68) - 16)),
)
lengths = st.one_of(st.integers(1, 5000), st.integers(BLOCK - 40, BLOCK), st.just(BLOCK))
patterns = st.one_of(
    st.binary(min_size=1, max_size=16), st.sampled_from((b"\0", b"\xff", b"\x92\x49\x24", b"12345"))
)
streams = st.one_of(
    st.builds(Keystream, st.just(KEY), complement=st.booleans()), st.builds(Constant, patterns)
)


def cut(made: Stream, offset: int, length: int) -> bytes:
    return bytes(made.view(offset, length, aligned(BLOCK)))


def by_openssl(key: bytes, offset: int, length: int) -> bytes:
    """What the openssl program makes of zeros, with the counter set to this offset."""
    skip = offset % 16
    argv = [
        "openssl",
        "enc",
        "-aes-256-ctr",
        "-nosalt",
        "-K",
        key.hex(),
        "-iv",
        (offset // 16).to_bytes(16, "big").hex(),
    ]
    done = subprocess.run(argv, input=bytes(skip + length), capture_output=True, check=True)
    return done.stdout[skip:]


@many
@given(made=streams, offset=offsets, length=lengths, data=st.data())
def test_any_cut_of_a_range_gives_the_same_bytes(made, offset, length, data):
    whole = cut(made, offset, length)
    assert len(whole) == length
    marks = sorted({0, length, *data.draw(st.lists(st.integers(0, length), max_size=6))})
    scratch = aligned(BLOCK)
    parts = [bytes(made.view(offset + a, b - a, scratch)) for a, b in pairwise(marks)]
    assert b"".join(parts) == whole


@examples(40)
@given(key=st.binary(min_size=32, max_size=32), offset=offsets, length=lengths)
def test_random_passes_are_what_openssl_makes(key, offset, length):
    assert cut(Keystream(key), offset, length) == by_openssl(key, offset, length)


@many
@given(offset=offsets, length=lengths)
def test_the_complement_is_every_bit_turned(offset, length):
    plain = int.from_bytes(cut(Keystream(KEY), offset, length), "big")
    turned = int.from_bytes(cut(Keystream(KEY, complement=True), offset, length), "big")
    assert plain ^ turned == (1 << 8 * length) - 1


@many
@given(pattern=patterns, offset=offsets, length=lengths)
def test_a_constant_pattern_is_repeated_from_offset_0(pattern, offset, length):
    made = cut(Constant(pattern), offset, length)
    places = {0, length - 1, length // 2, min(length - 1, len(pattern))}
    assert {at: made[at] for at in places} == {at: pattern[(offset + at) % len(pattern)] for at in places}
    turn = offset % len(pattern)
    assert made == ((pattern[turn:] + pattern[:turn]) * (length // len(pattern) + 1))[:length]


@pytest.mark.parametrize("period", range(1, 17))
def test_every_period_goes_on_across_pieces(period):
    pattern = bytes(range(1, period + 1))
    made = Constant(pattern)
    joined = b"".join(cut(made, number * BLOCK, BLOCK) for number in range(3))
    assert joined == (pattern * (3 * BLOCK // period + 1))[: 3 * BLOCK]


@pytest.mark.parametrize(
    "made", [Keystream(KEY), Constant(b"\0"), Constant(b"\x92\x49\x24"), Constant(b"12345")]
)
@pytest.mark.parametrize("piece", [0, 1, 2, 5])
def test_pieces_start_on_a_page_as_direct_io_needs(made, piece):
    seen = made.view(piece * BLOCK, BLOCK, aligned(BLOCK))
    assert ctypes.addressof(ctypes.c_char.from_buffer(seen)) % 4096 == 0


def test_what_lies_behind_a_piece_in_scratch_is_left_alone():
    scratch = aligned(BLOCK)
    scratch[:] = b"\xee" * BLOCK
    for made in (Keystream(KEY), Constant(b"12345")):
        made.view(3, 100, scratch)
        assert bytes(scratch[100:]) == b"\xee" * (BLOCK - 100)


def test_lanes_do_not_share_memory_of_random_passes():
    made = Keystream(KEY)
    mine, yours = aligned(BLOCK), aligned(BLOCK)
    first = made.view(0, BLOCK, mine)
    kept = bytes(first)
    made.view(BLOCK, BLOCK, yours)
    assert bytes(first) == kept


# --- passes -----------------------------------------------------------------------------------------


def test_each_pass_gets_the_stream_that_its_pattern_names():
    keys = (KEY.hex(), "", OTHER.hex(), "")
    names = ("random", "924924", "random", "~random")
    assert cut(stream(names, keys, 0), 7, 99) == by_openssl(KEY, 7, 99)
    assert cut(stream(names, keys, 1), 1, 5) == bytes.fromhex("4924924924")
    assert cut(stream(names, keys, 2), 7, 99) == by_openssl(OTHER, 7, 99)
    assert cut(stream(names, keys, 3), 7, 99) == bytes(255 - byte for byte in by_openssl(OTHER, 7, 99))


@pytest.mark.parametrize(
    ("names", "keys", "published"),
    [
        (("random",), ("aa",), ("aa",)),
        (("random", "random"), ("aa", "bb"), ("bb",)),
        (("random", "~random"), ("aa", ""), ("aa",)),
        (("random", "00"), ("aa", ""), ()),
        (("00",), ("",), ()),
    ],
)
def test_the_key_to_publish_is_the_one_of_the_last_pass(names, keys, published):
    assert last_key(names, keys) == published


# --- self-test: nwipe 322, a generator that returned nothing useful -----------------------------------


def test_good_keys_pass_the_self_test():
    self_test(("random", "~random", "00", "random"), (KEY.hex(), "", "", OTHER.hex()))


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (("random", "random"), (KEY.hex(), KEY.hex())),
        (("random", "00", "random"), (KEY.hex(), "", KEY.hex())),
        (("random",), ("",)),
        (("random",), (KEY[:16].hex(),)),
        (("random",), ("z" * 64,)),
        (("random",), ()),
        (("random", "00"), (KEY.hex(),)),
    ],
    ids=["equal keys", "equal keys apart", "no key", "half a key", "no hexadecimal", "none", "one too few"],
)
def test_keys_that_do_not_fit_are_found_before_anything_is_written(names, keys):
    with pytest.raises(DamagedError) as found:
        self_test(names, keys)
    assert found.value.reason.code == "keystream-broken"


def _broken(monkeypatch, content):
    """Every random pass gives the same page of content again and again."""

    class Repeating:
        def __init__(self, key, *, complement=False):
            del key, complement

        def view(self, offset, length, scratch):
            del offset
            scratch[:length] = (content * (length // len(content) + 1))[:length]
            return scratch[:length]

    monkeypatch.setattr(module, "Keystream", Repeating)


@pytest.mark.parametrize("byte", [0x00, 0xFF, 0x5A])
def test_a_silent_stream_is_found(monkeypatch, byte):
    _broken(monkeypatch, bytes([byte]))
    with pytest.raises(DamagedError):
        self_test(("random",), (KEY.hex(),))


def test_a_stream_of_few_bytes_that_differs_from_place_to_place_is_found(monkeypatch):
    class Counting:
        def __init__(self, key, *, complement=False):
            del key, complement

        def view(self, offset, length, scratch):
            scratch[:length] = (offset.to_bytes(8, "big") * (length // 8 + 1))[:length]
            return scratch[:length]

    monkeypatch.setattr(module, "Keystream", Counting)
    with pytest.raises(DamagedError):
        self_test(("random",), (KEY.hex(),))


def test_a_stream_that_repeats_itself_is_found(monkeypatch):
    _broken(monkeypatch, os.urandom(4096))
    with pytest.raises(DamagedError):
        self_test(("random",), (KEY.hex(),))


def test_a_cipher_that_is_not_aes_is_found(monkeypatch):
    class Fake:
        def __init__(self, *args):
            pass

        def encryptor(self):
            return self

        def update(self, data):
            return os.urandom(len(data))  # looks as random as one could wish

        def update_into(self, data, into):
            into[:] = os.urandom(len(data))
            return len(data)

    monkeypatch.setattr(module, "Cipher", Fake)
    with pytest.raises(DamagedError):
        self_test(("random",), (KEY.hex(),))


# --- memory -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 512, 4096, BLOCK, BLOCK + 16, 2 * BLOCK])
def test_memory_for_direct_io_starts_on_a_page_is_zero_and_as_long_as_asked(size):
    memory = aligned(size)
    assert len(memory) == size
    assert ctypes.addressof(ctypes.c_char.from_buffer(memory)) % 4096 == 0
    assert not any(memory)
    memory[:] = b"\1" * size


def test_memory_for_direct_io_is_not_copied_into_tools():
    """A fork while a drive reads into it could leave us the copy that nothing is read into (open(2))."""
    memory = aligned(2 * BLOCK)
    memory[:] = b"\1" * len(memory)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    child = os.fork()
    if child == 0:
        with open("/proc/self/maps") as maps:
            ranges = [line.split()[0].split("-") for line in maps]
        there = any(int(low, 16) <= address < int(high, 16) for low, high in ranges)
        os._exit(1 if there else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
