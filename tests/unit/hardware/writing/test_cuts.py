"""Power is cut at every moment of a writing: data stays, no two versions ever start together, again mends."""

import pytest
import releases

from coordi_wipe.hardware.writing import gpt, image, layout, prepare, writer

MIB = 1 << 20


class PowerCutError(Exception):
    """It is dark."""


class Stick:
    """A stick in memory. `left`: writes until power is cut, in the middle of the last one."""

    logical = physical = 512

    def __init__(self, content, left=None):
        self.bytes = bytearray(content)
        self.left = left
        self.flushed = 0

    @property
    def size(self):
        return len(self.bytes)

    def write(self, offset, data):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                torn = len(data) // 2 // 512 * 512
                self.bytes[offset : offset + torn] = data[:torn]
                raise PowerCutError
        self.bytes[offset : offset + len(data)] = data
        return len(data)

    def read(self, offset, into):
        piece = self.bytes[offset : offset + len(into)]
        into[: len(piece)] = piece
        return len(piece)

    def flush(self):
        self.flushed += 1


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """Many moments to be cut at."""
    monkeypatch.setattr(writer, "CHUNK", 128 << 10)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two releases, and a started stick of the first with what its partitions 4 and 5 hold."""
    folder = tmp_path_factory.mktemp("releases")
    one, two = releases.make(folder / "one", "1"), releases.make(folder / "two", "2", fill=1500 << 10)
    path = folder / "stick.img"
    path.write_bytes(one.path.read_bytes() + bytes((20 << 20) - one.size))
    data = releases.started_once(path)
    return one, two, path.read_bytes(), data, releases.behind(path)


def alike(some, others):
    """Equal; pytest would explain for minutes where megabytes differ."""
    return bytes(some) == bytes(others)


def begins(stick, iso):
    """Whether partition 3 begins with these bytes."""
    return stick.bytes.startswith(iso, releases.LIVE)


def looked_at(release):
    return image.look(release.path, lambda *_: None)


def update(stick, release):
    wanted = prepare.planned(
        lambda at, count: bytes(stick.bytes[at : at + count]), stick.size, release, new=False
    )
    writer.write(stick, release, wanted, lambda *_: None)
    writer.compare(stick, release, wanted, lambda *_: None)
    return wanted


def moments(content, release):
    """How many writes a whole writing takes."""
    stick = Stick(content, 10_000)
    update(stick, release)
    return 10_000 - stick.left


def test_an_update_that_is_cut_at_any_moment(made):
    one, two, content, data, behind = made
    release = looked_at(two)
    assert moments(content, release) > 15
    for moment in range(moments(content, release)):
        stick = Stick(content, moment)
        with pytest.raises(PowerCutError):
            update(stick, release)
        assert alike(stick.bytes[behind : behind + len(data)], data), moment
        assert alike(stick.bytes[512 : 34 * 512], content[512 : 34 * 512]), moment
        assert gpt.last(lambda at, count, on=stick: bytes(on.bytes[at : at + count]), stick.size)
        _never_two_versions(stick, one, two, moment)
        stick.left = None
        assert update(stick, release).update, moment
        assert begins(stick, two.iso), moment
        assert alike(stick.bytes[behind : behind + len(data)], data), moment


def _never_two_versions(stick, one, two, moment):
    """Where a boot loader finds a file system in partition 3, all of it is one release."""
    start = releases.LIVE + 32768  # ECMA-119, 6.2.1: descriptors begin in block 16
    if stick.bytes[start + 1 : start + 6] != b"CD001":
        return
    whole = [begins(stick, release.iso) for release in (one, two)]
    assert any(whole), f"half of two versions would start: {moment}"


def test_a_new_stick_that_is_cut_has_no_table(made, monkeypatch):
    monkeypatch.setattr(layout, "ROOM", MIB)
    one, _, _, _, _ = made
    release = looked_at(one)
    before = b"\xa5" * (8 * MIB)
    for moment in range(moments(before, release)):
        stick = Stick(before, moment)
        with pytest.raises(PowerCutError):
            update(stick, release)
        table = gpt.first(lambda at, count, on=stick: bytes(on.bytes[at : at + count]))
        assert table is None or alike(stick.bytes[: one.size], one.path.read_bytes()), moment


def test_the_door_is_written_behind_a_flush(made):
    """What a stick keeps in its cache is on the medium before the door is opened."""
    _, two, content, _, _ = made
    seen = []

    class Watched(Stick):
        def write(self, offset, data):
            seen.append((offset, self.flushed))
            return super().write(offset, data)

    stick = Watched(content)
    update(stick, looked_at(two))
    places = [offset for offset, _ in seen]
    assert (places[0], places[-1]) == (releases.LIVE, releases.LIVE)
    assert (seen[0][1], seen[-1][1]) == (0, 2)
    assert all(flushed == 1 for _, flushed in seen[1:-1])
    assert stick.flushed == 3


def test_an_image_that_changes_meanwhile_is_found_out(made, tmp_path):
    _, two, content, _, _ = made
    path = tmp_path / "changing.img"
    path.write_bytes(two.path.read_bytes())
    release = image.look(path, lambda *_: None)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(image.DamagedError, match="image-changed"):
        update(Stick(content), release)
    path.write_bytes(two.path.read_bytes()[: -(1 << 20)])
    with pytest.raises(image.DamagedError, match="image-changed"):
        update(Stick(content), release)
