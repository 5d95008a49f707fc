"""F1 and F2 as they were last looked at; drawings that fit; what they may not say."""

import re
import zipfile

import pytest
import segno
from hatchling.build import build_wheel
from tui import author, sheets
from tui.situations import SITUATIONS

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.base import Reason
from coordi_wipe.model.situations import SITUATIONS as NUMBERED
from coordi_wipe.tui import drawing, situation
from coordi_wipe.tui.glyphs import GLYPHS
from coordi_wipe.tui.pages import draw
from coordi_wipe.tui.screens import help as helping
from coordi_wipe.tui.screens.large import large
from coordi_wipe.tui.screens.outlook import About, about, carried

EVERY = [(language, size) for language in author.LANGUAGES for size in author.SIZES]
NAMES = drawing.names()


@pytest.mark.parametrize(("language", "size"), EVERY)
def test_sheets_are_as_they_were_looked_at(language, size):
    seen = author.written(sheets.drawn(size, language))
    assert seen == sheets.file(language, size).read_text(), (
        "python tests/tui/sheets.py, then look at the diff"
    )


def test_without_colours_nothing_is_lost(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    plain = author.written(sheets.drawn((80, 24), "fr", supervisor=("scan-locked", "result-bad")))
    kept = sheets.file("fr", (80, 24)).read_text()
    assert plain.count("####") == len(sheets.HELP) + 2
    assert all(screen in kept for screen in plain.split("####"))


@pytest.mark.parametrize(("language", "size"), EVERY)
def test_each_sheet_is_whole_and_holds_glyphs_of_the_font(language, size):
    """Frame, head and keys of every one are inside the window."""
    text = sheets.file(language, size).read_text()
    assert set(text) - set(GLYPHS) - {"\n"} == set()
    screens = re.findall("#### (f[12]) .*\n((?:(?!####).*\n)*)", text)
    assert len(screens) == len(sheets.HELP) + len(sheets.SUPERVISOR[size])
    catalogue.use(language)
    keys = {"f1": say("help.keys").split()[0], "f2": say("supervisor.keys").split()[0]}
    for key, screen in screens:
        lines = [line for line in screen.splitlines() if line.strip()]
        assert max(map(len, lines)) <= size[0]
        assert lines[0].strip().startswith("╭")
        assert lines[-1].strip().startswith("╰")
        assert keys[key] in lines[-2]


# --- drawings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_fits_and_its_words_too(name):
    for language in author.LANGUAGES:
        catalogue.use(language)
        words = {"tag": "C23-0412", "drive-tag": "C23-0412-D12", "label": "V C23-0412-D12 K"}
        lines = drawing.drawn(name, words).split("\n")
        assert len(lines) <= drawing.LINES
        assert max(map(len, lines)) <= drawing.COLUMNS
        assert set("".join(lines)) <= set(GLYPHS)
        for word, room in drawing.words_in(name).items():
            text = words.get(word) or say(f"help.word.{word}")
            assert text != f"help.word.{word}"
            assert len(text) <= room, f"{text} needs {len(text)} columns"
        assert 2 <= len(helping.gestures(name, words)) <= 4


def test_every_screen_has_its_drawing():
    """And each drawing has a screen that shows it."""
    shown = {helping.which(*given) for given in SITUATIONS.values()}
    assert shown == set(NAMES)


def test_a_word_without_room_ends_in_an_ellipsis():
    said = drawing.drawn("scan", {"tag": "C23-" + "9" * 40})
    assert "C23-9999" in said
    assert [len(line) for line in said.split("\n")] == [
        len(line) for line in drawing.drawn("scan", {"tag": "C23-0412"}).split("\n")
    ]
    assert "…" in said


def test_drawings_travel_in_the_wheel(tmp_path, monkeypatch):
    monkeypatch.chdir(drawing.FOLDER.parents[2])
    names = zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))).namelist()
    assert {f"coordi_wipe/tui/drawings/{name}.txt" for name in NAMES} <= set(names)


@pytest.mark.parametrize("name", ["confirm-two", "confirm-usb", "loose"])
def test_help_never_shows_the_end_of_a_number(name):
    """It has to be read on the drive itself: a screen that shows it could be copied from."""
    state, world = SITUATIONS[name]
    words = helping.said(state, world)
    shown = drawing.drawn(helping.which(state, world), words) + "".join(
        helping.gestures(helping.which(state, world), words)
    )
    for offer in world.offers:
        assert offer.drive.identity.serial[-4:] not in shown.replace(" ", "")


# --- the situation's number -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_sheet_has_the_number_that_the_screen_shows(name):
    state, world = SITUATIONS[name]
    page, reason = draw.page(state, world), situation.reason(state, world)
    numbers = {one.code: one.number for one in NUMBERED}
    assert reason.code in numbers
    if page.code:
        assert numbers[reason.code] == page.code


def test_every_letter_of_a_number_can_be_drawn_large():
    for number in {one.number for one in NUMBERED}:
        for double in (False, True):
            lines = large(number, double=double)
            assert len(lines) == (6 if double else 3)
            assert len(set(map(len, lines))) == 1
            assert len(lines[0]) <= (64 if double else 37)
    assert len({tuple(large(letter)) for letter in "0123456789-DEMNPST"}) == 18


def test_the_qr_holds_what_is_needed_and_nothing_of_a_person_or_a_drive():
    state, world = SITUATIONS["result-bad"]
    text = carried(about(state, world), "Clé 07")
    assert text == "CW1 RESULT D-31 NOT-OVERWRITTEN C23-0412-D1 CLE-07 0.1.0"
    drive = world.jobs[0].drive
    told = Reason("several-drives-alike", {"serial": drive.serial, "path": "/home/jeanne"})
    for said in (text, carried(About("works", told, ""), "Clé 07")):
        assert drive.serial not in said
        assert "JEANNE" not in said
        assert f" {state.operator} " not in said


def test_what_is_no_tag_is_not_carried():
    """A job begun at a shell may have a name, or a number, in the place of its tag."""
    state, world = SITUATIONS["result-bad"]
    from msgspec.structs import replace

    named = replace(world, jobs=(replace(world.jobs[0], tag="Jeanne Martin S3YJNB0K0017F2A"),))
    assert carried(about(state, named), "") == "CW1 RESULT D-31 NOT-OVERWRITTEN - - 0.1.0"


def test_the_longest_text_still_fits_a_small_window():
    longest = max((one.code for one in NUMBERED), key=len)
    text = carried(About("no-drive", Reason(longest), "C23-04121-D12"), "Clé de l'atelier du haut")
    assert segno.make(text, error="l", micro=False).version <= 4
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", text)


def test_the_qr_is_dark_on_light_as_it_is_drawn():
    """Each square as the eye sees it, from letters and their colours, against the code itself."""
    import asyncio

    async def cells():
        shown = sheets.app(SITUATIONS["result-bad"], sheets.station())
        async with shown.run_test(size=(80, 24)) as pilot:
            await pilot.press("f2")
            await sheets.settled(pilot)
            where = shown.screen.query_one("#qr").region
            strips = shown.screen._compositor.render_strips()
            found = []
            for line in strips[where.y : where.bottom]:
                letters = [(letter, segment.style) for segment in line for letter in segment.text]
                found.append(letters[where.x : where.right])
            return found

    catalogue.use("fr")
    rows = []
    for line in asyncio.run(cells()):
        light = [(_bright(style.color), _bright(style.bgcolor)) for _, style in line]
        rows.append([fg if letter in "█▀" else bg for (letter, _), (fg, bg) in zip(line, light, strict=True)])
        rows.append([fg if letter in "█▄" else bg for (letter, _), (fg, bg) in zip(line, light, strict=True)])
    code = segno.make(carried(about(*SITUATIONS["result-bad"]), "Clé 07"), error="l", micro=False)
    want = [[not square for square in row] for row in code.matrix_iter(border=2)]
    assert [row[: len(want[0])] for row in rows[: len(want)]] == want


def _bright(colour):
    return sum(colour.get_truecolor()) > 3 * 128
