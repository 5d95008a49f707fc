"""The unit that a worker runs in under systemd: its own drive and nothing else."""

import errno
import os
import subprocess
from pathlib import Path

import pytest

from coordi_wipe.jobs import launch
from coordi_wipe.jobs.folder import JobFolder, new_uuid
from coordi_wipe.jobs.launch import unit

LOG = Path("/run/coordi-wipe/jobs/some-uuid/worker.log")


def test_unit_may_open_its_own_drive_only_and_outlives_its_face():
    words = list(
        unit("some-uuid", "/dev/sdb", LOG, {"COORDI_WIPE_HOME": "/stick", "SECRET": "x", "PATH": "/bin"})
    )
    assert words[0] == "systemd-run"
    assert "--unit=coordi-wipe-job-some-uuid" in words
    assert words[words.index("DevicePolicy=closed") - 1] == "-p"
    assert [word for word in words if word.startswith("DeviceAllow=")] == ["DeviceAllow=/dev/sdb rw"]
    assert "--setenv=COORDI_WIPE_HOME=/stick" in words
    assert not any("SECRET" in word for word in words)
    assert "OOMScoreAdjust=-900" in words
    assert f"StandardError=append:{LOG}" in words  # where a face sends people when a worker dies


def test_unit_of_a_file_drive_may_open_no_device():
    assert not [word for word in unit("u", "/tmp/x.img", LOG, {}) if word.startswith("DeviceAllow")]


def test_a_guarded_drive_is_guarded_again_by_systemd_when_its_worker_is_killed():
    words = list(
        unit("u", "/dev/sdb", LOG, {}, afterwards=[(), ("/opt/x/python", "-m", "guard", "/dev/sdb", "7")])
    )
    assert words[words.index("ExecStopPost=-/opt/x/python -m guard /dev/sdb 7") - 1] == "-p"
    assert not [word for word in unit("u", "/dev/sdb", LOG, {}) if word.startswith("ExecStopPost")]


def test_the_guard_comes_first_after_a_worker(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(launch, "under_systemd", lambda: True)
    monkeypatch.setattr(launch, "awake", lambda _: ())
    monkeypatch.setattr(launch.guard, "command", lambda node: ("guard", node))
    monkeypatch.setattr(launch, "_run", lambda systemd, *_: asked.extend(systemd))
    folder = JobFolder(tmp_path, tmp_path / "run", new_uuid())
    folder.durable.mkdir(parents=True)
    launch.launch(folder, tmp_path, tmp_path / "run", "/dev/sdb")
    after = [word for word in asked if word.startswith("ExecStopPost=")]
    assert after[0] == "ExecStopPost=-guard /dev/sdb"
    assert len(after) == 2
    assert str(folder.last_words) in after[1]


def test_what_comes_after_a_worker_comes_whatever_else_failed():
    """A word that cannot be written (a full /run) keeps nobody from anything."""
    words = unit("u", "/dev/sdb", LOG, {}, afterwards=[("guard",), ("said",)])
    assert [word for word in words if word.startswith("ExecStopPost=")] == [
        "ExecStopPost=-guard",
        "ExecStopPost=-said",
    ]


@pytest.mark.parametrize(
    ("result", "code", "status", "words"),
    [
        ("success", "exited", "0", ""),
        ("exit-code", "exited", "3", ""),  # the worker has said why
        ("exit-code", "exited", "143", ""),  # it was asked to stop
        ("exit-code", "exited", "1", "exit-code exited 1"),
        ("exit-code", "exited", "75", "exit-code exited 75"),
        ("exit-code", "exited", "203", "exit-code exited 203"),
        ("signal", "killed", "KILL", "signal killed KILL"),
        ("oom-kill", "killed", "KILL", "oom-kill killed KILL"),
    ],
)
def test_an_end_without_a_word_is_told_by_systemd(tmp_path, result, code, status, words):
    folder = JobFolder(tmp_path / "a stick", tmp_path / "run's", new_uuid())
    folder.durable.mkdir(parents=True)
    folder.make_live()
    # what systemd makes of a command line, and its variables (systemd.exec(5))
    argv = [word.replace("$$", "$") for word in launch.said(folder.last_words)]
    told = {"SERVICE_RESULT": result, "EXIT_CODE": code, "EXIT_STATUS": status}
    subprocess.run(argv, env=os.environ | told, check=True)
    why = folder.why_stopped()
    assert (why.args["error"] if why else "") == (f"systemd, {words}" if words else "")
    folder.say_why(None)
    assert folder.why_stopped() is None


def inhibitor(folder, monkeypatch, script):
    """A systemd-inhibit that does this, before every other in PATH."""
    program = folder / "systemd-inhibit"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_the_pc_stays_awake_while_a_worker_works(tmp_path, monkeypatch):
    inhibitor(tmp_path, monkeypatch, 'printf "%s\\n" "$@" >"$0.said"')
    words = launch.awake("some-uuid")
    assert words[0] == "systemd-inhibit"
    assert "--mode=block" in words
    (what,) = [word for word in words if word.startswith("--what=")]
    assert set(what.removeprefix("--what=").split(":")) == {
        "shutdown",
        "sleep",
        "idle",
        "handle-power-key",
        "handle-lid-switch",
    }
    # it was asked with the very same words, so that what does not work is not put before a worker
    said = (tmp_path / "systemd-inhibit.said").read_text().splitlines()
    assert said == [*words[1:], "true"]


def test_without_logind_a_worker_simply_runs(tmp_path, monkeypatch, capfd):
    inhibitor(tmp_path, monkeypatch, "echo Failed to connect to bus >&2; exit 1")
    assert launch.awake("some-uuid") == ()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert launch.awake("some-uuid") == ()
    assert capfd.readouterr() == ("", "")


def test_a_logind_that_hangs_does_not_keep_a_worker_from_starting(tmp_path, monkeypatch):
    inhibitor(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr(launch, "_LOGIND", 0.2)
    assert launch.awake("some-uuid") == ()


def test_a_systemd_that_says_nothing_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "_SYSTEMD", 0.2)
    with (tmp_path / "log").open("ab") as log, pytest.raises(OSError, match="timed out") as failed:
        launch._run(["sleep"], ["60"], log)
    assert failed.value.errno == errno.ETIMEDOUT
