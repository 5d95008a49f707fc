"""How a worker is started: as a unit that may open no other drive, and why not when it cannot be."""

from itertools import pairwise

import pytest

from coordi_wipe.jobs import launch

UUID = "01a20e08-f80d-72eb-89c1-445c0eccf05b"


def properties(command) -> list[str]:
    return [value for flag, value in pairwise(command) if flag == "-p"]


def test_a_unit_may_open_its_own_drive_and_no_other():
    command = launch.unit(UUID, "/dev/sdb", {})
    assert command[0] == "systemd-run"
    assert f"--unit=coordi-wipe-job-{UUID}" in command
    assert properties(command) == ["DevicePolicy=closed", "DeviceAllow=/dev/sdb rw", "OOMScoreAdjust=-900"]


def test_a_file_drive_needs_no_device():
    assert not any("DeviceAllow" in word for word in launch.unit(UUID, "/home/x/drive.img", {}))


def test_a_unit_keeps_the_limits_of_its_face_and_nothing_private():
    known = {"COORDI_WIPE_ONLY": "/dev/loop1", "LANG": "fr_FR.UTF-8", "SECRET": "x"}
    command = launch.unit(UUID, "/dev/loop1", known)
    assert "--setenv=COORDI_WIPE_ONLY=/dev/loop1" in command
    assert "--setenv=LANG=fr_FR.UTF-8" in command
    assert not any("SECRET" in word for word in command)


def test_a_refusal_of_systemd_is_an_error_with_its_words_in_the_log(tmp_path):
    with (tmp_path / "log").open("wb") as log, pytest.raises(OSError, match="sh"):
        launch._run(["sh", "-c", "echo unit exists already >&2; exit 1"], [], log)
    assert (tmp_path / "log").read_text() == "unit exists already\n"
