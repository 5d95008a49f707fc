"""A real drive's papers: until a supervisor's authority is on the stick, they are rehearsals and say so."""

import os
import shutil
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from coordi_wipe.certificate.authority import rehearsal
from coordi_wipe.certificate.verification import verify
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.follow import read_evidence
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import MissingError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.station import locations
from coordi_wipe.station.begin import Details
from coordi_wipe.station.papers import file_name
from coordi_wipe.station.station import Station

# a disk that was pulled out between the plan and the first byte
PULLED = Identity(
    node="/dev/disk/by-id/ata-none-of-this-machine",
    diskseq=7,
    model="ST500LM021-1KJ152",
    serial="W62A1B2C",
    wwn="0x5000c500a1b2c3d4",
    firmware="0002LIM1",
    medium="ata-hdd",
    source="drive",
    size=500_107_862_016,
    logical=512,
    physical=4096,
)


class Willing(LinuxHost):
    """A PC of flesh and blood, where the disk is still there at the first look."""

    def facts(self, about):
        known = super().facts(about)
        return {**known, "virtual": ""} if about == "boot" else known

    def claim(self, identity):
        return nullcontext(identity)


@pytest.fixture
def ended(tmp_path, request) -> tuple[Station, Evidence, bytes]:
    """A job on the pulled disk, followed to its papers; with a parameter, a copy that cannot be made."""
    out = tmp_path / "out" if hasattr(request, "param") else None
    station = Station(Willing(frozenset()), tmp_path / "home", tmp_path / "run")
    (folder,) = station.start([plan(Drive(PULLED, "sata"))], Details(tag="C23-0412-D1", out=str(out or "")))
    deadline = time.monotonic() + 60
    if out is not None:
        shutil.rmtree(out)
        while not folder.evidence.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        with pytest.raises(MissingError) as told:
            finish_when_free(station, folder, deadline)
        assert told.value.reason.code == "copy-not-made"
        return station, read_evidence(folder), folder.certificate.read_bytes()
    while (evidence := station.finish(folder)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert evidence is not None, folder.log.read_text()
    return station, evidence, folder.certificate.read_bytes()


def finish_when_free(station, folder, deadline):
    while station.finish(folder) is None and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_real_drive_under_a_rehearsal_seal_is_a_rehearsal(ended):
    station, evidence, pdf = ended
    assert not evidence.machine.virtual
    assert evidence.rehearsal
    root = rehearsal(station.home / "authority").root
    verdict = verify(pdf, trust=[root], allow_rehearsal=True)
    assert (verdict.verdict, verdict.rehearsal, verdict.status) == ("rehearsal", True, "refused")
    assert verdict.serials == ("W62A1B2C",)
    assert not verdict.valid


def test_a_drive_that_was_not_erased_is_in_the_ledger_with_its_reason(ended):
    station, evidence, _ = ended
    assert [entry.kind for entry in station.ledger.entries()] == ["intent", "result"]
    assert station.ledger.check().whole
    (reason,) = evidence.claim.reasons
    assert reason.code == "drive-not-there"


@pytest.mark.parametrize("ended", [True], indirect=True)
def test_a_folder_for_copies_that_went_away_is_told_once_and_blocks_nothing(ended, tmp_path):
    """`ended` with a folder that is there at the start and gone at the end."""
    station, evidence, _ = ended
    result = list(station.ledger.entries())[-1].content
    assert result.certificate == file_name(evidence)
    assert not (tmp_path / "out").exists()
    assert [job.state for job in station.jobs()] == ["done"]
    assert station.catch_up() == ()  # it was told, and is not told again


def test_where_live_files_lie(monkeypatch):
    """Not on the stick, unless there is no other place (JOBS.md, "Jobs")."""
    assert locations.run() == Path(os.environ["COORDI_WIPE_RUN"])
    monkeypatch.delenv("COORDI_WIPE_RUN")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert locations.run() == Path("/run/coordi-wipe")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert locations.run() == Path(os.environ["XDG_RUNTIME_DIR"]) / "coordi-wipe"
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert locations.run() == Path(os.environ["COORDI_WIPE_HOME"]) / "run"
