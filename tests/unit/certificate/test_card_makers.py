"""The data of the card: every maker that was asked for, in both languages, short, with its sources."""

import tomllib

import pytest

from coordi_wipe.certificate import card_makers
from coordi_wipe.certificate.resources import resource
from coordi_wipe.certificate.text import visible
from coordi_wipe.messages.catalogue import languages
from coordi_wipe.model.errors import DamagedError

ASKED = ["Dell", "HP", "Lenovo", "Asus", "Acer", "Fujitsu", "Toshiba", "Dynabook", "MSI", "Surface", "Apple"]
ASKED += ["Samsung", "Autre"]
CELLS = ("name", "boot", "setup", "secure_boot", "storage", "trap")


def test_every_maker_that_was_asked_for_has_a_row_with_its_keys():
    makers = card_makers.load()
    names = [card_makers.said(maker.name, "fr") for maker in makers]
    for asked in ASKED:
        assert [name for name in names if asked in name] != [], asked
    assert len(set(names)) == len(names)
    assert all(maker.boot and maker.setup for maker in makers)


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_empty_or_said_in_every_language_with_letters_that_the_page_has(cell):
    for maker in card_makers.load():
        value = getattr(maker, cell)
        if isinstance(value, dict):
            assert sorted(value) == sorted(languages()), value
        for language in languages():
            text = card_makers.said(value, language)
            assert text == text.strip()
            assert visible(text) == text


def test_a_trap_is_read_at_a_glance():
    for maker in card_makers.load():
        for language in languages():
            trap = card_makers.said(maker.trap, language)
            words = [word for word in trap.split() if any(letter.isalnum() for letter in word)]
            assert len(words) <= 12, trap


def test_each_maker_says_where_its_cells_were_learnt_from():
    blocks = resource("card", "makers.toml").read_text(encoding="utf-8").split("[[maker]]\n")
    assert len(blocks) == len(card_makers.load()) + 1
    for before in blocks[:-1]:
        assert before.rstrip("\n").splitlines()[-1].startswith("# ")


def test_a_language_that_the_file_lacks_gets_english():
    assert card_makers.said({"fr": "Échap", "en": "Esc"}, "de") == "Esc"
    assert card_makers.said("F12", "de") == "F12"


@pytest.mark.parametrize(
    "text",
    [
        "[[maker]",
        "[[maker]]\nboot = 'F12'",
        "[[maker]]\nname = 'X'\ntyped = 'F12'",
        "makers = []",
        "maker = 3",
    ],
)
def test_a_file_that_is_not_the_makers_is_refused_with_its_name(tmp_path, text):
    path = tmp_path / "makers.toml"
    path.write_text(text)
    with pytest.raises(DamagedError, match="card-makers-unreadable") as caught:
        card_makers.load(path)
    assert caught.value.reason.args["path"] == str(path)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(DamagedError, match="card-makers-unreadable"):
        card_makers.load(tmp_path / "none.toml")


def test_the_file_has_nothing_but_makers():
    assert list(tomllib.loads(resource("card", "makers.toml").read_text(encoding="utf-8"))) == ["maker"]
