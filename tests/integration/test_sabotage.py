"""The saboteurs themselves: each lies or fails as it says, in process and in a worker that was told to.

A liar that does nothing would make every proof look strong.
"""

import mmap

import outside
import pytest
from inprocess import HOME, job_for, run
from outside import digest
from saboteurs import FAULTS, LIARS
from workers import evidence, reason, status

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs.finding import attached

MIB = 1 << 20
SIZE = 2 * MIB
DRIVES = [name for name, front in LIARS.items() if front is not None]


class Twin:
    """A block device in memory."""

    logical, physical, size = 512, 4096, SIZE

    def __init__(self):
        self.content = bytearray(b"SENTINEL" * (SIZE // 8))

    def write(self, offset, data):
        self.content[offset : offset + len(data)] = data
        return len(data)

    def read(self, offset, into):
        into[:] = self.content[offset : offset + len(into)]
        return len(into)

    def flush(self):
        """Nothing to do."""


def content(block):
    """What is read back."""
    into = memoryview(bytearray(SIZE))
    assert block.read(0, into) == SIZE
    return bytes(into)


@pytest.fixture
def twin():
    return Twin()


NEW = b"new data" * (SIZE // 8)


def told(block):
    """Writes all of it in pieces, and takes it at its word."""
    for offset in range(0, SIZE, MIB):
        assert block.write(offset, memoryview(NEW)[offset : offset + MIB]) == MIB


@pytest.mark.parametrize(
    ("liar", "kept"),
    [("wrote-nothing", SIZE), ("wrote-half", SIZE // 2), ("wrong-offset", 512), ("stale-read", SIZE)],
)
def test_liar_keeps_so_many_bytes_of_before(liar, kept, twin):
    told(LIARS[liar](twin))
    assert bytes(twin.content).count(b"SENTINEL") * 8 == kept


@pytest.mark.parametrize("liar", DRIVES)
def test_only_the_stale_reader_reads_what_was_written(liar, twin):
    block = LIARS[liar](twin)
    told(block)
    assert (digest(content(block)) == digest(NEW)) == (liar == "stale-read")


def test_stale_reader_reads_the_drive_where_nothing_was_written(twin):
    block = LIARS["stale-read"](twin)
    block.write(1024, memoryview(NEW)[:512])
    mixed = bytes(twin.content[:1024]) + NEW[:512] + bytes(twin.content[1536:])
    assert digest(content(block)) == digest(mixed)


def test_stale_reader_of_a_large_drive_is_refused_rather_than_filling_memory(twin):
    twin.size = 1 << 40
    with pytest.raises(MemoryError):
        LIARS["stale-read"](twin)


def test_honest_front_changes_nothing(twin):
    from saboteurs import Front

    block = Front(twin)
    told(block)
    assert digest(content(block)) == digest(twin.content) == digest(NEW)
    assert (block.size, block.logical, block.physical) == (SIZE, 512, 4096)


# --- in a worker ----------------------------------------------------------------------------------

# what the product says, and whether it is found out from outside
SAID = {
    "wrote-nothing": "failed",
    "wrote-half": "failed",
    "wrong-offset": "failed",
    "stale-read": "sanitized",
    "constant-stream": "sanitized",
}


@pytest.mark.root
@pytest.mark.parametrize("liar", LIARS)
def test_liar_reaches_a_worker(liar, stick, loop_drive):
    drive = loop_drive(SIZE)
    folder = stick.job(drive)
    assert stick.work(folder, COORDI_WIPE_SABOTEUR=liar) == 0
    found = evidence(folder)
    assert found["claim"]["status"] == SAID[liar]
    assert outside.faults(found, drive.backing, drive.sentinel) != []
    if SAID[liar] == "sanitized":
        folder.evidence.unlink()  # a false proof, seen to be one: not for the hook that counts proofs
    else:
        assert reason(folder) == "differences"


@pytest.mark.root
@pytest.mark.parametrize("fault", ["eio-always", "forgets", "enodev", "flush-eio"])
def test_fault_reaches_a_worker(fault, stick, loop_drive):
    folder = stick.job(loop_drive(SIZE))
    assert stick.work(folder, COORDI_WIPE_SABOTEUR=fault) == 0
    assert status(folder) == "failed"


@pytest.mark.root
def test_two_saboteurs_stand_one_before_the_other(stick, loop_drive):
    folder = stick.job(loop_drive(SIZE))
    assert stick.work(folder, COORDI_WIPE_SABOTEUR="short-write,eio-always") == 0
    assert reason(folder) == "not-overwritten"


@pytest.mark.root
def test_saboteur_that_is_none_ends_the_process(stick, loop_drive):
    folder = stick.job(loop_drive(SIZE))
    assert stick.work(folder, COORDI_WIPE_SABOTEUR="no-such") == 97


def test_saboteurs_have_names_of_their_own():
    assert not LIARS.keys() & FAULTS.keys()
    assert set(SAID) == set(LIARS)


# --- in process, on a real drive --------------------------------------------------------------------


@pytest.mark.parametrize("liar", [name for name in DRIVES if name != "stale-read"])
def test_read_back_finds_the_liar(liar, file_drive):
    result = run(job_for(file_drive(SIZE)), LIARS[liar])
    assert (result.claim.status, result.code) == ("failed", "differences")


def test_stale_reader_is_only_found_from_outside(file_drive):
    """So every proof needs a look at the bytes behind the drive."""
    drive = file_drive(SIZE)
    host = LinuxHost.from_environment()
    with host.claim(attached(host, job_for(drive).plan.drive, HOME).identity) as claimed:
        block = LIARS["stale-read"](claimed.blocks[0])
        memory = memoryview(mmap.mmap(-1, MIB))
        memory[:] = NEW[:MIB]
        assert block.write(0, memory) == MIB
        block.flush()
        assert block.read(0, memory) == MIB
        assert digest(memory) == digest(NEW[:MIB])
    assert drive.sentinels_left() == SIZE // 16
