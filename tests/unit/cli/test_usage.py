"""How a call is read: the language anywhere, several confirmations after one --confirm, and wrong calls."""

import pytest

from coordi_wipe.cli import main, usage
from coordi_wipe.model.errors import UsageError

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("argv", "language", "left"),
    [
        ([], "", []),
        (["jobs"], "", ["jobs"]),
        (["--lang", "en", "jobs"], "en", ["jobs"]),
        (["jobs", "--lang", "fr"], "fr", ["jobs"]),
        (["jobs", "--lang=en", "--json"], "en", ["jobs", "--json"]),
        (["--lang", "fr", "jobs", "--lang", "en"], "en", ["jobs"]),
        (["plan", "--", "--lang", "en"], "", ["plan", "--", "--lang", "en"]),
    ],
)
def test_the_language_stands_anywhere(argv, language, left):
    assert usage.language(argv) == (language, left)


@pytest.mark.parametrize("argv", [["--lang"], ["--lang="], ["--lang", "de"], ["jobs", "--lang=fr_FR"]])
def test_a_language_that_there_is_not(argv):
    if argv == ["--lang="]:
        assert usage.language(argv) == ("", [])  # as if nothing were said
    else:
        with pytest.raises(UsageError):
            usage.language(argv)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("wipe A", "wipe A"),
        ("wipe /dev/a --confirm S", "wipe /dev/a --confirm S"),
        ("wipe /dev/a /dev/b --confirm S T", "wipe /dev/a /dev/b --confirm S --confirm T"),
        (
            "wipe /dev/a /dev/b --confirm /dev/a /dev/b",
            "wipe /dev/a /dev/b --confirm /dev/a --confirm /dev/b",
        ),
        ("wipe /dev/a --confirm S --json", "wipe /dev/a --confirm S --json"),
        ("wipe /dev/a --confirm S T --tag U --json", "wipe /dev/a --confirm S --confirm T --tag U --json"),
        ("wipe --confirm S /dev/a", "wipe --confirm S /dev/a"),
        ("wipe --confirm /dev/a /dev/a", "wipe --confirm /dev/a --confirm /dev/a"),
        (
            "wipe /dev/a --confirm S /dev/b --confirm T",
            "wipe /dev/a --confirm S /dev/b --confirm T",
        ),
        ("wipe /dev/a --confirm=S", "wipe /dev/a --confirm=S"),
        ("wipe /dev/a --confirm", "wipe /dev/a --confirm"),
    ],
)
def test_confirm_takes_several_words(words, read):
    assert usage.repeated(words.split()) == read.split()


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        ("wpie", "Commande inconnue : wpie", "Unknown command: wpie"),
        ("ledger chekc", "Commande inconnue : chekc", "Unknown command: chekc"),
        ("wipe", "Il manque : DISQUE", "Missing: DRIVE"),
        ("certificate verify", "Il manque : PDF", "Missing: PDF"),
        ("jobs resume", "Il manque : UUID", "Missing: UUID"),
        ("wipe x --frobnicate", "Option inconnue : --frobnicate", "Unknown option: --frobnicate"),
        (
            "wipe x --level best",
            "Valeur refusée pour --level. Choisissez : purge, clear",
            "Choose: purge, clear",
        ),
        ("wipe x --verify none", "Valeur refusée pour --verify", "Choose: full, sampled"),
        ("wipe x --tag", "Il manque une valeur après --tag", "A value is missing after --tag"),
        ("detect --json=1", "Pas de valeur après --json", "No value after --json"),
        ("ledger check now please", "Ces mots sont en trop : now please", "Too many words: now please"),
        ("jobs --lang de", "Valeur refusée pour --lang. Choisissez : en, fr", "Wrong value for --lang"),
        ("jobs --lang", "Il manque une valeur après --lang", "A value is missing after --lang"),
    ],
)
def test_a_wrong_call_is_explained_in_the_language(capsys, monkeypatch, words, french, english):
    for language, said in (("fr_FR.UTF-8", french), ("en_GB.UTF-8", english)):
        monkeypatch.setenv("LANG", language)
        assert main.run(words.split()) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err.replace(NBSP, " ")


def test_words_that_are_no_text_are_a_wrong_call_and_not_a_crash(capsys):
    assert main.run(["wipe", "/dev/x", "--tag", "\udcff"]) == 2
    assert "UTF-8" in capsys.readouterr().err
    usage.check_text(["détecté", "/tmp/été.pdf", "🙂"])


def test_a_group_without_a_command_shows_its_help_and_is_a_wrong_call(capsys):
    assert main.run(["certificate"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "verify" in err
    assert "show" in err
