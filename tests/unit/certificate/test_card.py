"""The card as its readers see it: nothing leaves the paper or covers anything, and no colour stands alone."""

import functools
import html
import re
import subprocess

import pytest
from certificates import card_picture
from certificates.pictures import difference

from coordi_wipe.certificate import card_makers, card_page
from coordi_wipe.certificate.card import MARGIN, card
from coordi_wipe.certificate.card_makers import Maker
from coordi_wipe.certificate.card_page import Area
from coordi_wipe.certificate.sheet import HEIGHT, WIDTH
from coordi_wipe.certificate.text import REGULAR, register_fonts, width
from coordi_wipe.messages.catalogue import languages
from coordi_wipe.messages.sentences import say

SMALLEST = 10.5  # points of letters: what is left to read on the table from where one stands
A_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
LONG = "Une phrase bien trop longue qu'une traductrice pressée a laissée ici sans la relire une seule fois. "


def tool(pdf, *command):
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


@functools.cache
def made(language):
    return card(language)


def boxes(pdf):
    """For each page: (left, top, right, bottom, word) in points from the top left: the letters' ink.

    pdftotext gives the font's box, 1.32 sizes high, in which accents and capitals fill this part.
    """
    pages = tool(pdf, "pdftotext", "-bbox", "-", "-").split("<page ")[1:]
    return [[ink(*map(float, word[:4]), word[4]) for word in A_WORD.findall(page)] for page in pages]


def ink(left, top, right, bottom, word):
    tall = bottom - top
    return left, top + 0.12 * tall, right, top + 0.96 * tall, word


def crossing(words):
    """Pairs of words that share more than a hair."""
    return [
        (one[4], other[4])
        for place, one in enumerate(words)
        for other in words[place + 1 :]
        if min(one[2], other[2]) - max(one[0], other[0]) > 0.5
        and min(one[3], other[3]) - max(one[1], other[1]) > 0.5
    ]


def off_paper(words):
    edge = MARGIN - 0.1
    return [w for w in words if w[0] < edge or w[1] < edge or w[2] > WIDTH - edge or w[3] > HEIGHT - edge]


def said(language, page):
    """The words of a page, from 1, in reading order, on one line."""
    return " ".join(tool(made(language), "pdftotext", "-f", str(page), "-l", str(page), "-", "-").split())


@pytest.mark.parametrize("language", languages())
def test_two_pages_on_which_nothing_leaves_the_paper_or_covers_another_word(language):
    pages = boxes(made(language))
    assert [len(words) > 100 for words in pages] == [True, True]
    for words in pages:
        assert off_paper(words) == []
        assert crossing(words) == []


@pytest.mark.parametrize("language", languages())
def test_every_letter_can_be_read_where_the_card_hangs(language):
    register_fonts()
    for words in boxes(made(language)):
        for left, _, right, _, word in words:
            widest = width(html.unescape(word), REGULAR, SMALLEST)
            assert right - left > 0.97 * widest, (word, right - left)


@pytest.mark.parametrize("language", languages())
def test_the_fonts_travel_in_the_file(language):
    rows = tool(made(language), "pdffonts", "-").splitlines()[2:]
    assert len(rows) >= 2
    assert all(re.search(r"\byes yes yes\b", row) for row in rows), rows


@pytest.mark.parametrize("language", languages())
def test_every_maker_has_its_row_with_its_keys_beside_its_name(language):
    page = boxes(made(language))[1]
    for maker in card_makers.load():
        name = card_makers.said(maker.name, language).split()[0]
        (row,) = [word for word in page if word[4] == name and word[0] < MARGIN + 12]
        beside = {w[4] for w in page if abs(w[1] + w[3] - row[1] - row[3]) < 60}
        for key in (maker.boot, maker.setup):
            assert set(card_makers.said(key, language).split()) <= beside


@pytest.mark.parametrize("language", languages())
def test_a_colour_never_stands_alone(language):
    page = said(language, 1)
    for name, tone in (("green", "good"), ("amber", "amber"), ("red", "bad")):
        assert say(f"card-{name}", language=language) in page
        for half in (1, 2):
            assert say(f"label-word-{tone}-{half}", language=language) in page
    assert {"V", "O", "R"} <= set(page.split())


def test_the_rules_of_the_bench_are_on_it():
    first, second = said("fr", 1), said("fr", 2)
    assert "N'insistez pas. Appelez l'encadrant." in first
    for word in ("Scannez.", "Confirmez.", "Attendez.", "Collez l'étiquette.", "Passez au suivant."):
        assert word in first
    assert "Pas prouvé effacé : bac rouge" in first
    assert "liste du donneur" in first
    for word in ("La clé ne démarre pas", "Aucun disque trouvé", "AHCI", "Dix secondes : c'est normal."):
        assert word in second


def test_the_picture_in_the_docs_is_what_is_drawn_now(tmp_path):
    card_picture.draw(tmp_path / "card.png")
    stale = "docs/card.png is stale: look at the card, then run tests/certificates/card_picture.py"
    assert difference(card_picture.PICTURE, tmp_path / "card.png") < 0.002, stale
    assert card_picture.PICTURE.stat().st_size < 150_000


def test_the_same_card_twice_is_the_same_file():
    assert card("fr") == made("fr")


def test_more_makers_with_longer_words_still_stay_on_the_paper():
    more = [Maker(name=f"Marque{n}", boot="F12 " * 6, setup="F2", trap=LONG) for n in range(24)]
    for words in boxes(card("fr", more)):
        assert off_paper(words) == []
        assert crossing(words) == []


# --- text in its area --------------------------------------------------------------------------------


class Recorder:
    """A canvas that only remembers where lines were drawn."""

    def __init__(self):
        self.drawn, self.size = [], 0.0
        self.setFont, self.drawString = self.font, self.line
        self.setFillColorRGB = lambda *_ink: None

    def font(self, _font, size):
        self.size = size

    def line(self, x, y, text):
        self.drawn.append((x, y, text, self.size))


@pytest.mark.parametrize("wide", [30, 80, 400])
@pytest.mark.parametrize("tall", [8, 30, 200])
@pytest.mark.parametrize("text", ["F12", LONG, LONG * 5, "Configurationsverwaltungsmenü ouvert"])
def test_text_stays_inside_its_area_however_long_it_is(wide, tall, text):
    register_fonts()
    area, canvas = Area(50, 500, wide, tall), Recorder()
    card_page.write(canvas, area, [text], 20, middle=True, centred=True)
    assert " ".join(line for *_, line, _ in canvas.drawn).split() == text.split()
    for x, y, line, size in canvas.drawn:
        assert 0 < size <= 20
        assert x >= area.left - 0.01
        assert x + width(line, REGULAR, size) <= area.right + 0.01
        assert area.bottom - 0.01 <= y - 0.25 * size
        assert y + 0.75 * size <= area.top + 0.01


def test_no_line_begins_with_a_mark():
    register_fonts()
    for room in range(75, 200, 5):
        found = card_page.lines(["Un doute ? Dites « non » : rien n'est effacé !"], REGULAR, 12, room)
        assert not [line for line in found if line[0] in "?:!»"], room
        assert not [line for line in found if line.endswith("«")], room
