"""A drive is taken only as it was planned: another one at its node, or another size, is refused untouched."""

import mmap

import pytest
from msgspec.structs import replace

from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.errors import RefusedError

SIZE = 1 << 20
SECTOR = 512


def here(made):
    (drive,) = drives(LinuxHost.from_environment(), named=[made.node], file_drives=True)
    return drive.identity


def overwrite(planned):
    """Claims the drive as it was planned and writes over its beginning, as a worker would."""
    with (
        LinuxHost.from_environment().claim(planned) as claimed,
        mmap.mmap(-1, 4096) as zeros,  # aligned, as O_DIRECT wants it
        memoryview(zeros) as view,
    ):
        assert claimed.blocks[0].write(0, view) == 4096
        claimed.blocks[0].flush()


def refusal(made, planned):
    """Why the drive is not to be had like this; not one of its bytes has changed."""
    before = made.backing.read_bytes()
    with pytest.raises(RefusedError) as raised:
        overwrite(planned)
    assert made.backing.read_bytes() == before
    return raised.value.reason


@pytest.mark.root
def test_another_drive_at_the_node_is_refused(loop_drive):
    made = loop_drive(SIZE)
    planned = here(made)
    assert planned.diskseq > 0
    reason = refusal(made, replace(planned, diskseq=planned.diskseq + 1))
    assert (reason.code, reason.args) == ("another-drive-here", {"node": made.node})
    overwrite(planned)  # the very same drive is had
    assert made.backing.read_bytes().startswith(bytes(4096))


@pytest.mark.root
@pytest.mark.parametrize(
    "difference",
    [{"size": SIZE + SECTOR}, {"size": SIZE - SECTOR}, {"logical": 4096}, {"physical": 4096}],
    ids=str,
)
def test_a_drive_of_another_size_is_refused(loop_drive, difference):
    made = loop_drive(SIZE)
    planned = here(made)
    assert planned.physical == SECTOR
    reason = refusal(made, replace(planned, **difference))
    planned_size = difference.get("size", SIZE)
    assert (reason.code, reason.args) == (
        "size-changed",
        {"node": made.node, "planned": planned_size, "seen": SIZE},
    )


@pytest.mark.parametrize("change", [SECTOR, -SECTOR])
def test_a_file_of_another_size_is_refused(file_drive, change):
    made = file_drive(SIZE)
    assert refusal(made, replace(here(made), size=SIZE + change)).code == "size-changed"


@pytest.mark.root
def test_a_file_is_not_taken_for_a_device_nor_the_other_way(loop_drive, file_drive):
    device, file = loop_drive(SIZE), file_drive(SIZE)
    assert refusal(device, replace(here(device), medium="file")).code == "another-drive-here"
    assert refusal(file, replace(here(file), medium="loop")).code == "another-drive-here"
