"""Which drive an unfinished job is about, when another one looks like it (cheap sticks share serials)."""

import time

import pytest
from inprocess import with_plan
from msgspec.structs import replace
from unit.model.stories import OVERWRITE_1

from coordi_wipe.hardware import discovery
from coordi_wipe.jobs import finding
from coordi_wipe.jobs.folder import JobFolder, new_uuid
from coordi_wipe.jobs.recorder import Recorder
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.facts import Began
from coordi_wipe.model.plan import Plan
from coordi_wipe.station.begin import Beginning

A = Identity("/dev/sda", 5, "Stick", "0001", "", "", "usb-disk", "drive", 1 << 30, 512, 512)
B = replace(A, node="/dev/sdb", diskseq=6)


class Bench:
    """A PC with these drives attached, in this boot; what discovery answers comes from here."""

    def __init__(self, monkeypatch, *attached, boot="boot-1"):
        self._attached = attached
        self._boot = boot
        for room in (discovery, finding):
            monkeypatch.setattr(room, "drives", self.drives)

    def drives(self, host, *, named=(), **_):
        assert host is self
        shown = [Drive(identity, "usb") for identity in self._attached]
        return tuple(d for d in shown if not named or d.identity.node in named) or self._none(named)

    def _none(self, named):
        from coordi_wipe.model.errors import UsageError

        if named:
            raise UsageError("drive-not-found", path=named[0])
        return ()

    def facts(self, about):
        return {"id": self._boot} if about == "boot" else {}


@pytest.fixture
def job(tmp_path):
    """A's job, begun in boot-1 and interrupted."""
    folder = JobFolder(tmp_path / "home", tmp_path / "run", new_uuid())
    folder.durable.mkdir(parents=True)
    folder.make_live()
    Recorder(folder).add(Began("2026-11-24T12:00:00+00:00", time.monotonic(), "boot-1", A, 0))
    return folder


def planned(drive=A, boot="boot-1"):
    """What was asked for, of this drive and in this boot."""
    return with_plan(Plan(drive, None, (OVERWRITE_1,)), boot=boot)


def about(bench, job, tmp_path, wanted, drive=A) -> bool:
    return Beginning(bench, tmp_path / "home", tmp_path / "run")._is_about(job, planned(drive), wanted)


def test_the_drive_itself_where_it_was(monkeypatch, job, tmp_path):
    assert about(Bench(monkeypatch, A, B), job, tmp_path, A)


def test_its_twin_beside_it_is_another_drive(monkeypatch, job, tmp_path):
    assert not about(Bench(monkeypatch, A, B), job, tmp_path, B)


def test_alone_again_elsewhere_it_is_the_same(monkeypatch, job, tmp_path):
    assert about(Bench(monkeypatch, B), job, tmp_path, B)
    assert about(Bench(monkeypatch, A, boot="boot-2"), job, tmp_path, A)


def test_two_that_look_alike_after_a_reboot_are_refused(monkeypatch, job, tmp_path):
    for wanted in (A, B):
        with pytest.raises(RefusedError) as refusal:
            about(Bench(monkeypatch, A, B, boot="boot-2"), job, tmp_path, wanted)
        assert refusal.value.reason.code == "several-drives-alike"


def found(bench, job, tmp_path, boot="boot-1") -> Identity:
    return finding.find(bench, planned(), job.facts(), boot, tmp_path).identity


def test_a_worker_goes_on_with_the_very_drive_that_it_began(monkeypatch, job, tmp_path):
    assert found(Bench(monkeypatch, B, A), job, tmp_path) == A
    assert found(Bench(monkeypatch, B), job, tmp_path) == B  # plugged in again: the only one


def test_a_worker_takes_none_of_two_twins(monkeypatch, job, tmp_path):
    third = replace(A, node="/dev/sdc", diskseq=9)
    for bench, boot in (
        (Bench(monkeypatch, B, third), "boot-1"),
        (Bench(monkeypatch, A, B, boot="b2"), "b2"),
    ):
        for room in (discovery, finding):
            monkeypatch.setattr(room, "drives", bench.drives)
        with pytest.raises(RefusedError) as refusal:
            found(bench, job, tmp_path, boot)
        assert refusal.value.reason.code == "several-drives-alike"


def test_before_the_first_byte_only_the_planned_attachment_will_do(monkeypatch, tmp_path):
    swapped = replace(A, diskseq=7)
    with pytest.raises(RefusedError) as refusal:
        finding.find(Bench(monkeypatch, swapped), planned(), (), "boot-1", tmp_path)
    assert refusal.value.reason.code == "another-drive-here"


def test_never_begun_and_rebooted_only_a_number_of_its_own_tells_the_drive(monkeypatch, tmp_path):
    """Attachments are counted anew in each boot: the same node and number may be another card."""
    assert finding.find(Bench(monkeypatch, B), planned(), (), "boot-2", tmp_path).identity == B
    for nameless in (replace(A, serial="", source="none"), replace(A, source="bridge")):
        with pytest.raises(RefusedError) as refusal:
            finding.find(Bench(monkeypatch, nameless), planned(nameless), (), "boot-2", tmp_path)
        assert refusal.value.reason.code == "another-drive-here"


def test_never_begun_and_plugged_in_again_it_takes_a_new_job(monkeypatch, tmp_path):
    folder = JobFolder(tmp_path / "home", tmp_path / "run", new_uuid())
    folder.durable.mkdir(parents=True)
    folder.make_live()
    assert about(Bench(monkeypatch, A), folder, tmp_path, A)
    again = replace(A, diskseq=7)
    assert not about(Bench(monkeypatch, again), folder, tmp_path, again)
