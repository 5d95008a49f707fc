"""Characters that would lie are shown as codes; lines break without losing a letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.certificate.text import BOLD, MONO, REGULAR, register_fonts, visible, width, wrap


@pytest.fixture(autouse=True)
def _fonts():
    register_fonts()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Évry « cœur » 500\N{NARROW NO-BREAK SPACE}Go – 2\N{NO-BREAK SPACE}€", None),
        ("Ελλάδα Київ", None),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("a\x00b\x1b[2Jc", "a‹U+0000›b‹U+001B›[2Jc"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}DBNS", "‹U+202E›DBNS"),
        ("\N{HEBREW LETTER ALEF}1", "‹U+05D0›1"),
        ("\N{GRINNING FACE}", "‹U+1F600›"),
        ("a\N{ZERO WIDTH SPACE}b\N{LINE SEPARATOR}c\nd", "a‹U+200B›b‹U+2028›c‹U+000A›d"),
        ("漢", "‹U+6F22›"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == (text if shown is None else shown)


@given(st.text())
def test_everything_shown_is_in_every_font(text):
    shown = visible(text)
    assert visible(shown) == unicodedata.normalize("NFC", shown)
    assert not any(unicodedata.category(letter).startswith("C") for letter in shown)


@given(
    st.text(alphabet=st.sampled_from("ab éÉ-0WiM. "), max_size=200), st.sampled_from([REGULAR, BOLD, MONO])
)
def test_wrapping_loses_nothing_and_stays_inside(text, font):
    lines = wrap(text, font, 9, 80)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, font, 9) <= 80 for line in lines)


def test_no_room_at_all_still_ends():
    assert "".join(wrap("abc", REGULAR, 9, 0.1)) == "abc"
