"""`coordi-wipe authority` as a supervisor types it: root, paper, restore, stick, open, close."""

import datetime
import io
import json
import re
import stat
import subprocess
import sys
from dataclasses import dataclass

import pexpect
import pytest
from cli_program import PROGRAM, home

from coordi_wipe.certificate import root_key, root_store, root_words, stick_key, vault
from coordi_wipe.cli import main
from coordi_wipe.station import custody

SOON = datetime.date.today() + datetime.timedelta(days=20)
DAY, SHOWN = SOON.isoformat(), f"{SOON:%d/%m/%Y}"


NAME = "Co'Ordi – Guéret"
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def words(self):
        """The five words that were said."""
        return re.search(rf"papier{NBSP}: (.+)", self.out)[1]


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Guesses cost nothing here (test_authority_vault.py holds what they cost)."""
    monkeypatch.setattr(vault, "COST", vault.Cost(8, 1, 1))


@pytest.fixture
def authority(monkeypatch, capsys):
    """Runs `coordi-wipe authority WORDS`, with what is typed on standard input."""

    def run(*words, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main.run(["authority", *map(str, words)])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


@pytest.fixture
def at(monkeypatch):
    """Goes to another PC: the home in this folder."""

    def move(folder):
        monkeypatch.setenv("COORDI_WIPE_HOME", str(folder))
        return folder / "authority"

    return move


def listed(said):
    """The 24 words of a table on the terminal, in their order."""
    found = re.findall(r"(?:^| )\s*(\d+) (\S+)", said, re.MULTILINE)
    return [word for number, word in sorted((int(n), w) for n, w in found if n.isdigit() and int(n) <= 24)]


def everything(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_root_from_its_words_signs_as_before(authority, at, tmp_path):
    desk = at(tmp_path / "desk")
    made = authority("init", "--name", NAME)
    assert made.code == 0, made.err
    words = listed(made.out.split(NAME)[1].split("montrez")[1])
    assert root_words.entropy_of(" ".join(words))  # 24, and they belong together
    certificate = (desk / "root.pem").read_bytes()
    stick = authority("stick", "--home", tmp_path, "--name", "Clé 07", typed=made.words + "\n")
    assert stick.code == 0, stick.err

    restored = at(tmp_path / "new-desk")
    text = vault.plain(" ".join(words)).upper()
    prefix = root_key.fingerprint(root_store.certificate(desk))[:16]
    done = authority("restore", "--name", NAME, "--fingerprint", prefix, typed=f"{text}\n")

    assert done.code == 0, done.err
    assert (restored / "root.pem").read_bytes() == certificate
    assert done.words != made.words  # locked under words of its own
    again = authority("stick", "--home", tmp_path, "--replace", "--name", "Clé 08", typed=done.words)
    assert again.code == 0, again.err
    assert stick_key.read(tmp_path / "authority").root == root_store.certificate(desk)


def test_a_paper_is_the_only_readable_copy(authority, at, tmp_path):
    desk = at(tmp_path / "desk")
    made = authority("init", "--name", NAME, "--paper", tmp_path / "root.pdf")
    assert made.code == 0, made.err
    assert "pas d'autre copie lisible" in made.out
    assert len(listed(made.out)) < 24  # on paper, and so not on the screen
    assert stat.S_IMODE((tmp_path / "root.pdf").stat().st_mode) == 0o600
    text = subprocess.run(["pdftotext", "-raw", tmp_path / "root.pdf", "-"], capture_output=True, check=True)
    entropy = root_store.read(desk, made.words).entropy
    words = root_words.words_of(entropy)
    assert re.findall(r"(?<![\d/])\d{1,2}\. (\S+)", text.stdout.decode())[:24] == list(words)
    kept = everything(tmp_path / "desk").lower()
    assert entropy not in kept
    assert made.words.encode() not in kept
    assert not [word for word in words if len(word) > 5 and vault.plain(word).encode() in kept]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk", "root.pdf"]

    again = authority("paper", tmp_path / "again.pdf", typed=made.words)
    assert again.code == 0
    assert (tmp_path / "again.pdf").stat().st_size > 1000
    over = authority("paper", tmp_path / "again.pdf", typed=made.words)
    assert over.code == 3
    assert "existe déjà" in over.err


def test_no_root_without_its_paper(authority, at, tmp_path):
    desk = at(tmp_path / "desk")
    failed = authority("init", "--paper", tmp_path / "nowhere/root.pdf")
    assert failed.code == 4
    assert "nowhere" in failed.err
    assert not desk.exists()


def test_a_root_is_never_replaced(authority, at, tmp_path):
    desk = at(tmp_path / "desk")
    made = authority("init")
    before = everything(desk)
    for words in (["init"], ["init", "--paper", tmp_path / "x.pdf"], ["restore"]):
        refused = authority(*words, typed="abaisser " * 24)
        assert refused.code == 3
        assert "jamais remplacée" in refused.err
    assert everything(desk) == before
    assert not (tmp_path / "x.pdf").exists()
    assert "Coordi-Wipe" in made.out  # the name, where no organisation is set


@pytest.mark.parametrize(
    ("name", "change", "code", "said"),
    [
        (NAME, lambda words: ["bidon", *words[1:]], 2, "Le mot 1 (bidon)"),
        (NAME, lambda words: words[:20], 2, "Rien n'a été tapé"),
        (NAME, lambda words: [words[1], words[0], *words[2:]], 2, "ne vont pas ensemble"),
        ("Co'Ordi", list, 3, "Relisez les mots et le nom"),
    ],
)
def test_wrong_words_or_name_make_no_root(authority, at, tmp_path, name, change, code, said):
    desk = at(tmp_path / "desk")
    root = root_key.root(bytes(range(32)), NAME)
    words = change(list(root_words.words_of(root.entropy)))
    prefix = root_key.fingerprint(root.certificate)[:16]
    refused = authority("restore", "--name", name, "--fingerprint", prefix, typed=" ".join(words) + "\n")
    assert (refused.code, said in refused.err) == (code, True), refused.err
    assert not desk.exists()


def test_a_passphrase_of_ones_own(authority, at, tmp_path):
    desk = at(tmp_path / "desk")
    short = authority("init", "--own-passphrase", typed="court\n")
    assert (short.code, desk.exists()) == (2, False)
    made = authority("init", "--own-passphrase", typed="une phrase bien à moi\n")
    assert made.code == 0
    assert "phrase bien" not in made.out + made.err
    assert root_store.read(desk, "UNE PHRASE bien a moi").entropy


def test_a_stick_opens_and_closes(authority, at, tmp_path):
    at(tmp_path / "desk")
    root_words_said = authority("init").words
    made = authority(
        "stick", "--home", tmp_path, "--name", "Clé 07", "--allow-virtual", typed=root_words_said
    )
    assert "machine virtuelle" in made.out
    at(tmp_path)
    (wrong, nothing) = (authority("open", typed=typed) for typed in ("un deux trois quatre cinq", ""))
    assert (wrong.code, nothing.code) == (3, 2)
    assert "pas les bons" in wrong.err
    shown = json.loads(authority("show", "--json").out)
    assert shown["custody"] == {"kind": "locked", "until": "", "signer": "Clé 07"}
    assert (shown["virtual"], shown["root"]) == (True, "")
    assert "jusqu'à l'arrêt" in authority("open", typed=made.words).out
    assert SHOWN in authority("open", "--until", DAY, typed=made.words).out
    assert SHOWN in authority("show").out
    assert "fermée" in authority("close").out
    assert "fermée" in authority("show").out


def test_a_stick_is_made_open(authority, at, tmp_path):
    at(tmp_path / "desk")
    words = authority("init").words
    bad = authority("stick", "--home", tmp_path, "--until", "2001-01-01", typed=words)
    assert (bad.code, (tmp_path / "authority").exists()) == (2, False)
    made = authority("stick", "--home", tmp_path, "--until", DAY, typed=words)
    assert SHOWN in made.out
    assert custody.state(tmp_path, tmp_path / "run").kind == "opened"
    # a new key takes nothing over from the one before it, opened or not
    again = authority("stick", "--home", tmp_path, typed=words)
    assert (again.code, "--replace" in again.err) == (3, True)
    assert authority("stick", "--home", tmp_path, "--replace", typed=words).code == 0
    assert custody.state(tmp_path, tmp_path / "run").kind == "locked"


def test_no_stick_without_the_roots_words(authority, at, tmp_path):
    at(tmp_path / "desk")
    assert authority("stick", "--home", tmp_path, typed="x").code == 4  # no root at all
    words = authority("init").words
    assert authority("stick", "--home", tmp_path / "unplugged", typed=words).code == 2
    wrong = authority("stick", "--home", tmp_path, typed="un deux trois quatre cinq")
    assert (wrong.code, (tmp_path / "authority").exists()) == (3, False)


def test_words_are_not_shown_while_they_are_typed():
    """The real program on a terminal."""
    root = root_key.root(bytes(32), NAME)
    stick_key.put(home() / "authority", root, "Clé 07", "réaliser défrayer magenta", virtual=False)
    child = pexpect.spawn(PROGRAM, ["authority", "open"], encoding="utf-8", timeout=60)
    child.expect("Cinq mots")
    child.waitnoecho()
    child.sendline("realiser defrayer magenta")
    child.expect("ouverte jusqu'à l'arrêt")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "magenta" not in str(child.before)
