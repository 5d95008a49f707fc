"""Ctrl-C, other deaths, the same command again: what a command begins it stops, what it stops it resumes."""

import json
import os
import signal
from pathlib import Path

import outside
import pytest
from cli_program import end, facts, home, jobs, press_ctrl_c, run, running_job, start, worker_alive
from workers import until

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.sanitize.pipeline import Checkpoint
from coordi_wipe.station.begin import Details
from coordi_wipe.station.station import Station

MIB = 1 << 20
NBSP = "\N{NO-BREAK SPACE}"
SLOW = {"COORDI_WIPE_FAULT": str(Path(__file__).resolve().parents[1] / "slow_drive.py")}


def wipe(drive, *more):
    return ["wipe", drive.node, "--confirm", drive.node, "--file-drive", *more]


def begin(drive, monkeypatch, **details):
    """A worker of the ordinary command's plan, on a slow drive, with small checkpoints."""
    station = Station(LinuxHost.from_environment())
    (found,) = station.detect([drive.node], file_drives=True)
    small = Details(checkpoint=Checkpoint(seconds=60, bytes=MIB), rewind=MIB, **details)
    with monkeypatch.context() as patch:
        for name, value in SLOW.items():
            patch.setenv(name, value)
        (folder,) = station.start([station.plan(found)], small)
    return folder


@pytest.mark.proves_wipe
def test_ctrl_c_stops_the_worker_and_the_same_command_goes_on(file_drive, monkeypatch):
    drive = file_drive(48 * MIB)
    folder = begin(drive, monkeypatch)
    command = start(*wipe(drive, "--json"))  # attaches to what runs
    until(lambda: len(facts(folder.durable, "wrote")) >= 3, "checkpoints behind what is written again")
    until(lambda: attached(command, folder), "it follows the worker")
    press_ctrl_c(command)
    stopped = end(command)

    assert stopped.code == 130, stopped.said
    assert stopped.out == ""
    assert "La même commande reprend" in stopped.err
    assert not worker_alive(folder.durable)
    assert not folder.ended
    written = facts(folder.durable, "wrote")[-1]["upto"]
    (listed,) = run("jobs", "--json").json
    assert listed["state"] == "interrupted"
    assert (listed["progress"]["stage"], listed["progress"]["bytes"]) == ("write", written)
    assert f"Arrêté pendant l'écriture 1/1, à {100 * written // drive.size}{NBSP}%." in run("jobs").out

    again = run(*wipe(drive, "--json"))

    assert again.code == 0, again.said
    evidence = json.loads(folder.evidence.read_bytes())
    assert outside.faults(evidence, drive.backing, drive.sentinel) == []
    assert len(jobs()) == 1
    began = facts(folder.durable, "began")
    assert len(began) == 2
    assert 0 < began[1]["offset"] == written - MIB
    assert again.results[0]["bytes_written"] == drive.size + MIB


def attached(command, folder):
    """Whether this command has looked at the job: it has printed how far the drive is."""
    os.set_blocking(command.stderr.fileno(), False)
    said = command.stderr.read() or b""
    return folder.job().plan.drive.node.encode() in said


def test_ctrl_c_right_after_the_start_leaves_no_worker_behind(file_drive):
    drive = file_drive(48 * MIB)
    command = start(*wipe(drive), **SLOW)
    until(jobs, "the job is made")  # its worker is only just starting
    press_ctrl_c(command)

    assert end(command).code == 130
    (job,) = jobs()
    assert not worker_alive(job)
    assert not (job / "evidence.json").exists()


def test_ctrl_c_before_anything_began(file_drive):
    drive = file_drive(2 * MIB)
    command = start(*wipe(drive))
    press_ctrl_c(command)

    done = end(command)
    assert done.code in (130, -signal.SIGINT), done.said  # the interpreter itself was only just starting
    assert jobs() == [] or not worker_alive(jobs()[0])


def test_the_death_of_the_command_leaves_the_work_running(file_drive):
    drive = file_drive(32 * MIB)
    command = start(*wipe(drive), **SLOW)
    job = running_job()
    os.kill(command.pid, signal.SIGKILL)
    command.communicate()

    moved = until(lambda: progress(job), "it works")
    assert until(lambda: progress(job) > moved, "it goes on working")
    assert [view["state"] for view in run("jobs", "--json").json] == ["running"]
    cancelled = run("jobs", "cancel", job.name)
    assert cancelled.code == 0, cancelled.said
    assert "INTERROMPU" in cancelled.out


def progress(job):
    """Bytes of the present pass, as a face sees them."""
    path = Path(os.environ["COORDI_WIPE_RUN"]) / "jobs" / job.name / "now.json"
    try:
        return json.loads(path.read_bytes())["bytes"]
    except (FileNotFoundError, ValueError):
        return 0


def test_another_plan_for_a_drive_under_way_is_refused_until_the_first_is_cancelled(file_drive):
    drive = file_drive(48 * MIB)
    command = start(*wipe(drive), **SLOW)
    job = running_job()
    press_ctrl_c(command)
    assert end(command).code == 130

    other = run(*wipe(drive, "--method", "zero", "--json"))

    assert (other.code, other.results[0]["status"], other.results[0]["reason"]) == (
        3,
        "refused",
        "other-plan-under-way",
    )
    assert f"coordi-wipe jobs cancel {job.name}" in other.err
    assert [path.name for path in jobs()] == [job.name]
    for words in (("--tag", "B-002"), ("--lot", "L2"), ("--operator", "X"), ("--out", str(home()) + "-out")):
        other = run(*wipe(drive, *words, "--json"))  # its paper would not say so, or not lie there
        assert (other.code, other.results[0]["reason"]) == (3, "other-plan-under-way"), words
        assert f"coordi-wipe jobs cancel {job.name}" in other.err

    assert run("jobs", "cancel", job.name).code == 0
    (listed,) = run("jobs", "--json").json
    assert (listed["state"], listed["claim"]["status"]) == ("done", "interrupted")
    assert run("jobs", "resume", job.name).code == 1  # it stays given up
    again = run("jobs", "cancel", job.name)
    assert (again.code, again.out) == (3, "")
    assert "déjà fini" in again.err
    paper = job / "certificate.pdf"
    assert run("certificate", "verify", paper, "--allow-rehearsal").code == 1


def test_a_second_worker_for_a_drive_is_refused(file_drive):
    """Another stick's command for the same drive: its lock says no, before any paper."""
    drive = file_drive(32 * MIB)
    command = start(*wipe(drive), **SLOW)
    running_job()
    elsewhere = {
        "COORDI_WIPE_HOME": str(home()) + "-2",
        "COORDI_WIPE_RUN": os.environ["COORDI_WIPE_RUN"] + "-2",
    }

    other = run(*wipe(drive, "--json"), **elsewhere)

    assert (other.code, other.results[0]["reason"]) == (3, "drive-locked-by-other")
    assert "est déjà pris par un autre travail" in other.err
    assert not (Path(elsewhere["COORDI_WIPE_HOME"]) / "ledger.jsonl").exists()
    press_ctrl_c(command)
    assert end(command).code == 130


def test_resume_by_number(file_drive):
    drive = file_drive(8 * MIB)
    command = start(*wipe(drive), **SLOW)
    job = running_job()
    press_ctrl_c(command)
    assert end(command).code == 130

    resumed = run("jobs", "resume", job.name, COORDI_WIPE_SABOTEUR="eio-always")

    assert resumed.code == 1
    assert f"{drive.node}\N{NO-BREAK SPACE}: NON EFFACÉ" in resumed.out
    assert len(facts(job, "began")) == 2


def test_a_number_that_is_none():
    unknown = run("jobs", "resume", "0" * 8, "--lang", "en")
    assert (unknown.code, unknown.out) == (1, "")
    assert "No job 00000000" in unknown.err
