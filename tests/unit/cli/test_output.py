"""What leaves the program: UTF-8 whatever the terminal speaks, words that steer none, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import PROGRAM, run
from unit.model.stories import evidence as evidence_of
from unit.model.stories import one_pass

from coordi_wipe.cli import output
from coordi_wipe.cli.results import Outcome, document, exit_code, refused
from coordi_wipe.model.base import Reason
from coordi_wipe.model.claim import claim


def test_a_terminal_without_accents_still_gets_every_word():
    done = run("jobs", "resume", "x" * 8, PYTHONIOENCODING="ascii", LANG="fr_FR")
    assert done.code == 1
    assert "Aucun travail" in done.err
    assert run("--help", PYTHONIOENCODING="ascii").code == 0


def test_json_is_utf_8_whatever_the_terminal_speaks(tmp_path):
    path = tmp_path / "disque à effacer.img"
    path.write_bytes(bytes(1 << 20))
    argv = [PROGRAM, "detect", path, "--file-drive", "--json"]
    done = subprocess.run(
        argv, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True
    )
    assert json.loads(done.stdout.decode("utf-8"))["drives"][0]["identity"]["node"] == str(path)


def test_a_drives_words_cannot_steer_a_terminal(capsys):
    output.line("model \x1b[2J\x07 \N{RIGHT-TO-LEFT OVERRIDE}abc\x9b31m")
    output.note("line\nnext\tcolumn")
    out, err = capsys.readouterr()
    assert out == "model \\x1b[2J\\x07 \\x202eabc\\x9b31m\n"
    assert err == "line\nnext\\x09column\n"


def test_a_reader_that_has_gone_ends_the_command_quietly():
    command = subprocess.Popen([PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    command.stdout.close()
    err = command.stderr.read()
    assert (command.wait(), err) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_a_sentence():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([PROGRAM, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.decode().strip()) == (
        1,
        "Le système refuse (plus de place). Appelez l'encadrant.",
    )


def test_what_nobody_foresaw_is_a_sentence_and_a_file(tmp_path):
    code = (
        "from coordi_wipe.cli import main; import coordi_wipe.cli.stations as s;"
        "s.LinuxHost = None; import sys; sys.argv = ['coordi-wipe', 'jobs', '--lang', 'en']; main.main()"
    )
    environment = os.environ | {"COORDI_WIPE_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Unforeseen error (AttributeError")
    assert "Traceback" in (tmp_path / "home/errors.log").read_text()


# --- results ----------------------------------------------------------------------------------------


def outcome(status="sanitized", why=None):
    story = one_pass()
    made = evidence_of(story, claim(story.plan, story.facts))
    assert made.claim.status == status
    return Outcome(story.plan.drive, made, "/papers/certificate.pdf", why)


def lost(why=None):
    return Outcome(one_pass().plan.drive, None, why=why)


def test_exit_codes_of_results():
    unwritten = Reason("papers-not-made", {"error": "x"})
    assert exit_code([outcome()]) == 0
    assert exit_code([outcome(), outcome()]) == 0
    assert exit_code([outcome(), lost()]) == 1
    assert exit_code([outcome(why=unwritten)]) == 1  # no paper, no success
    assert document([outcome(why=unwritten)]).results[0].reason == "papers-not-made"


def test_an_interrupted_drive_says_why_or_that_it_is_not_ended():
    assert [r.reason for r in document([lost(), lost(Reason("replug-to-verify"))]).results] == [
        "not-ended",
        "replug-to-verify",
    ]


def test_a_refusal_names_the_guilty_drive_and_the_others_as_not_begun():
    one = one_pass().plan.drive
    document_ = refused([one], Reason("drive-protected", {"node": one.node}))
    other = refused([one], Reason("drive-protected", {"node": "/dev/other"}))
    everyone = refused([one], Reason("folder-full", {"path": "/x"}))
    assert [d.results[0].reason for d in (document_, other, everyone)] == [
        "drive-protected",
        "another-drive-refused",
        "folder-full",
    ]
    assert {d.results[0].status for d in (document_, other, everyone)} == {"refused"}
