"""The power goes at each sector of each write of a first boot: the stick starts, the next boot finishes."""

import os
import random
from itertools import count

import live_sticks
import pytest
from live_sticks import FACTORY, IMAGE, MIB, SYSTEM

from coordi_wipe.hardware.stick import growth, table
from coordi_wipe.hardware.writing import gpt, layout
from coordi_wipe.model.errors import DamagedError

SECTOR, PAGE = 512, 4096
SIZE = 256 * MIB
ENTRY = 2 * SECTOR + 2 * 128  # where GRUB reads partition 3's, and believes it without a checksum


class PowerCutError(Exception):
    """Nothing is written any more."""


class Memory:
    """A drive as its sectors. `power`: so many sectors are written, then none."""

    def __init__(self, sectors, power=1 << 60, size=SIZE):
        self.size, self.sectors, self.power = size, dict(sectors), power
        self.calls = []

    def read(self, offset, length):
        numbers = range(offset // SECTOR, (offset + length) // SECTOR)
        return b"".join(self.sectors.get(number, bytes(SECTOR)) for number in numbers)

    def write(self, offset, data):
        assert offset + len(data) <= 34 * SECTOR or offset >= SYSTEM, "into the system"
        self.calls.append(len(data) // SECTOR)
        for at in range(0, len(data), SECTOR):
            if not self.power:
                raise PowerCutError
            self.power -= 1
            self.sectors[(offset + at) // SECTOR] = data[at : at + SECTOR]

    def flush(self):
        pass

    def make(self, _, start, length):
        """A file system: noise here and there where it will be, and where the image had its last table."""
        assert start >= SYSTEM
        assert start + length <= self.size - 33 * SECTOR
        for offset in (start, max(start, IMAGE - SECTOR), start + length - SECTOR):
            self.write(offset, random.Random(offset).randbytes(SECTOR))


@pytest.fixture(scope="module")
def new():
    """The sectors of an image's tables on a larger drive."""
    image = live_sticks.image()
    kept = [*range(34), *range((IMAGE // SECTOR) - 33, IMAGE // SECTOR)]
    return {number: image[number * SECTOR : (number + 1) * SECTOR] for number in kept}


def completed(disk):
    growth.grown(disk, disk.make)
    found = growth.numbered(disk, lambda _: None)
    growth.mirrored(disk)
    return found


def whole(disk):
    """Everything that a finished stick has."""
    found = gpt.first(disk.read)
    assert layout.named(found, layout.DATA) is not None
    assert not any(part.uuid.startswith(FACTORY[:24]) for part in found.parts.values())
    assert not found.uuid.startswith(FACTORY[:24])
    assert table.first(disk.read) == table.last(disk.read, SIZE)
    assert table.points_to_end(disk.read, SIZE)
    assert disk.read(0, SECTOR)[462:478] == live_sticks.DUMMY
    return found


def system(found):
    return [(part.type, part.name, part.start, part.length) for n, part in found.parts.items() if n < 5]


def grub(disk):
    """Partition 3's number, as GRUB tells it to the kernel."""
    return table.Entries(b"", disk.read(2 * SECTOR, 16384)).uuid_of(3)


def cuts(new):
    """(sectors written before the cut, whether a whole page was written) for each sector of a first boot."""
    disk = Memory(new)
    completed(disk)
    ends = {0}
    for length in disk.calls:
        ends.add(max(ends) + length)
    return [(power, power in ends) for power in range(max(ends) + 1)]


def test_at_each_sector(new):
    tried, wanted = 0, system(gpt.first(Memory(new).read))
    for power, between in cuts(new):
        disk = Memory(new, power)
        try:
            completed(disk)
        except PowerCutError:
            tried += 1
        found = gpt.first(disk.read)
        if between:  # a drive that keeps its pages whole: the kernel has a table
            assert found is not None
        # a drive that tears a page: firmware mends the first copy from the last, and GRUB agrees with it
        found = found or gpt.last(disk.read, SIZE)
        assert found is not None, power
        assert system(found) == wanted
        assert found.parts[3].uuid == grub(disk)
        disk.power = 1 << 60
        completed(disk)
        assert system(whole(disk)) == wanted
    assert tried > 80


def test_a_boot_that_follows_writes_nothing(new):
    disk = Memory(new)
    completed(disk)
    disk.calls.clear()
    before = dict(disk.sectors)
    completed(disk)
    assert (disk.calls, disk.sectors) == ([], before)


def test_a_cut_while_another_comes_beside(new):
    """The lost one is never touched, nor forgotten."""
    finished = Memory(new)
    completed(finished)
    lost = layout.named(gpt.first(finished.read), layout.DATA)
    grown = 2 * SIZE
    for power in count():
        disk = Memory(finished.sectors, power, grown)
        done = True
        try:
            growth.beside(disk, disk.make)
        except PowerCutError:
            done = False
        found = gpt.first(disk.read) or gpt.last(disk.read, grown)
        names = [part.name for part in found.parts.values() if part.start == lost.start]
        assert names in ([growth.DAMAGED], [layout.DATA])
        assert (growth.DAMAGED in names) or not done
        inside = range(lost.start // SECTOR, lost.end // SECTOR)
        changed = {n for n, data in disk.sectors.items() if data != finished.sectors.get(n, bytes(SECTOR))}
        assert not changed.intersection(inside)
        if done:
            break
    assert power > 40
    assert layout.named(found, layout.DATA).start >= lost.end


@pytest.mark.parametrize("room", [0, 31, 32, 1023, 1024, 60_000])
def test_how_much_room_is_taken(room, new):
    """Of much room, half: another one then finds place beside a lost one."""
    there = gpt.first(Memory(new).read)
    place = growth.room(there, SYSTEM + room * MIB + MIB)
    taken = 0 if place is None else place.length // MIB
    assert taken == {0: 0, 31: 0, 32: 32, 1023: 1023, 1024: 512, 60_000: 30_000}[room]


def test_neither_copy_holds(new):
    disk = Memory({**new, 1: os.urandom(SECTOR)})
    with pytest.raises(DamagedError, match="place-damaged"):
        growth.grown(disk, disk.make)
    assert disk.calls == []


def test_a_table_of_somebody_else(new):
    entries = table.first(Memory(new).read)
    other = table.Entries(entries.disk, os.urandom(16) + entries.raw[16:])
    disk = Memory(new)
    growth._write_first(disk, other)
    disk.calls.clear()
    with pytest.raises(DamagedError, match="place-damaged"):
        growth.grown(disk, disk.make)
    assert disk.calls == []
