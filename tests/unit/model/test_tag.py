"""Tags through scanners and consoles that disagree about the keyboard, and letters that show a slip.

The keyboards here are written down key by key, as they lie on the desk: not the product's tables.
"""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples

from coordi_wipe.messages.catalogue import catalogue
from coordi_wipe.model import tag
from coordi_wipe.model.errors import UsageError
from coordi_wipe.model.tag import Tag, check_letter, decode, label, parse, read_label

US = ["`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "zxcvbnm,./"]
US_SHIFTED = ["~!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"|', "ZXCVBNM<>?"]
FR = ["²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"]
FR_SHIFTED = ["³1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", "WXCVBN?./§"]
BOARDS = {"us": ("".join(US), "".join(US_SHIFTED)), "fr": ("".join(FR), "".join(FR_SHIFTED))}
PAIRS = [("us", "us"), ("fr", "fr"), ("us", "fr"), ("fr", "us")]
HABITS = ["plain", "lower", "caps", "shift-lock"]
CASES = [
    (scanner, console, habit)
    for scanner, console in PAIRS
    for habit in HABITS
    if habit != "shift-lock" or console == "fr"  # the caps lock of a US keyboard leaves digits alone
]

TAGS = st.from_regex(r"[A-Z]{1,3}[0-9]{2}-[0-9]{3,6}(-D[1-9][0-9]?)?", fullmatch=True)
SERIALS = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)


def typed(content, scanner, console, habit="plain"):
    """What appears on a console of one layout when a scanner of another presses its keys."""
    plain, shifted = BOARDS[scanner]
    shown = ""
    for letter in content.lower() if habit == "lower" else content:
        if letter == " ":
            shown += " "
            continue
        shift = letter not in plain
        key = (shifted if shift else plain).index(letter)
        is_letter = BOARDS[console][0][key].isalpha() and BOARDS[console][0][key] in string.ascii_lowercase
        if habit == "shift-lock" or (habit == "caps" and is_letter):
            shift = not shift
        shown += BOARDS[console][shift][key]
    return shown


def outcome(scan):
    """The tag, or the code of the refusal."""
    try:
        return decode(scan)
    except UsageError as refused:
        return refused.reason.code


def in_doubt(text):
    """Tags typed with the two signs that are digits of both keyboards: `&` is 1 or 7, `(` is 5 or 9."""
    digits = set(text) & set(string.digits)
    return digits <= set("15") or digits <= set("79")


@pytest.mark.parametrize(("scanner", "console", "habit"), CASES)
@given(text=TAGS)
@examples(60)
def test_every_tag_comes_back_from_every_keyboard(scanner, console, habit, text):
    shown = typed(text, scanner, console, habit)
    assert decode(shown, console) == text
    assert outcome(shown) in ({text, "tag-ambiguous"} if in_doubt(text) else {text})


def test_a_scanner_that_makes_up_for_a_shift_lock():
    assert decode("C23^0412^D1") == "C23-0412-D1"


def test_what_the_paper_says():
    assert typed("C23-0412", "us", "fr") == "Cé\")à'&é"
    assert decode("Cé\")à'&é") == "C23-0412"


@given(st.one_of(SERIALS, TAGS), st.sampled_from(CASES))
@examples(300)
def test_no_other_label_becomes_a_tag(content, case):
    scanner, console, habit = case
    shown = typed(content, scanner, console, habit)
    for known in (None, console):
        try:
            found = decode(shown, known)
        except UsageError:
            continue
        assert found == content


@pytest.mark.parametrize(("scanner", "console"), PAIRS[2:])
def test_a_doubt_is_refused_unless_the_console_is_known(scanner, console):
    for text in ("C15-1151-D1", "C79-9779"):
        shown = typed(text, scanner, console)
        assert decode(shown, console) == text
        assert outcome(shown) in {text, "tag-ambiguous"}
    assert outcome(typed("C11-151", "us", "fr")) == "tag-ambiguous"
    assert outcome(typed("C77-797", "fr", "us")) == "tag-ambiguous"


@pytest.mark.parametrize("content", ["C770797", "WD770979", "C770777"])
def test_a_serial_number_that_looks_like_a_tag_through_the_wrong_glass(content):
    shown = typed(content, "fr", "us")
    with pytest.raises(UsageError) as refused:
        decode(shown)
    assert refused.value.reason.code == "tag-ambiguous"
    with pytest.raises(UsageError) as refused:
        decode(shown, "us")
    assert refused.value.reason.code == "tag-unreadable"


@given(
    TAGS,
    st.sampled_from(["\r", "\n", "\r\n", "\t", "\x03", " ", "\x1d"]),
    st.sampled_from(["", "\x02", "]Q3", "]C1", "]A0"]),
)
@examples(100)
def test_what_a_scanner_adds_is_taken_off(text, after, before):
    assert decode(before + text + after) == text


@pytest.mark.parametrize("dash", "‐‑–—−－")
def test_a_dash_is_a_hyphen(dash):
    assert decode(f"c23{dash}0412{dash}d1") == "C23-0412-D1"


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("", "tag-none"),
        ("\r\n", "tag-none"),
        ("HTTPS://HOST/C23-0412", "tag-address"),
        (typed("https://host/c23-0412", "us", "fr"), "tag-address"),
        (typed("https://host/c23-0412", "fr", "us"), "tag-address"),
        ("C23-0412C23-0412", "tag-unreadable"),
        ("C23-0412-D0", "tag-unreadable"),
        ("C23-0412-D", "tag-unreadable"),
        ("C2-0412", "tag-unreadable"),
        ("CREU23-0412", "tag-unreadable"),
        ("C23 0412", "tag-unreadable"),
        ("C23_0412", "tag-unreadable"),
        ("C２３-0412", "tag-unreadable"),
        ("\N{KELVIN SIGN}23-0412", "tag-unreadable"),
        ("C23-0412\x1b[2J", "tag-unreadable"),
        ("Cé23)0412", "tag-unreadable"),
        ("C23-0412" * 100, "tag-unreadable"),
        ("C23-0412 X", "tag-check-wrong"),
    ],
)
def test_no_tag_is_said_with_what_was_read(scan, code):
    with pytest.raises(UsageError) as refused:
        decode(scan)
    assert refused.value.reason.code == code
    assert code in catalogue("fr")
    read = str(refused.value.reason.args.get("read", ""))
    assert read.isprintable()
    assert len(read) <= 80


@given(st.text(max_size=40))
@examples(300)
def test_noise_is_refused_with_a_code(noise):
    found = outcome(noise)
    assert found.startswith("tag-") or parse(found).text == found


@given(TAGS)
def test_parts(text):
    found = parse(text.lower())
    assert found.text == text
    assert parse(f"{text} {check_letter(text)}") == found
    assert (found.drive is None) == ("D" not in text[3:])


def test_parse_does_not_guess_layouts():
    with pytest.raises(UsageError, match="tag-unreadable"):
        parse("Cé\")à'&é")


@given(TAGS, st.sampled_from(["good", "amber", "bad"]), st.data())
@examples(200)
def test_any_slip_on_a_label_shows(text, tone, data):
    written = label(tone, parse(text))
    assert read_label(written) == (tone, parse(text))
    place = data.draw(st.integers(0, len(written) - 1))
    letter = data.draw(st.sampled_from(string.ascii_uppercase + string.digits + "- "))
    wrong = written[:place] + letter + written[place + 1 :]
    place = data.draw(st.integers(0, len(written) - 2))
    swapped = written[:place] + written[place + 1] + written[place] + written[place + 2 :]
    for slip in {wrong, swapped} - {written}:
        with pytest.raises(UsageError):
            read_label(slip)


@given(TAGS, st.data())
@examples(200)
def test_any_slip_on_a_tag_with_its_letter_shows(text, data):
    written = f"{text} {check_letter(text)}"
    place = data.draw(st.integers(0, len(written) - 1).filter(lambda n: n != len(text)))
    letter = data.draw(st.sampled_from(string.ascii_uppercase + string.digits + "-"))
    wrong = written[:place] + letter + written[place + 1 :]
    place = data.draw(st.integers(0, len(text) - 2))
    swapped = written[:place] + written[place + 1] + written[place] + written[place + 2 :]
    for slip in {wrong, swapped} - {written}:
        with pytest.raises(UsageError):
            parse(slip)


def test_green_is_never_red_by_a_slip():
    codes = [label(tone, Tag("C23-0412", 1)) for tone in tag.LETTERS]
    assert codes == ["V C23-0412-D1 D", "O C23-0412-D1 9", "R C23-0412-D1 Z"]
    with pytest.raises(UsageError, match="tag-check-wrong"):
        read_label("V C23-0412-D1 Z")
    with pytest.raises(UsageError, match="label-unreadable"):
        read_label("V C23-0412-D1")
