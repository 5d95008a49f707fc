"""The sector that an erased drive carries: what it says, to people and to us, and what is never taken."""

import string
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from plugins.properties import examples
from unit.model.stories import DRIVE, marked, read

from coordi_wipe.model.fingerprint import Fingerprint, decode, encode, is_anothers, serial_digest
from coordi_wipe.model.marks import mark_fault
from coordi_wipe.model.number import short

JOB = "019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f3"
MADE = Fingerprint(
    job=JOB,
    number="KVW2J-T3G7K-1",
    at="2026-11-28T02:20:00+00:00",
    status="sanitized",
    level="clear",
    serial=serial_digest("Z1F00001"),
    rehearsal=False,
)
ANY = st.builds(
    lambda job, at, **more: Fingerprint(
        job=job, number=short(job), at=f"{at:%Y-%m-%dT%H:%M:%S}+00:00", **more
    ),
    job=st.uuids().map(str),
    at=st.datetimes(min_value=datetime(1000, 1, 1)),
    status=st.sampled_from(("sanitized", "sanitized_with_exceptions")),
    level=st.sampled_from(("clear", "purge")),
    serial=st.text(max_size=30).map(serial_digest),
    rehearsal=st.booleans(),
)


@pytest.mark.parametrize("length", [512, 520, 4096])
def test_a_person_reads_it_in_any_hex_viewer(length):
    block = encode(MADE, length)
    text = block.rstrip(b"\0").decode("ascii")
    assert len(block) == length
    assert set(text) <= set(string.printable)
    assert "Ce disque dit avoir ete efface et relu le 2026-11-28, attestation no KVW2J-T3G7K-1." in text
    assert "says that it was erased and read back on 2026-11-28, certificate KVW2J-T3G7K-1." in text
    assert "REPETITION" not in text


def test_an_exercise_and_an_exception_say_so():
    said = encode(replace(MADE, rehearsal=True, status="sanitized_with_exceptions")).decode("ascii")
    assert "REPETITION, NE PROUVE RIEN. REHEARSAL, PROVES NOTHING." in said
    assert "efface avec reserve" in said
    assert "erased with exceptions" in said


@examples(100)
@given(ANY, st.sampled_from((512, 4096)))
def test_what_is_written_is_read(made, length):
    block = encode(made, length)
    assert len(block) == length
    assert block[510:512] != b"\x55\xaa"  # no firmware takes it for a boot sector
    assert decode(block) == made
    assert decode(block[:512] + b"\xa7" * 3584) == made  # read on a drive of smaller sectors


@examples(300)
@given(st.integers(0, 511), st.integers(1, 255))
def test_any_one_wrong_byte_is_noticed(place, change):
    block = bytearray(encode(MADE))
    block[place] ^= change
    assert decode(bytes(block)) is None


@examples(100)
@given(st.one_of(st.binary(max_size=600), st.binary(max_size=600).map(b"COORDI-WIPE 1\n".__add__)))
def test_bytes_of_anybody_are_nothing_and_never_raise(data):
    assert decode(data) is None


@pytest.mark.parametrize("length", [0, 1, 511])
def test_half_a_sector_is_none(length):
    assert decode(encode(MADE)[:length]) is None


@pytest.mark.parametrize(
    "told",
    [
        replace(MADE, number="KVW2J-T3G7K-2"),
        replace(MADE, at="2026-13-28T02:20:00+00:00"),
        replace(MADE, at="2026-11-28T02:20:00+01:00"),
        replace(MADE, serial="ABC"),
        replace(MADE, job=JOB.upper()),
    ],
)
def test_what_contradicts_itself_is_nothing(told):
    assert decode(encode(told)) is None


def test_words_that_differ_from_the_data_are_nothing():
    assert decode(encode(MADE).replace(b"2026-11-28, att", b"2025-11-28, att")) is None


def test_a_copy_on_another_drive_is_seen_where_both_serials_are_known():
    assert not is_anothers(MADE, "Z1F00001")
    assert not is_anothers(MADE, " Z1F00001 ")
    assert is_anothers(MADE, "Z1F00002")
    assert not is_anothers(MADE, "")
    assert not is_anothers(replace(MADE, serial=""), "Z1F00002")


@pytest.mark.parametrize(("size", "fault"), [(512, "mark-impossible"), (513, None), (1024, None)])
def test_a_fingerprint_never_takes_the_whole_drive_out_of_its_read_back(size, fault):
    """However small the drive: something has to be left that was read."""
    found = mark_fault(replace(DRIVE, size=size, logical=512), [read(read=size), marked()])
    assert (found.code if found else None) == fault
