"""The image's stick is pulled and comes back while the PC runs: the same one is taken up, no other one."""

import os
from pathlib import Path
from types import SimpleNamespace

import live_sticks
import outside
import pytest
from live_sticks import MIB, Machine, boot, written
from plugins.guard import shared_memory
from workers import Stick, evidence, facts, status, until

from coordi_wipe.hardware.process import Finished
from coordi_wipe.hardware.stick import filesystem, finding, mounting, opening, watching
from coordi_wipe.hardware.stick.watching import Watcher
from coordi_wipe.model.facts import Ended, Wrote
from coordi_wipe.sanitize.pipeline import Checkpoint

pytestmark = pytest.mark.root
SIZE = 48 * MIB


@pytest.fixture
def backings():
    """Two sticks, each with a boot behind it; removed afterwards."""
    paths = [Path(f"{shared_memory()}{name}.img") for name in ("ours", "other")]
    yield [written(path, SIZE) for path in paths]
    for path in paths:
        path.unlink()


@pytest.fixture
def running(machine, backings):
    """A PC that runs from the first one: the stick in it, and who watches it."""
    other = Machine(machine.paths.run.parent.parent / "another pc")
    boot(other, backings[1])
    other.off()
    place, (plugged,) = boot(machine, backings[0])
    assert place.state == "ready"
    (machine.paths.point / "home/kept").write_text("of today")
    os.sync()
    return plugged, Watcher(machine.paths)


def told(watcher, machine):
    place = watcher.look()
    assert machine.told == {
        "state": place.state,
        "uuid": place.uuid,
        "device": place.device,
        "code": place.code,
    }
    return place


def kept(machine):
    return (machine.paths.point / "home/kept").read_text()


def test_pulled_and_put_back(running, machine, backings):
    stick, watcher = running
    before = told(watcher, machine)
    assert (before.state, before.device) == ("ready", stick.node)
    held_open = (machine.paths.point / "home/kept").open()
    stick.pulled()
    pulled = told(watcher, machine)
    assert (pulled.state, pulled.uuid, pulled.code) == ("pulled", before.uuid, "place-pulled")
    assert list(machine.paths.point.iterdir()) == []
    with pytest.raises(OSError, match="Read-only"):
        (machine.paths.point / "home").mkdir()
    again = machine.plug(backings[0])
    assert again.node != stick.node
    back = told(watcher, machine)
    assert (back.state, back.uuid, back.device) == ("ready", before.uuid, again.node)
    assert kept(machine) == "of today"
    held_open.close()


def test_another_stick_is_refused(running, machine, backings):
    stick, watcher = running
    stick.pulled()
    told(watcher, machine)
    before = backings[1].read_bytes()
    other = machine.plug(backings[1])
    place = told(watcher, machine)
    assert (place.state, place.code, place.device) == ("other", "place-other", other.node)
    assert list(machine.paths.point.iterdir()) == []
    assert backings[1].read_bytes() == before
    other.pulled()
    assert told(watcher, machine).state == "pulled"
    machine.plug(backings[0])
    assert told(watcher, machine).state == "ready"
    assert kept(machine) == "of today"


def test_a_stick_that_only_says_that_it_is_ours(running, machine, backings):
    """udev's word for it is not enough: the file system itself is asked under the lock."""
    stick, watcher = running
    stick.pulled()
    uuid = told(watcher, machine).uuid
    before = backings[1].read_bytes()
    other = machine.plug(backings[1])
    for path in machine.paths.udev.glob("b*"):
        lines = path.read_text().splitlines()
        path.write_text(
            "".join(f"{'E:ID_FS_UUID=' + uuid if 'ID_FS_UUID' in line else line}\n" for line in lines)
        )
    place = told(watcher, machine)
    assert (place.state, place.device) == ("other", other.node)
    assert backings[1].read_bytes() == before


def test_a_stick_that_udev_knows_bit_by_bit(running, machine, backings):
    """Parts of a stick are looked at one after the other, each in an event of its own."""
    stick, watcher = running
    stick.pulled()
    told(watcher, machine)
    machine.plug(backings[0])
    known = {path: path.read_text() for path in sorted(machine.paths.udev.glob("b*"))}
    for path in known:
        path.unlink()
    seen = []
    for path, text in known.items():
        path.write_text(text.replace("E:ID_FS_UUID", "E:SOMETHING_ELSE"))
        seen.append(told(watcher, machine).state)
        path.write_text(text)
        seen.append(told(watcher, machine).state)
    assert seen == sorted(seen)  # "pulled", then "ready": never another stick
    assert seen[-1] == "ready"
    assert kept(machine) == "of today"


def test_a_stick_of_others_with_a_torn_table_is_not_mended(running, machine, backings):
    """It says that it has what is waited for: that is looked at before anything is written."""
    stick, watcher = running
    stick.pulled()
    uuid = told(watcher, machine).uuid
    with backings[1].open("r+b") as file:
        file.seek(512 + 40)
        file.write(os.urandom(16))
    before = backings[1].read_bytes()
    other = machine.plug(backings[1])
    (device,) = [d for d in finding.devices(machine.paths) if d.node == other.node]
    assert opening.opened([device], machine.paths, uuid)[0].state == "other"
    assert backings[1].read_bytes() == before


def test_what_failed_once_is_tried_again(running, machine, backings, monkeypatch):
    stick, watcher = running
    stick.pulled()
    told(watcher, machine)
    with monkeypatch.context() as failing:
        failing.setattr(filesystem, "run", lambda *_, **__: Finished(8, b"", b"", 0.0))
        machine.plug(backings[0])
        assert told(watcher, machine).state == "damaged"
    assert told(watcher, machine).state == "damaged"  # not at once
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: float("inf")))
    assert watcher.look(event=False).state == "ready"
    assert kept(machine) == "of today"


def test_two_that_both_say_so(running, machine, backings, tmp_path):
    stick, watcher = running
    stick.pulled()
    told(watcher, machine)
    copy = tmp_path / "copy.img"
    copy.write_bytes(backings[0].read_bytes())
    machine.plug(backings[0])
    second = machine.plug(copy)
    assert told(watcher, machine).state == "twin"
    assert list(machine.paths.point.iterdir()) == []
    second.pulled()
    assert told(watcher, machine).state == "ready"


def test_a_stick_of_the_same_kind_beside_ours_is_no_matter(running, machine, backings):
    _, watcher = running
    before = told(watcher, machine)
    machine.plug(backings[1])
    assert told(watcher, machine) == before


def test_it_fills_up_and_is_emptied(running, machine):
    _, watcher = running
    filler = machine.paths.point / "filler"
    room, _ = mounting.free(machine.paths.point)
    filler.write_bytes(bytes(room - 15 * MIB))
    assert told(watcher, machine).code == "place-full"
    filler.unlink()
    assert told(watcher, machine).state == "ready"


@pytest.mark.usefixtures("running")
def test_a_cd_whose_stick_comes_later(machine, backings):
    machine.off()
    machine.paths.line.write_text("coordi.medium=UUID=2026-01-01-00-00-00-00")
    assert boot(machine)[0].code == "place-absent"
    watcher = Watcher(machine.paths)
    assert watcher.look(event=False).state == "absent"
    machine.plug(backings[0])
    assert watcher.look(event=False).state == "absent"
    assert told(watcher, machine).state == "ready"


@pytest.mark.proves_wipe
def test_a_job_goes_on_and_its_facts_are_flushed(running, machine, backings, tmp_path, loop_drive):
    plugged, watcher = running
    stick = Stick(tmp_path)
    stick.home = machine.paths.point / "home"
    drive = loop_drive(8 * MIB)
    folder = stick.job(drive, checkpoint=Checkpoint(seconds=5, bytes=MIB))
    worker = stick.start(folder, **stick.held)
    try:
        until(lambda: facts(folder, Wrote), "it writes")
        os.sync()
        plugged.pulled()
        assert told(watcher, machine).state == "pulled"
        until(lambda: folder.now() and folder.now().stick == "missing", "it notices")
        stick.release()
        live = folder.live / "facts.jsonl"
        until(lambda: b'"ended"' in live.read_bytes(), "the drive's part is over")
        until(lambda: folder.now().stage == "waiting", "it waits")
        assert folder.now().stick == "missing"
        machine.plug(backings[0])
        assert told(watcher, machine).state == "ready"
        assert worker.wait(60) == 0
        assert (folder.durable / "facts.jsonl").read_bytes() == live.read_bytes()
        assert facts(folder, Ended)
        assert status(folder) == "sanitized"
        assert outside.faults(evidence(folder), drive.backing, drive.sentinel) == []
    finally:
        stick.kill_all()
    machine.off()
    assert "jobs" in live_sticks.files(backings[0], "/home")
