"""The unit that a worker runs in under systemd: its own drive and nothing else."""

from pathlib import Path

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
