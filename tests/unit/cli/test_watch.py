"""Following jobs: what is told of them when their files go away, and before their worker is there."""

import shutil

import pytest
from inprocess import with_plan
from msgspec.structs import replace
from unit.model.stories import DRIVE, OVERWRITE_1

from coordi_wipe.cli import results, watch
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.locks import holding
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.plan import Plan
from coordi_wipe.station.station import Station

OTHER = replace(DRIVE, node="/dev/other", serial="OTHER")


@pytest.fixture
def station(tmp_path):
    return Station(LinuxHost(frozenset()), tmp_path / "home", tmp_path / "run")


def folder_of(station, drive):
    job = with_plan(Plan(drive, None, (OVERWRITE_1,)))
    folder = JobFolder(station.home, station.run, job.uuid)
    folder.create(job)
    folder.make_live()
    return folder


def damage(folder):
    (folder.durable / "job.json").write_bytes(b"{")


@pytest.mark.parametrize("harm", [damage, lambda folder: shutil.rmtree(folder.durable)])
def test_a_job_that_cannot_be_read_is_interrupted_with_its_reason_and_its_drive(station, harm):
    folder = folder_of(station, DRIVE)
    harm(folder)

    (outcome,) = watch.Watch(station).follow([folder], [DRIVE], lambda _: None)

    assert outcome.drive == DRIVE
    assert outcome.why.code in ("job-damaged", "job-unknown")
    (result,) = results.document([outcome]).results
    assert (result.path, result.status, result.reason) == (DRIVE.node, "interrupted", outcome.why.code)
    assert results.exit_code([outcome]) == 1


def test_a_home_that_goes_away_does_not_end_what_is_told_of_other_jobs(station):
    """While a worker holds its job it is running, whatever becomes of the stick."""
    folder, other = folder_of(station, DRIVE), folder_of(station, OTHER)
    shown = []
    with holding(folder.alive, folder.order):
        shutil.rmtree(station.home)
        looks = watch.Watch(station)

        def show(job):
            shown.append(job)
            if len(shown) == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            looks.follow([folder, other], [DRIVE, OTHER], show)
    assert {job.state for job in shown if job.uuid == folder.uuid} == {"running"}
    assert {job.state for job in shown if job.uuid == other.uuid} == {"interrupted"}


def test_a_job_whose_worker_is_still_to_come_is_not_shown_as_interrupted(station, monkeypatch):
    monkeypatch.setattr(watch, "_BIRTH", 0.5)
    folder = folder_of(station, DRIVE)
    shown = []

    (outcome,) = watch.Watch(station).follow([folder], [DRIVE], lambda job: shown.append(job.state))

    assert shown == ["interrupted"]  # once, when nobody came
    assert outcome.why.code == "worker-died"


def test_a_worker_has_its_time_however_long_the_beginning_took(station, monkeypatch):
    """Slow drives, tools asked for their versions: the clock runs from when the jobs are begun."""
    folder = folder_of(station, DRIVE)
    clock = [0.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: clock[0])
    naps = []

    def nap(_):
        clock[0] += 1
        naps.append(clock[0])
        if len(naps) == 20:
            folder.say_why(Reason("drive-not-there", {"node": DRIVE.node}))  # here it is

    monkeypatch.setattr(watch.time, "sleep", nap)

    def begin():
        clock[0] += 100
        return [folder]

    (outcome,) = watch.to_the_end(station, begin, [DRIVE], events=True)
    assert outcome.why.code == "drive-not-there"


def test_only_what_comes_before_the_start_is_a_refusal(capsys):
    with pytest.raises(RefusedError), results.refusals([DRIVE, OTHER], json=True):
        raise RefusedError("drive-in-use", node=DRIVE.node)
    out = capsys.readouterr().out
    assert out.count('"refused"') == 2
    assert "another-drive-refused" in out
    assert results.refused([DRIVE], Reason("x")).results[0].reason == "x"
