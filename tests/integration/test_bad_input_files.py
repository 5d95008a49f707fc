"""Bad input that files, folders and clocks can be: found before the wipe where it can be; no proof lost."""

import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import outside
import pytest
from cli_program import end, facts, home, jobs, press_ctrl_c, run, run_here, running_job, start
from plugins.drives import file_of_tokens, loop_over

from coordi_wipe.certificate import authority

MIB = 1 << 20
SIZE = 2 * MIB
WHOLE = SIZE // 16  # sentinels on a drive that nobody wrote to
SLOW = {"COORDI_WIPE_FAULT": str(Path(__file__).resolve().parents[1] / "slow_drive.py")}


def in_words(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def wipe(drive, *more):
    return ["wipe", drive.node, "--confirm", drive.node, "--file-drive", *more]


@contextmanager
def small_file_system(folder, *, options=()):
    """A file system of one MiB, for certificates to find no room in."""
    folder.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", ",".join(["size=1m", *options]), "none", str(folder)]
    subprocess.run(argv, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


# --- folders for papers ---------------------------------------------------------------------------


@pytest.mark.root
@pytest.mark.parametrize(("language", "said"), [("fr_FR.UTF-8", "est plein"), ("en_US.UTF-8", "is full")])
def test_a_full_output_folder_is_found_before_the_wipe(file_drive, tmp_path, language, said):
    drive = file_drive(SIZE)
    with small_file_system(tmp_path / "papers") as papers:
        done = run(*wipe(drive, "--out", papers, "--json"), LANG=language)

    assert (done.code, done.results[0]["status"], done.results[0]["reason"]) == (4, "refused", "folder-full")
    assert said in done.err
    assert drive.sentinels_left() == WHOLE
    assert jobs() == []


@pytest.mark.root
def test_a_read_only_output_folder_is_found_before_the_wipe(file_drive, tmp_path):
    drive = file_drive(SIZE)
    with small_file_system(tmp_path / "papers", options=["ro"]) as papers:
        done = run(*wipe(drive, "--out", papers))

    assert (done.code, done.out) == (4, "")
    assert f"Le dossier {papers} ne peut pas être écrit (lecture seule)" in done.err
    assert drive.sentinels_left() == WHOLE


def test_an_output_folder_that_is_a_file(file_drive, tmp_path):
    drive = file_drive(SIZE)
    (tmp_path / "papers").write_text("a file")

    done = run(*wipe(drive, "--out", tmp_path / "papers"))

    assert done.code == 4
    assert "ne peut pas être écrit" in done.err
    assert drive.sentinels_left() == WHOLE


@pytest.mark.root
def test_a_stick_without_room_is_found_before_the_wipe(file_drive, tmp_path):
    drive = file_drive(SIZE)
    with small_file_system(tmp_path / "stick") as stick:
        done = run(*wipe(drive), COORDI_WIPE_HOME=str(stick))

    assert done.code == 4
    assert "est plein" in done.err
    assert drive.sentinels_left() == WHOLE


@pytest.mark.proves_wipe
def test_a_folder_that_goes_away_during_the_wipe_costs_no_proof(file_drive, tmp_path):
    """The paper cannot be copied: that is told once, and the job is done with its original."""
    drive, papers = file_drive(12 * MIB), tmp_path / "papers"
    command = start(*wipe(drive, "--out", papers, "--json"), **SLOW)
    job = running_job()
    papers.rmdir()
    papers.write_text("somebody put a file in its place")
    done = end(command)

    (result,) = done.results
    assert (done.code, result["status"], result["certificate"]) == (
        1,
        "sanitized",
        str(job / "certificate.pdf"),
    ), done.said
    assert result["reason"] == "copy-not-made"
    evidence = json.loads((job / "evidence.json").read_bytes())
    assert outside.faults(evidence, drive.backing, drive.sentinel) == []
    listed = run("jobs", "--json")
    assert (listed.code, listed.err, listed.json[0]["state"]) == (0, "", "done")
    original = result["certificate"]
    assert run("certificate", "verify", original, "--allow-rehearsal", "--trust", root_pem()).code == 0


def root_pem():
    return home() / "authority" / authority.ROOT


# --- keys and settings ----------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_found_before_the_wipe(file_drive, content):
    drive = file_drive(SIZE)
    bundle = home() / "authority" / authority.BUNDLE
    bundle.parent.mkdir(parents=True)
    bundle.write_bytes(content)

    done = run(*wipe(drive, "--json"))
    english = run(*wipe(drive), "--lang", "en")

    assert (done.code, done.results[0]["reason"], english.code) == (1, "authority-damaged", 1)
    assert f"La clé {bundle} est abîmée" in done.err
    assert f"The key {bundle} is damaged" in english.err
    assert bundle.read_bytes() == content
    assert drive.sentinels_left() == WHOLE


@pytest.mark.root
def test_a_key_that_may_not_be_read(file_drive):
    drive = file_drive(SIZE)
    authority.rehearsal(home() / "authority")
    bundle = home() / "authority" / authority.BUNDLE
    bundle.chmod(0)

    done = run(*wipe(drive), prefix=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))

    assert done.code == 4
    assert f"Impossible de lire la clé {bundle}" in done.err
    assert drive.sentinels_left() == WHOLE


def test_settings_that_are_wrong_are_found_before_the_wipe(file_drive):
    drive = file_drive(SIZE)
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "coordi-wipe/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("[organisation]\nname = 12\n")

    done = run(*wipe(drive))

    assert done.code == 2
    assert f"Les réglages {settings} contiennent une erreur" in done.err
    assert drive.sentinels_left() == WHOLE


# --- job folders ----------------------------------------------------------------------------------


def interrupted(drive):
    """A job that Ctrl-C stopped."""
    command = start(*wipe(drive), **SLOW)
    job = running_job()
    press_ctrl_c(command)
    assert end(command).code == 130
    return job


@pytest.mark.parametrize("content", [b"", b"{", b'{"uuid": 1}', b"\xff\xfe"])
def test_a_corrupt_job_is_shown_as_such_and_stands_in_nobodys_way(file_drive, content):
    drive = file_drive(8 * MIB)
    job = interrupted(drive)
    (job / "job.json").write_bytes(content)

    listed, words = run_here("jobs", "--json"), run_here("jobs")
    resumed, cancelled = run_here("jobs", "resume", job.name), run_here("jobs", "cancel", job.name)
    again = run(*wipe(drive, "--json"), COORDI_WIPE_SABOTEUR="eio-always")

    assert (listed.code, listed.json[0]["why"]["code"]) == (0, "job-damaged")
    assert "est abîmé" in words.out
    assert (resumed.code, cancelled.code) == (1, 1)
    assert f"Le travail {job.name} est abîmé" in resumed.err
    assert (again.code, again.results[0]["status"]) == (1, "failed")  # begun anew, by a job of its own
    assert len(jobs()) == 2


def test_a_torn_last_line_is_dropped_and_the_job_goes_on(file_drive):
    drive = file_drive(8 * MIB)
    job = interrupted(drive)
    whole = (job / "facts.jsonl").read_bytes()
    for folder in (job, Path(os.environ["COORDI_WIPE_RUN"]) / "jobs" / job.name):
        (folder / "facts.jsonl").write_bytes(whole + b'{"fact":"wrote","at":"20')

    again = run(*wipe(drive, "--json"), COORDI_WIPE_SABOTEUR="eio-always")

    assert (again.code, again.results[0]["status"]) == (1, "failed")
    assert jobs() == [job]
    assert len(facts(job, "began")) == 2


def test_a_damaged_journal_proves_nothing_and_holds_nobody_up(file_drive):
    drive = file_drive(8 * MIB)
    job = interrupted(drive)
    damaged = b"not a fact\n" + (job / "facts.jsonl").read_bytes()
    for folder in (job, Path(os.environ["COORDI_WIPE_RUN"]) / "jobs" / job.name):
        (folder / "facts.jsonl").write_bytes(damaged)

    resumed = run("jobs", "resume", job.name)
    again = run(*wipe(drive, "--json"), COORDI_WIPE_SABOTEUR="eio-always")

    assert resumed.code == 1
    assert "Le journal du travail" in resumed.out
    assert (again.code, again.results[0]["status"]) == (1, "failed")
    assert len(jobs()) == 2
    assert run("ledger", "check").code == 0


def test_a_damaged_ledger_is_named_and_nothing_is_lost(file_drive):
    drive = file_drive(SIZE)
    run(*wipe(drive), COORDI_WIPE_SABOTEUR="eio-always")
    path = home() / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"technique":"', b'"technique":"x-', 1))

    done = run("ledger", "check", "--lang", "en")

    assert done.code == 1
    assert "changed" in done.out
    assert run("ledger", "show").code == 0


# --- a clock in 2000 --------------------------------------------------------------------------------


IN_2000 = {"COORDI_WIPE_FAULT": str(Path(__file__).resolve().parents[1] / "old_clock.py")}


@pytest.mark.proves_wipe
def test_a_clock_in_2000_makes_a_certificate_that_holds(file_drive):
    drive = file_drive(SIZE)

    done = run(*wipe(drive, "--json"), **IN_2000)

    (result,) = done.results
    assert (done.code, result["status"]) == (0, "sanitized"), done.said
    evidence = json.loads((jobs()[0] / "evidence.json").read_bytes())
    assert outside.faults(evidence, drive.backing, drive.sentinel) == []
    assert {fact["at"][:10] for fact in evidence["facts"]} == {"2000-01-01"}
    words = ["certificate", "verify", result["certificate"], "--allow-rehearsal", "--json"]
    for clock in ({}, IN_2000):
        verified = run(*words, **clock)
        assert (verified.code, verified.json[0]["signed_at"][:10]) == (0, "2000-01-01"), verified.said
        assert verified.json[0]["time_source"] == "untrusted"
    shown = run("certificate", "show", result["certificate"])
    assert "01/01/2000" in shown.out
    assert "heure non certifiée" in shown.out


# --- names ------------------------------------------------------------------------------------------


def test_a_file_drive_with_an_odd_name(tmp_path):
    path = tmp_path / "é à\x1b[31m drive.img"
    with file_of_tokens(path, SIZE):
        done = run("plan", path, "--file-drive")
        refused = run("wipe", path, "--file-drive")

    assert (done.code, refused.code) == (0, 3)
    assert "\x1b" not in done.said + refused.said
    assert "\\x1b[31m" in done.out


@pytest.mark.root
def test_a_file_that_is_a_loop_device_already(tmp_path):
    path = tmp_path / "disk.img"
    with file_of_tokens(path, SIZE) as token, loop_over(path) as node:
        done = run("wipe", path, "--confirm", path, "--file-drive")
        kept = path.read_bytes().count(token)

    assert done.code == 3
    assert f"Ce fichier sert déjà de disque : {node}" in in_words(done.err)
    assert kept == WHOLE
