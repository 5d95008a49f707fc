"""The image's stick at boot: completed once, the same at every other boot; and what is wrong with it told."""

import fcntl
import os
import subprocess
from pathlib import Path

import live_sticks
import pytest
from live_sticks import DUMMY, FACTORY, IMAGE, MIB, SIZE, SYSTEM, Machine, boot, written
from plugins.guard import shared_memory

from coordi_wipe.hardware import guard
from coordi_wipe.hardware.process import Finished
from coordi_wipe.hardware.stick import filesystem, opening
from coordi_wipe.hardware.stick.disk import held
from coordi_wipe.model.errors import DamagedError

pytestmark = pytest.mark.root


@pytest.fixture
def stick():
    """Written by any image writer onto a larger stick that was not empty."""
    path = Path(shared_memory() + "stick.img")
    yield written(path)
    path.unlink()


def test_the_first_boot_completes_the_stick(machine, stick):
    before = stick.read_bytes()
    place, (plugged,) = boot(machine, stick)
    assert (place.state, place.code, place.device) == ("ready", "", plugged.node)
    for folder in ("home", "config"):
        assert (machine.paths.point / folder).stat().st_mode & 0o777 == 0o700
    (machine.paths.point / "home/kept").write_text("of today")
    machine.off()
    after = stick.read_bytes()
    assert after[34 * 512 : SYSTEM] == before[34 * 512 : SYSTEM]  # partitions 1 to 4
    assert after[:440] == before[:440]
    assert after[462:478] == DUMMY
    told = live_sticks.table(stick)
    assert told["lastlba"] == SIZE // 512 - 34
    numbers = [told["id"].lower(), *(part["uuid"].lower() for part in told["partitions"])]
    assert len(set(numbers)) == 6
    assert not any(number.startswith(FACTORY[:24]) for number in numbers)
    assert [part.get("attrs") for part in told["partitions"]] == [None, None, "GUID:60,63", None, None]
    assert live_sticks.parts(stick)["coordi-data"]["size"] * 512 > SIZE - IMAGE - 2 * MIB
    assert live_sticks.files(stick, "/") == {"lost+found", "home", "config"}
    assert live_sticks.files(stick, "/home") == {"kept"}


def test_another_boot_changes_nothing_but_the_data(machine, stick):
    boot(machine, stick)
    (machine.paths.point / "home/kept").write_text("of yesterday")
    machine.off()
    before = stick.read_bytes()
    place, _ = boot(machine, stick)  # the kernel's line has the number of before: found by what udev knows
    assert place.state == "absent"
    machine.line_names(stick)
    place, _ = boot(machine, stick)
    assert (place.state, place.code) == ("ready", "")
    assert (machine.paths.point / "home/kept").read_text() == "of yesterday"
    machine.off()
    start = live_sticks.parts(stick)["coordi-data"]["start"] * 512
    after = stick.read_bytes()
    assert after[:start] == before[:start]
    assert after[-33 * 512 :] == before[-33 * 512 :]


def test_the_service_may_run_twice_in_a_boot(machine, stick):
    first, (plugged,) = boot(machine, stick)
    assert first.state == "ready"
    assert opening.boot(machine.paths) == first
    plugged.seen()  # by its new number
    assert opening.boot(machine.paths) == first


@pytest.fixture
def guarded(machine, stick, monkeypatch):
    """A stick that the guard's rule has made read-only."""
    machine.off()
    monkeypatch.setattr(guard, "DATA", machine.paths.udev)
    plugged = machine.plug(stick)
    plugged._write(plugged.node, {"DEVTYPE": "disk", "ID_BUS": "usb", "COORDI_WIPE_GUARDED": "1"})
    subprocess.run(["blockdev", "--setro", plugged.node], check=True)
    yield plugged
    set_writable(plugged)  # the flag would outlive the loop device


def set_writable(plugged):
    subprocess.run(["blockdev", "--setrw", plugged.node], check=True)


def read_only(plugged):
    done = subprocess.run(["blockdev", "--getro", plugged.node], capture_output=True, check=True)
    return done.stdout == b"1\n"


def test_the_guards_flag_is_lifted(machine, guarded):
    assert opening.boot(machine.paths).state == "ready"
    assert not read_only(guarded)


def test_a_flag_that_is_not_the_guards_stays(machine, stick):
    machine.off()
    plugged = machine.plug(stick)
    subprocess.run(["blockdev", "--setro", plugged.node], check=True)
    try:
        assert opening.boot(machine.paths).state == "read-only"
        assert read_only(plugged)
    finally:
        set_writable(plugged)


def test_the_guard_is_set_back_where_nothing_was_mounted(machine, guarded):
    os.truncate(guarded.backing, IMAGE)
    subprocess.run(["losetup", "-c", guarded.node], check=True)
    assert opening.boot(machine.paths).code == "place-no-room"
    assert read_only(guarded)


def test_another_attachment_is_neither_lifted_nor_written(guarded):
    before = guarded.backing.read_bytes()
    with pytest.raises(OSError, match="No such device"), held(guarded.node, 1):
        pass
    assert read_only(guarded)
    assert guarded.backing.read_bytes() == before


def test_a_drive_without_our_table_is_not_lifted(guarded):
    with guarded.backing.open("r+b") as file:
        file.write(bytes(34 * 512))
    os.sync()
    subprocess.run(["blockdev", "--flushbufs", guarded.node], check=True)
    with pytest.raises(DamagedError, match="place-damaged"), held(guarded.node):
        pass
    assert read_only(guarded)


def test_a_drive_that_others_have_locked_is_not_written(guarded, monkeypatch):
    monkeypatch.setattr("coordi_wipe.hardware.stick.disk._PATIENCE", 0.0)
    with open(guarded.node, "rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="busy"), held(guarded.node):
            pass
    assert read_only(guarded)


@pytest.mark.parametrize("code", [8, 16, 32, 127, -9, 12])
def test_a_check_without_a_verdict_changes_nothing(code, machine, started, monkeypatch):
    """Although there is room for another one beside it."""
    os.truncate(started, 2 * SIZE)
    boot(machine, started)
    machine.off()
    before = started.read_bytes()
    run = filesystem.run

    def failing(argv, **how):
        return Finished(code, b"", b"", 0.0) if argv[0] == "e2fsck" else run(argv, **how)

    monkeypatch.setattr(filesystem, "run", failing)
    place, _ = boot(machine, started)
    assert (place.state, place.code) == ("damaged", "place-damaged")
    nothing_is_kept(machine)
    machine.off()
    assert started.read_bytes() == before


@pytest.mark.parametrize("room", [0, MIB, 20 * MIB])
def test_a_stick_without_room(room, machine, stick):
    os.truncate(stick, IMAGE + room)
    before = stick.read_bytes()
    place, (plugged,) = boot(machine, stick)
    assert (place.state, place.code, place.device) == ("absent", "place-no-room", plugged.node)
    nothing_is_kept(machine)
    assert stick.read_bytes()[34 * 512 : SYSTEM] == before[34 * 512 : SYSTEM]
    assert not live_sticks.table(stick)["id"].lower().startswith(FACTORY[:24])


def nothing_is_kept(machine):
    """Whoever wants to write finds no place: not even in memory."""
    assert list(machine.paths.point.iterdir()) == []
    with pytest.raises(OSError, match="Read-only"):
        (machine.paths.point / "home").mkdir()


def data(stick, name="coordi-data"):
    part = live_sticks.parts(stick)[name]
    return part["start"] * 512, part["size"] * 512


def content(stick, name="coordi-data"):
    start, length = data(stick, name)
    return stick.read_bytes()[start : start + length]


@pytest.fixture
def started(machine, stick):
    """A stick with a boot behind it, and what was kept then."""
    assert boot(machine, stick)[0].state == "ready"
    (machine.paths.point / "home/kept").write_text("of yesterday")
    machine.off()
    machine.line_names(stick)
    return stick


def debugfs(stick, *commands):
    for command in commands:
        argv = ["debugfs", "-w", "-R", command, f"{stick}?offset={data(stick)[0]}"]
        subprocess.run(argv, check=True, capture_output=True)


def test_a_file_system_that_needs_more_than_a_journal_is_mended(machine, started):
    debugfs(started, "clri <2>")  # the root folder
    place, _ = boot(machine, started)
    assert (place.state, place.code) == ("ready", "")
    found = {path.read_text() for path in (machine.paths.point / "lost+found").glob("*/kept")}
    assert found == {"of yesterday"}


def spoil(stick):
    """Noise where ext4 keeps what it is."""
    with stick.open("r+b") as file:
        file.seek(data(stick)[0])
        file.write(os.urandom(64 << 10))


def test_a_lost_file_system_is_left_as_it_is(machine, started):
    spoil(started)
    before = started.read_bytes()
    place, (plugged,) = boot(machine, started)
    assert (place.state, place.code, place.device) == ("damaged", "place-damaged", plugged.node)
    nothing_is_kept(machine)
    machine.off()
    assert started.read_bytes() == before


def test_a_new_file_system_comes_beside_a_lost_one(machine, started):
    spoil(started)
    os.truncate(started, 2 * SIZE)  # there is room now
    before = content_of(started, whole=False)
    place, _ = boot(machine, started)
    assert (place.state, place.code) == ("ready", "place-new-beside")
    (machine.paths.point / "home/kept").write_text("of today")
    machine.off()
    assert content(started, "coordi-damaged") == before
    place, _ = boot(machine, started)
    assert (place.state, place.code) == ("ready", "place-new-beside")
    assert (machine.paths.point / "home/kept").read_text() == "of today"
    machine.off()
    assert content(started, "coordi-damaged") == before


def content_of(stick, *, whole):
    part = {part["name"]: part for part in live_sticks.table(stick, whole=whole)["partitions"]}["coordi-data"]
    return stick.read_bytes()[part["start"] * 512 :][: part["size"] * 512]


def test_a_full_stick_is_mounted_and_told(machine, started):
    _, _ = boot(machine, started)
    filler = machine.paths.point / "filler"
    room = os.statvfs(machine.paths.point)
    filler.write_bytes(bytes(room.f_bavail * room.f_frsize - 15 * MIB))
    place, _ = boot(machine, started)
    assert (place.state, place.code) == ("full", "place-full")
    filler.unlink()
    assert opening.used(place, machine.paths).state == "ready"


def test_a_read_only_stick_can_be_read(machine, started):
    before = started.read_bytes()
    machine.off()
    plugged = machine.plug(started, locked=True)
    place = opening.boot(machine.paths)
    assert (place.state, place.code, place.device) == ("read-only", "place-read-only", plugged.node)
    assert (machine.paths.point / "home/kept").read_text() == "of yesterday"
    with pytest.raises(OSError, match="Read-only"):
        (machine.paths.point / "home/more").mkdir()
    machine.off()
    assert started.read_bytes() == before


def test_a_read_only_stick_at_its_first_boot(machine, stick):
    before = stick.read_bytes()
    machine.plug(stick, locked=True)
    assert opening.boot(machine.paths).code == "place-read-only"
    nothing_is_kept(machine)
    assert stick.read_bytes() == before


def test_two_sticks_that_are_copies_are_both_left_alone(machine, started, tmp_path):
    copy = tmp_path / "copy.img"
    copy.write_bytes(started.read_bytes())
    before = started.read_bytes()
    place, _ = boot(machine, started, copy)
    assert (place.state, place.code) == ("twin", "place-twin")
    nothing_is_kept(machine)
    assert started.read_bytes() == copy.read_bytes() == before


@pytest.mark.parametrize("torn", [512, 1024], ids=["header", "entries"])
def test_a_first_copy_that_does_not_hold_is_mended_from_the_last(torn, machine, started):
    before = started.read_bytes()
    with started.open("r+b") as file:
        file.seek(torn + 40)
        file.write(os.urandom(16))
    machine.off()
    machine.plug(started)
    assert opening.boot(machine.paths).state == "ready"
    machine.off()
    assert started.read_bytes()[:SYSTEM] == before[:SYSTEM]


CD = "coordi.medium=UUID=2026-01-01-00-00-00-00"


@pytest.mark.parametrize(
    ("how", "state"),
    [("none", "absent"), ("usb", "ready"), ("inside", "absent"), ("new", "absent"), ("two", "twin")],
)
def test_a_start_from_a_cd(how, state, machine, started, tmp_path):
    """A stick of ours may be the place, when there is one, on USB, that has a data partition already."""
    machine.paths.line.write_text(CD)
    other = written(tmp_path / "other.img")
    if how == "new":
        started = other
    if how == "two":
        new = Machine(tmp_path / "another pc")
        boot(new, other)
        new.off()
    before = started.read_bytes()
    if how != "none":
        machine.plug(started, bus="ata" if how == "inside" else "usb")
    if how == "two":
        machine.plug(other)
    assert opening.boot(machine.paths).state == state
    if state != "ready":
        nothing_is_kept(machine)
        assert started.read_bytes() == before
