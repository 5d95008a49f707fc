"""Sizes, durations, numbers and dates as people of each language write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.messages.quantities import duration, moment, number, size

NARROW, NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1234567.5, f"1{NARROW}234{NARROW}567,5", "1,234,567.5"),
        (-1500, f"-1{NARROW}500", "-1,500"),
        (2.04, "2", "2"),
        (2.06, "2,1", "2.1"),
    ],
)
def test_numbers(value, french, english):
    assert (number(value, "fr"), number(value, "en")) == (french, english)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0 o", "0 B"),
        (512, "512 o", "512 B"),
        (999_949, "999,9 ko", "999.9 kB"),
        (999_950, "1 Mo", "1 MB"),
        (500_107_862_016, "500,1 Go", "500.1 GB"),
        (20_000_588_955_648, "20 To", "20 TB"),
        (3 * 10**18, f"3{NARROW}000 Po", "3,000 PB"),
    ],
)
def test_sizes_are_decimal_as_drives_are_sold(value, french, english):
    assert (size(value, "fr"), size(value, "en")) == (french.replace(" ", NBSP), english.replace(" ", NBSP))


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (-3, "0 s", "0 s"),
        (0.4, "0 s", "0 s"),
        (59.4, "59 s", "59 s"),
        (59.6, "1 min 00 s", "1 min 00 s"),
        (3599, "59 min 59 s", "59 min 59 s"),
        (7500, "2 h 05 min", "2 h 05 min"),
        (86400 + 7200, "1 j 2 h", "1 d 2 h"),
    ],
)
def test_durations_name_their_two_largest_units(seconds, french, english):
    assert (duration(seconds, "fr"), duration(seconds, "en")) == (french, english)


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_a_longer_duration_never_looks_shorter(one, other):
    def whole(seconds):
        units = {"s": 1, "min": 60, "h": 3600, "d": 86400}
        words = duration(seconds, "en").split()
        return sum(int(count) * units[unit] for count, unit in zip(words[::2], words[1::2], strict=True))

    assert whole(min(one, other)) <= whole(max(one, other))


def test_moments():
    at = datetime.datetime(2026, 11, 4, 9, 5, tzinfo=datetime.UTC)
    assert (moment(at, "fr"), moment(at, "en")) == ("04/11/2026 09:05 UTC", "2026-11-04 09:05 UTC")
