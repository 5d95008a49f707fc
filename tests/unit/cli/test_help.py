"""Help in both languages: every command, not a word of the other language, and nothing heavy to say it."""

import subprocess
import sys

import pytest

from coordi_wipe import __version__
from coordi_wipe.cli import main

COMMANDS = [
    [],
    ["detect"],
    ["plan"],
    ["wipe"],
    ["jobs"],
    ["jobs", "resume"],
    ["jobs", "cancel"],
    ["certificate"],
    ["certificate", "verify"],
    ["certificate", "show"],
    ["authority"],
    *(["authority", name] for name in ("init", "restore", "paper", "stick", "open", "close", "show")),
    ["ledger"],
    ["ledger", "check"],
    ["ledger", "show"],
    ["record"],
    ["stick"],
    *(["stick", name] for name in ("prepare", "check")),
]
ENGLISH = (
    "Usage:",
    "Arguments:",
    "Commands:",
    "Shows",
    "Show this",
    "required",
    "default:",
    "<str>",
)
LATER = ("batch", "diagnose", "bench", "audit")


def helped(capsys, words, language):
    assert main.run([*words, "--help", "--lang", language]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_french_help_is_french_and_english_is_english(capsys, words):
    french, english = helped(capsys, words, "fr"), helped(capsys, words, "en")

    assert french.startswith("Utilisation\N{NO-BREAK SPACE}: coordi-wipe")
    assert not [word for word in ENGLISH if word in french]
    assert english.startswith("Usage: coordi-wipe")
    assert not [letter for letter in "éèàêç" if letter in english]
    assert "cli." not in french + english
    assert max(map(len, french.splitlines())) <= 80


def test_every_option_says_what_it_does(capsys):
    for words in COMMANDS:
        lines = helped(capsys, words, "fr").splitlines()
        options = [line for line in lines if line.startswith("  -")]
        assert options
        for line in options:
            assert "  " in line.strip(), f"{words}: {line}"


def test_without_a_command_it_shows_the_help_and_what_comes_later_is_not_there(capsys):
    assert main.run([]) == 0
    out, _ = capsys.readouterr()
    shown = {line.split()[0] for line in out.splitlines() if line.startswith("  ") and line.strip()}
    assert {"detect", "plan", "wipe", "jobs", "certificate", "ledger", "record", "stick"} <= shown
    assert not shown & set(LATER)
    for command in LATER:
        assert main.run([command]) == 2


def test_version(capsys):
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out == f"coordi-wipe {__version__}\n"


def test_help_reads_nothing_heavy():
    """0.3 s are promised for --help: none of the large libraries before it is needed."""
    heavy = (
        "cryptography",
        "pikepdf",
        "pyhanko",
        "reportlab",
        "pyudev",
        "psutil",
        "pySMART",
        "rich",
        "pydantic",
    )
    code = (
        "import sys; from coordi_wipe.cli.main import run; run(['--help']); "
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
