"""Bad input that a drive can be: each ends in a plain sentence, the contract's exit code; nothing is lost."""

import json
import os
import subprocess
from pathlib import Path

import outside
import pytest
from cli_program import facts, home, jobs, mounted, run, run_here
from plugins.drives import loop_over

MIB = 1 << 20
WITHOUT_POWER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Root that may open only what its owner may: an ordinary user who can still read this Python."""
WHOLE = 4 * MIB // 16  # sentinels on a drive that nobody wrote to


def in_words(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def wipe(node, *more):
    return ["wipe", node, "--confirm", node, *more]


def path_of(kind, tmp_path):
    """A path that is no drive."""
    paths = {
        "missing": tmp_path / "nothing",
        "folder": tmp_path,
        "file": tmp_path / "holiday.jpg",
        "character": Path("/dev/null"),
        "pipe": tmp_path / "pipe",
    }
    if kind == "file":
        paths[kind].write_bytes(bytes(MIB))
    if kind == "pipe":
        os.mkfifo(paths[kind])
    return paths[kind]


@pytest.mark.parametrize(
    ("kind", "french", "english"),
    [
        ("missing", "Rien ne s'appelle {path}", "Nothing is called {path}"),
        ("folder", "{path} est un dossier, pas un disque", "{path} is a folder, not a drive"),
        ("file", "{path} est un fichier, pas un disque", "{path} is a file, not a drive"),
        ("character", "{path} n'est pas un disque", "{path} is not a drive"),
        ("pipe", "{path} n'est pas un disque", "{path} is not a drive"),
    ],
)
def test_what_is_no_drive(tmp_path, kind, french, english):
    path = path_of(kind, tmp_path)
    for command in (["plan", path], wipe(path), ["detect", path]):
        said, translated = run_here(*command), run_here(*command, LANG="en_GB.UTF-8")
        assert (said.code, said.out, translated.code) == (2, "", 2)
        assert french.format(path=path) in said.err
        assert english.format(path=path) in translated.err
    assert not (home() / "jobs").exists()


@pytest.mark.root
def test_a_partition_is_refused_and_the_whole_drive_named(loop_drive):
    drive = loop_drive(4 * MIB, fill=False, partscan=True)
    table = b"label: gpt\nsize=2MiB, type=linux\n"
    argv = ["sfdisk", "-q", "--no-tell-kernel", "--no-reread", drive.node]
    subprocess.run(argv, input=table, check=True, capture_output=True)
    part = f"{drive.node}p1"
    if not Path(part).exists():
        subprocess.run(["partx", "--add", drive.node], check=True)
    try:
        done = run(*wipe(part))
    finally:
        subprocess.run(["partx", "--delete", drive.node], capture_output=True, check=False)

    assert (done.code, done.out) == (2, "")
    assert f"Nommez le disque entier : {drive.node}" in in_words(done.err)


@pytest.mark.root
@pytest.mark.parametrize(
    ("language", "said"), [("fr_FR.UTF-8", "ouvert dans {path}"), ("de_DE.UTF-8", "open in {path}")]
)
def test_a_mounted_drive(loop_drive, tmp_path, language, said):
    drive, other = loop_drive(4 * MIB), loop_drive(4 * MIB)
    with mounted(drive.node, tmp_path / "open"):
        (tmp_path / "open/kept.txt").write_text("kept")
        done = run(*wipe(drive.node), LANG=language)
        kept = (tmp_path / "open/kept.txt").read_text()

    assert (done.code, done.out, kept) == (3, "", "kept")
    assert said.format(path=tmp_path / "open") in done.err
    assert other.sentinels_left() == WHOLE


def test_two_named_drives_that_are_one(file_drive, tmp_path):
    drive = file_drive(4 * MIB)
    (tmp_path / "link").symlink_to(drive.node)

    done = run(*wipe(drive.node), tmp_path / "link", "--file-drive")

    assert done.code == 2
    assert f"{drive.node} est nommé deux fois" in done.err
    assert drive.sentinels_left() == WHOLE


@pytest.mark.root
def test_no_right_to_the_drive(loop_drive):
    drive = loop_drive(4 * MIB)
    Path(drive.node).chmod(0)

    done = run(*wipe(drive.node, "--json"), prefix=WITHOUT_POWER)

    (result,) = done.results
    assert (done.code, result["status"], result["reason"]) == (4, "refused", "drive-not-permitted")
    assert "Relancez avec sudo" in done.err
    assert drive.sentinels_left() == WHOLE


@pytest.mark.root
def test_a_read_only_drive(loop_drive):
    drive = loop_drive(4 * MIB)
    subprocess.run(["blockdev", "--setro", drive.node], check=True)
    try:
        done = run(*wipe(drive.node), "--json")
    finally:
        subprocess.run(["blockdev", "--setrw", drive.node], check=True)

    assert (done.code, done.results[0]["status"]) == (3, "refused")
    assert "refuse l'écriture" in done.err
    assert drive.sentinels_left() == WHOLE


@pytest.mark.root
def test_a_drive_that_is_a_file_system_of_ours(tmp_path):
    """The drive that holds the ledger is never touched, whatever it is."""
    with (tmp_path / "stick.img").open("wb") as file:
        file.truncate(16 * MIB)
    with loop_over(tmp_path / "stick.img") as node, mounted(node, tmp_path / "stick"):
        done = run(*wipe(node), COORDI_WIPE_HOME=str(tmp_path / "stick/home"))

    assert done.code == 3
    assert "On n'y touche pas" in done.err or "éjectez-le" in done.err


@pytest.mark.root
def test_a_drive_that_vanishes_in_the_middle(faulty_drive):
    drive = faulty_drive(8 * MIB, vanishes_after=0.5)

    done = run(*wipe(drive.node), "--json")

    (result,) = done.results
    assert (done.code, result["status"], result["level"]) == (1, "failed", "none")
    assert result["reason"] in ("drive-vanished", "drive-shrank", "too-many-bad-sectors")
    ended = facts(jobs()[0], "ended")[-1]
    assert ended["how"] in ("vanished", "gave_up")
    words = run("jobs", "--lang", "en")
    assert "NOT ERASED" in words.out
    assert run("ledger", "check").code == 0


@pytest.mark.parametrize(
    ("fault", "code", "status", "said"),
    [
        ("enodev", 1, "failed", "Le disque a disparu pendant le travail"),
        ("enospc", 1, "failed", "Le disque a disparu"),
        ("eio-always", 1, "failed", "n'ont pas pu être écrits"),
        ("eio-everywhere", 1, "failed", "bac rouge"),
        ("unreadable", 1, "failed", "ne se relisent pas"),
        ("flips-a-bit", 1, "failed", "La relecture trouve des différences"),
        ("read-only", 1, "failed", "bac rouge"),
    ],
)
def test_what_fails_in_the_middle_is_said_in_one_sentence_and_on_paper(file_drive, fault, code, status, said):
    drive = file_drive(4 * MIB)

    done = run(*wipe(drive.node, "--file-drive"), COORDI_WIPE_SABOTEUR=fault)

    assert done.code == code, done.said
    lines = in_words(done.out).splitlines()
    assert lines[0] == f"{drive.node} : NON EFFACÉ"
    assert said in done.out, done.out
    paper = Path(lines[-1].strip())
    assert paper.read_bytes().startswith(b"%PDF-")
    (job,) = run_here("jobs", "--json").json
    assert (job["state"], job["claim"]["status"]) == ("done", status)


@pytest.mark.proves_wipe
def test_short_writes_cost_time_and_nothing_else(file_drive):
    drive = file_drive(2 * MIB)
    liar = os.environ.get("COORDI_WIPE_SABOTEUR")  # at it already

    done = run(*wipe(drive.node, "--file-drive", "--json"), COORDI_WIPE_SABOTEUR=liar or "short-write")

    assert (done.code, done.results[0]["status"]) == (0, "sanitized"), done.said
    evidence = json.loads((jobs()[0] / "evidence.json").read_bytes())
    assert outside.faults(evidence, drive.backing, drive.sentinel) == []
    assert done.results[0]["bytes_written"] == drive.size
