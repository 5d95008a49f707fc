"""Which language is spoken: --lang wins over the environment; unknown ones get English, none gets French."""

import pytest

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say


@pytest.fixture(autouse=True)
def put_back():
    before = list(catalogue._in_use)
    yield
    catalogue._in_use[:] = before


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": ""}, "fr"),
        ({"LANG": "C"}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "POSIX"}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr.UTF-8"}, "fr"),
        ({"LANG": "fr@euro"}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "EN_gb"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "frp_FR"}, "en"),  # another language than French
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "fr_CA.UTF-8", "LC_MESSAGES": "en_GB"}, "fr"),
    ],
)
def test_the_environment_says_which(monkeypatch, environment, language):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert catalogue.wished() == language


def test_what_is_in_use_is_spoken():
    catalogue.use("en")
    assert say("unknown") == "unknown"
    catalogue.use("fr")
    assert say("unknown") == "inconnu"
    assert say("unknown", language="en") == "unknown"


def test_there_are_two_languages_with_the_same_codes():
    assert catalogue.languages() == ("en", "fr")
    assert catalogue.catalogue("fr").codes == catalogue.catalogue("en").codes
