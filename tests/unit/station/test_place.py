"""While the live image's place is not ready, nothing is begun and nothing gone on with."""

import msgspec
import pytest
from inprocess import with_plan

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.place import CODES, FILE, Place
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.station import place
from coordi_wipe.station.begin import Beginning, Details

DISK = Identity("/dev/none", 1, "M", "S1", "", "", "ata-hdd", "drive", 1 << 30, 512, 512)
UNREADY = [
    Place("absent", code="place-absent"),
    Place("absent", code="place-no-room"),
    Place("full", code="place-full"),
    Place("read-only", code="place-read-only"),
    Place("damaged", code="place-damaged"),
    Place("twin", code="place-twin"),
    Place("pulled", code="place-pulled"),
    Place("other", code="place-other"),
]


def put(run, here):
    run.mkdir(exist_ok=True)
    (run / FILE).write_bytes(here if isinstance(here, bytes) else msgspec.json.encode(here))


@pytest.fixture
def station(tmp_path, monkeypatch):
    """What begins jobs, with no drive and no worker behind it; `launched` says what would have worked."""
    station = Beginning(LinuxHost(frozenset()), tmp_path / "home", tmp_path / "run")
    station.launched = []
    monkeypatch.setattr(
        "coordi_wipe.jobs.launch.launch", lambda folder, *_: station.launched.append(folder.uuid)
    )
    return station


@pytest.mark.parametrize("here", UNREADY, ids=lambda here: here.code)
def test_nothing_is_begun_and_not_a_trace_is_left(station, tmp_path, here):
    put(tmp_path / "run", here)
    with pytest.raises(RefusedError) as refused:
        station.begin([plan(Drive(DISK, "sata"))], Details())
    assert refused.value.reason.code == here.code
    assert not (tmp_path / "home").exists()
    assert station.launched == []


@pytest.mark.parametrize("here", UNREADY, ids=lambda here: here.code)
def test_nothing_is_gone_on_with(station, tmp_path, here):
    job = with_plan(plan(Drive(DISK, "sata")))
    folder = JobFolder(tmp_path / "home", tmp_path / "run", job.uuid)
    folder.create(job)
    put(tmp_path / "run", here)
    with pytest.raises(RefusedError) as refused:
        station.resume(folder)
    assert refused.value.reason.code == here.code
    assert station.launched == []


def test_every_code_of_a_place_is_met_here_but_that_of_a_sound_one():
    assert {here.code for here in UNREADY} == set(CODES) - {"place-new-beside"}
    assert all(say(f"{code}.title", language="fr") != f"{code}.title" for code in {h.code for h in UNREADY})


def test_a_workstation_and_a_sound_stick_begin_as_ever(tmp_path):
    place.check(tmp_path)
    assert place.read(tmp_path) is None
    for sound in (Place("ready", "aa-bb", "/dev/sdb"), Place("ready", code="place-new-beside")):
        put(tmp_path, sound)
        place.check(tmp_path)
        assert place.read(tmp_path) == sound


@pytest.mark.parametrize("data", [b"", b"{", b'{"state":"fine"}', b"\xff"])
def test_what_cannot_be_read_is_not_taken_for_ready(tmp_path, data):
    put(tmp_path, data)
    with pytest.raises(RefusedError) as refused:
        place.check(tmp_path)
    assert refused.value.reason.code == "place-unread"


def test_a_service_that_said_nothing_is_no_place_in_the_image_and_no_matter_elsewhere(
    station, monkeypatch, tmp_path
):
    """It may have crashed: HOME is then a folder in memory, and goes with it."""
    assert place.read(tmp_path / "run") is None
    monkeypatch.setenv(place.LIVE, "1")
    with pytest.raises(RefusedError) as refused:
        station.begin([plan(Drive(DISK, "sata"))], Details())
    assert refused.value.reason.code == "place-unread"
    assert station.launched == []
    assert not (tmp_path / "home").exists()
