"""The hex viewer reads and nothing else; what was seen before is kept out of the stick, and shown beside."""

import asyncio
import hashlib
import stat
import threading

import pytest
from tui import experts

from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.tui.screens.expert import hexdump, kept, peeking
from coordi_wipe.tui.screens.expert.kept import Kept
from coordi_wipe.tui.screens.expert.places import aligned, place, shown_length

MIB = 1 << 20
DISK = Identity("/dev/sda", 7, "M", "S1", "", "", "ata-hdd", "drive", 1000 * 4096, 4096, 4096)


def test_lines():
    assert hexdump.alone(0x200, b"AB\x00\xff", 4).plain == "0000000200  41 42 00 ff  AB··"
    beside = hexdump.beside(16, b"AB", b"AC", 2).plain
    assert beside == "0000000010  41*42 AB│ 41*43 AC"
    assert hexdump.beside(0, None, b"AC", 2).plain == "0000000000          │ 41 43 AC"
    assert hexdump.differing(b"abc", b"abd") == 1


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("0", 0),
        ("2", 8192),
        ("1 0", 40960),
        ("8192o", 8192),
        ("8192B", 8192),
        ("0x2000", 8192),
        ("50%", 500 * 4096),
        ("100%", 999 * 4096 + 4095),
        ("1000", None),
        ("-1", None),
        ("", None),
        ("9" * 400, None),
        ("abc", None),
    ],
)
def test_places(text, offset):
    assert place(text, DISK) == offset


def test_whole_sectors_are_read():
    assert aligned(4096 + 256, 256, DISK) == (4096, 4096)
    assert aligned(4096 - 16, 256, DISK) == (0, 8192)
    assert aligned(999 * 4096, 9999, DISK) == (999 * 4096, 4096)
    assert [shown_length(height, 16) for height in (1, 10, 19, 45)] == [16, 112, 256, 512]


def test_what_is_kept_is_private_bounded_and_never_on_the_stick(tmp_path, monkeypatch):
    run, home = tmp_path / "run", tmp_path / "home"
    monkeypatch.setattr(kept, "MOST_SECTORS", 3)
    here = Kept(run, home)
    assert [here.keep(DISK, offset, b"%d" % offset, 1.0) for offset in (0, 512, 0, 1024, 1536)] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert here.keep(DISK, 0, b"later", 2.0)
    files = [path for path in run.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((run / kept.FOLDER).stat().st_mode) == 0o700
    again = Kept(run, home)  # the screens were started again
    assert again.before(DISK, 0).data == b"0"
    files[0].write_bytes(b"torn")
    assert len([at for at in (0, 512, 1024) if Kept(run, home).before(DISK, at)]) == 2
    again.forget(DISK)
    assert again.before(DISK, 0) is None
    assert not [path for path in run.rglob("*") if path.is_file()]
    inside = Kept(home / "run", home)  # the live folder lies on the stick
    assert inside.keep(DISK, 0, b"data", 1.0)
    assert inside.before(DISK, 0).data == b"data"
    assert not home.exists()


class Hanging:
    """A host whose drive never answers, until it is let go."""

    def __init__(self):
        self.go = threading.Event()
        self.asked = 0

    def peek(self, _identity, _offset, length):
        self.asked += 1
        self.go.wait()
        return b"\0" * length


def test_a_drive_that_hangs_holds_one_thread_and_is_said():
    host = Hanging()
    peeks = peeking.Peeking(host, patience=0.01)
    for _ in range(3):
        with pytest.raises(RefusedError) as refused:
            peeks.window(DISK, 0, 4096)
        assert refused.value.reason.code == "expert.drive-hangs"
    assert host.asked == 1
    host.go.set()
    [thread] = [one for one in threading.enumerate() if one.name == "expert-peek"] or [threading.Thread()]
    if thread.ident:
        thread.join()
    assert peeking.Peeking(host).window(DISK, 0, 4096).data == b"\0" * 4096


def digest(drive):
    return hashlib.sha256(drive.backing.read_bytes()).hexdigest(), drive.backing.stat().st_mtime_ns


def test_before_and_now_side_by_side(file_drive):
    """A donor's sector, seen before and after; the viewer changes nothing on the drive."""
    drive = file_drive(4 * MIB)
    other = bytes(byte ^ 0xFF for byte in drive.sentinel)
    untouched = digest(drive)

    async def story():
        async with experts.table(experts.here(), drive.node) as face:
            face.app.screen._desk.node = drive.node
            await face.press("3")
            await face.until("Secteur 0 sur 8", drive.sentinel.hex(" "))
            await face.press("g")
            await face.type("4096")
            await face.until("Secteur 4", "octet 2", "0000200000", "0 octets différents sur 256")
            assert digest(drive) == untouched
            with drive.backing.open("r+b") as file:  # as a wipe would
                file.seek(4096 * 512)
                file.write(other)
            await face.press("c")
            seen = await face.until("16 octets différents sur 128")
            assert f"0000200000 *{drive.sentinel[:8].hex('*')} " in seen
            assert f"│*{other[:8].hex('*')} " in seen
            await face.move("f")
            await face.until("0 octets différents sur 128")
            await face.press("end")
            await face.until("00003fff")
            await face.press("g")
            await face.type("99999999")
            await face.until("n'est pas un endroit")

    asyncio.run(story())
    assert drive.sentinels_left() == 4 * MIB // 16 - 1


def test_a_protected_drive_may_be_read_and_only_that():
    station = experts.recorded("sas-server-raid")

    async def story():
        async with experts.table(station) as face:
            shielded = next(one.drive for one in face.app.world.offers if one.drive.protection)
            face.app.screen._desk.node = shielded.identity.node
            station.host.peeked = ()  # detection has looked too
            await face.press("3")
            await face.until("lecture seule", "0000000000")
            await face.move("pagedown", "down", "up", "home", "pageup", "end")
            return shielded.identity

    identity = asyncio.run(story())
    assert station.host.peeked
    assert all(
        node == identity.node and 0 <= offset < offset + length <= identity.size
        for node, offset, length in station.host.peeked
    )


def test_a_drive_that_cannot_be_read_says_so(monkeypatch):
    station = experts.recorded("sata-laptop")

    def busy(*_):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(station.host, "peek", busy)

    async def story():
        async with experts.table(station) as face:
            await face.press("3")
            await face.until("✖", "n'a pas répondu")

    asyncio.run(story())
