"""The number for people and the digest for machines."""

import hashlib
import string
import uuid

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.certificate import number
from coordi_wipe.model.check_letter import CROCKFORD

UUIDS = st.uuids().map(str)


def test_known_number():
    assert number.short("019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f3") == "KVW2J-T3G7K-1"


@given(UUIDS)
def test_number_is_well_formed_and_can_be_said_aloud(job):
    short = number.short(job)
    assert number.well_formed(short)
    assert len(short) == 13
    assert not set(short) & set("ILOU")


@given(UUIDS, st.integers(0, 12), st.sampled_from(CROCKFORD))
def test_one_wrong_letter_is_noticed(job, place, letter):
    short = number.short(job)
    if short[place] not in ("-", letter):
        assert not number.well_formed(short[:place] + letter + short[place + 1 :])


@given(UUIDS, st.integers(0, 9))
def test_swapped_neighbours_are_noticed(job, place):
    digits = list(number.short(job).replace("-", ""))
    swapped = digits.copy()
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    if swapped != digits:
        assert not number.well_formed("".join(swapped))


@given(UUIDS)
def test_what_people_confuse_is_read_as_meant(job):
    short = number.short(job)
    assert number.well_formed(short.lower().replace("0", "o").replace("1", "l").replace("-", ""))


@given(st.text(alphabet=string.printable, max_size=20))
def test_other_text_is_no_number(text):
    assert number.well_formed(text) in (True, False)


@pytest.mark.parametrize("wrong", ["", "KVW2J-T3G7K", "KVW2J-T3G7K-1Z", "!!!!!-!!!!!-!", "é" * 11])
def test_wrong_shapes(wrong):
    assert not number.well_formed(wrong)


def test_no_uuid():
    with pytest.raises(ValueError, match="badly formed"):
        number.short("not a uuid")


def test_ten_thousand_jobs_have_ten_thousand_numbers():
    assert len({number.short(str(uuid.uuid4())) for _ in range(10_000)}) == 10_000


def test_digest_forms():
    data = b'{"version":0}'
    assert number.digest(data) == hashlib.sha256(data).hexdigest()
    short = number.short_digest(data)
    assert len(short) == 26
    assert number.address("preuve.coordi.example", data) == f"HTTPS://PREUVE.COORDI.EXAMPLE/C/{short}"
    assert number.address("", data) == number.digest(data).upper()


def test_qr_code_of_an_address_is_small():
    """Version 3 (29 modules): 12 mm are enough for a phone."""
    code = segno.make(
        number.address("preuve.coordi.example", b"x"), error="m", micro=False, boost_error=False
    )
    assert (code.version, code.mode) == (3, "alphanumeric")
