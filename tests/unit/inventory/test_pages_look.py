"""What the pages look like, as far as numbers can say: contrast, size, and that every word is there."""

import re
from pathlib import Path

import pytest

import coordi_wipe.inventory
from coordi_wipe.messages.catalogue import catalogue, languages

PAGES = Path(coordi_wipe.inventory.__file__).parent / "pages"
CSS = (PAGES / "static/pages/site.css").read_text()
TEMPLATES = {path.name: path.read_text() for path in PAGES.rglob("*.html")}

ON_WHITE = [
    "#1c2429",
    "#4c5a61",
    "#0b4a7a",
    "#086126",
    "#8a4b00",
    "#ad0f0f",
    "#3c4a52",
    "#24323a",
    "#16506f",
    "#16323f",
    "#4f2a7f",
]
PAIRS = [
    *((ink, "#ffffff") for ink in ON_WHITE),
    *((ink, "#f4f6f5") for ink in ON_WHITE),
    ("#ffffff", "#16323f"),
    ("#cfdde2", "#16323f"),
    ("#ffffff", "#4f2a7f"),
    ("#ffffff", "#ad0f0f"),
    ("#ffffff", "#086126"),
    ("#ffffff", "#16506f"),
    ("#1c2429", "#fdf1f0"),
    ("#1c2429", "#eef5fa"),
    ("#0b4a7a", "#eef5fa"),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read(ink, ground):
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_colour_of_words_was_measured():
    used = {colour.lower() for colour in re.findall(r"(?<![-\w])color: (#\w+)", CSS)}
    measured = {ink for ink, _ in PAIRS}
    assert {"#ffffff" if colour == "#fff" else colour for colour in used} <= measured


def test_the_style_sheet_is_small_and_old_browsers_read_it():
    assert len(CSS) < 15_000
    assert not re.search(r":has\(|@layer|@import|url\(|animation|transition|:is\(|:where\(", CSS)
    depth = 0
    for brace in re.findall(r"[{}]", CSS):
        depth += 1 if brace == "{" else -1
        assert depth in (0, 1, 2)
    assert not re.search(r"^\s+[.&#][\w-]+[^;:]*\{[^}]*\{", CSS, re.MULTILINE)


@pytest.mark.parametrize("language", languages())
def test_every_word_of_the_templates_has_its_sentence(language):
    said = {code for text in TEMPLATES.values() for code in re.findall(r'{% say ["\']([\w.-]+)["\']', text)}
    assert len(said) > 60
    assert [code for code in sorted(said) if code not in catalogue(language)] == []


def test_every_word_of_the_catalogue_is_said():
    """By a literal, or made of a family's beginning."""
    text = "".join(TEMPLATES.values()) + "".join(path.read_text() for path in PAGES.rglob("*.py"))
    families = ("web-word-", "web-sentence-", "web-state-", "web-sheet-", "web-event-")
    codes = [code for code in catalogue("fr").codes if code.startswith("web-")]
    assert len(codes) > 100
    assert [
        c for c in codes if not c.startswith(families) and f'"{c}"' not in text and f"'{c}'" not in text
    ] == []


def test_every_field_has_a_label_and_every_table_a_caption():
    for name, text in TEMPLATES.items():
        fields = re.findall(r'<(?:input(?! type="hidden")|select|textarea)[^>]*?\bid="([\w-]+)"', text)
        assert set(fields) <= set(re.findall(r'<label for="([\w-]+)"', text)), name
        assert text.count("<table") == text.count("<caption"), name
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! src)", text), name
        assert "|safe" not in text
        assert "autoescape" not in text
