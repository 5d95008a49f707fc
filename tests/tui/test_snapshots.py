"""Every screen, in both languages and sizes, as it was last looked at."""

import re
import string
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tui import author, canvas
from tui.situations import LONGEST, SITUATIONS

from coordi_wipe.tui.glyphs import GLYPHS

LOCALE = Path(__file__).resolve().parents[2] / "coordi_wipe" / "locale"
EVERY = [(language, size) for language in author.LANGUAGES for size in author.SIZES]


@pytest.mark.parametrize(("language", "size"), EVERY)
def test_screens_are_as_they_were_looked_at(language, size):
    seen = author.written(canvas.drawn(SITUATIONS, size=size, language=language))
    assert seen == author.file(language, size).read_text(), (
        "python tests/tui/author.py, then look at the diff"
    )


def test_without_colours_nothing_is_lost(monkeypatch):
    """NO_COLOR: the same words, signs and places, and no colour but grey."""
    monkeypatch.setenv("NO_COLOR", "1")
    size = (80, 24)
    plain = author.written(canvas.drawn(SITUATIONS, size=size, language="fr"))
    assert plain == author.file("fr", size).read_text()
    shown = canvas.colours(SITUATIONS, size=size, language="fr")
    assert shown
    assert all(red == green == blue for red, green, blue in shown)


@pytest.mark.parametrize("language", author.LANGUAGES)
def test_the_longest_model_breaks_nothing(language):
    """Every line ends inside the window, and every drive's tag and name is there."""
    text = author.file(language, (80, 24)).read_text() + author.file(language, (160, 50)).read_text()
    screens = re.findall("#### confirm-longest\n(.*?)\n\n####", text, re.DOTALL)
    assert len(screens) == 2
    for screen, width in zip(screens, (80, 160), strict=True):
        assert max(map(len, screen.splitlines())) <= width
        assert all(screen.count(word) >= 3 for word in LONGEST.split())
        assert all(f"C23-0412-D{number}" in screen for number in (1, 2, 3))


def test_every_glyph_is_in_the_font():
    """All that a sentence or a screen can show, in at most 512 glyphs, which is what a console holds."""
    assert len(set(GLYPHS)) == len(GLYPHS) <= 512
    shown = set(string.printable.strip())
    for path in LOCALE.rglob("*.po"):
        with path.open("rb") as file:
            shown |= {letter for message in read_po(file) for letter in str(message.string)}
    for language, size in EVERY:
        shown |= set(author.file(language, size).read_text())
    missing = {letter for letter in shown - set(GLYPHS) if letter not in "\n"}
    assert not missing, [f"{letter} {unicodedata.name(letter, '?')}" for letter in sorted(missing)]
