"""A screen is read from its picture: cells drawn here with a font of our own, in any colours."""

import itertools

import pytest
from image.console_font import Glyphs
from image.keyboard import US, key, keys_for
from image.screen import UNKNOWN, Picture, found, lines, picture, words

LETTERS = "abcé●─ "


def _font(width, height):
    """Each letter another pattern; the last is a space."""
    patterns = {
        "".join(
            "#" if (x * 7 + y * 3 + n) % (n + 2) == 0 else "." for y in range(height) for x in range(width)
        ): letter
        for n, letter in enumerate(LETTERS[:-1], 1)
    }
    return Glyphs(width, height, patterns | {"." * width * height: " "}, {"à": "a"})


def _drawn(font, text, colours, stride=None):
    """A P6 file of these lines; each cell in the next pair of colours (ground, ink)."""
    stride = stride or font.width
    bits = {letter: pattern for pattern, letter in font.letters.items()}
    pairs = [[next(colours) for _ in line] for line in text]
    rows = bytearray()
    for line, inks in zip(text, pairs, strict=True):
        for y in range(font.height):
            for letter, (ground, ink) in zip(line, inks, strict=True):
                row = bits[letter][y * font.width : (y + 1) * font.width]
                rows += b"".join(ink if dot == "#" else ground for dot in row)
                rows += ground * (stride - font.width)
    head = f"P6\n{stride * len(text[0])} {font.height * len(text)}\n255\n".encode()
    return head + bytes(rows)


BLACK, WHITE, GREEN = b"\0\0\0", b"\xff\xff\xff", b"\x0a\x20\x0b"  # the last holds white space as bytes


@pytest.mark.parametrize("size", [(8, 16), (16, 32)])
def test_text_is_read_in_any_colours(size):
    small, large = _font(8, 16), _font(16, 32)
    font = small if size == (8, 16) else large
    colours = itertools.cycle([(BLACK, WHITE), (WHITE, BLACK), (GREEN, WHITE)])
    seen = picture(_drawn(font, ["abé●", "─ ca"], colours))
    assert lines(seen, [small, large]) == ["abé●", "─ ca"]


def test_vga_text_has_a_ninth_column():
    font = _font(8, 16)
    text = ["abcé" * 20, "●─ca" * 20] + ["a" * 80] * 23
    seen = picture(_drawn(font, text, itertools.cycle([(BLACK, WHITE)]), stride=9))
    assert (seen.width, seen.height) == (720, 400)
    assert lines(seen, [font]) == text


def test_what_is_no_letter_is_said_to_be_none():
    font = _font(8, 16)
    seen = picture(_drawn(font, ["ab"], itertools.cycle([(BLACK, WHITE)])))
    spoilt = Picture(seen.width, seen.height, WHITE + GREEN + seen.pixels[6:])
    assert lines(spoilt, [font])[0][0] == UNKNOWN


def test_words_are_found_over_line_breaks():
    assert words(["  Scannez  encore", "", "l'étiquette\u00a0!"]) == "Scannez encore l'étiquette !"


@pytest.mark.parametrize(
    "ppm", [b"P5\n1 1\n255\n\0", b"P6\n2 2\n255\n\0\0\0", b"P6\n1 1\n65535\n\0\0\0\0\0\0"]
)
def test_another_picture_is_refused(ppm):
    with pytest.raises(ValueError, match=r"P6|pixels"):
        picture(ppm)


def test_a_picture_becomes_a_png():
    seen = Picture(2, 1, WHITE + GREEN)
    png = seen.png()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")


def test_french_keys():
    assert keys_for("a2-_é") == [("q",), ("shift", "2"), ("6",), ("8",), ("2",)]
    assert keys_for("C23", US) == [("shift", "c"), ("2",), ("3",)]
    assert key("m") == ("semicolon",)
    assert key("ctrl+alt+delete") == ("ctrl", "alt", "delete")


@pytest.mark.parametrize(
    ("seen", "there"),
    [("la clé est bonne", True), (f"la cl{UNKNOWN} est", True), (UNKNOWN * 20, False), ("la clef", False)],
)
def test_one_letter_in_four_may_be_of_another_font(seen, there):
    assert found("la clé", seen) is there
