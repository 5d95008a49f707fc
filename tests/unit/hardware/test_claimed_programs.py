"""A program that runs under a claim names the claimed drive, and no other device."""

import pytest
from msgspec.structs import replace
from unit.model import stories

from coordi_wipe.hardware import claiming
from coordi_wipe.hardware.claiming import ClaimedDrive
from coordi_wipe.model.errors import RefusedError

NVME = "/dev/nvme0n1"


@pytest.fixture
def ran(monkeypatch):
    """The commands that would have been started; none is."""
    started = []
    monkeypatch.setattr(claiming, "run", lambda argv, **_: started.append(argv))
    return started


def claimed(node):
    return ClaimedDrive(replace(stories.DRIVE, node=node), -1, -1, 0, guarded=False)


@pytest.mark.parametrize(
    ("node", "argv"),
    [
        ("/dev/sdb", ["hdparm", "--user-master", "u", "--security-erase", "NULL", "/dev/sda"]),
        ("/dev/sdb", ["hdparm", "-I", "/dev/sdb", "/dev/sda"]),
        ("/dev/sdb", ["dd", "of=/dev/sda"]),
        ("/dev/sdb", ["wipe", "-o/dev/sda"]),
        ("/dev/sdb", ["hdparm", "-I", "//dev/sda"]),
        ("/dev/sdb", ["hdparm", "-I", "/./dev/sda"]),
        ("/dev/sdb", ["hdparm", "-I", "/dev/sdb/../sda"]),
        ("/dev/sdb", ["hdparm", "-I", "/dev/disk/by-id/ata-x"]),
        ("/dev/sdb", ["hdparm", "-I", "/dev/sdb1"]),
        (NVME, ["nvme", "format", "/dev/nvme1n1"]),
        (NVME, ["nvme", "format", "/dev/nvme0n2"]),
        (NVME, ["nvme", "sanitize", "/dev/nvme1"]),
        ("/home/a.img", ["blockdev", "--rereadpt", "/dev/sda"]),
    ],
)
@pytest.mark.parametrize("free", [False, True])
def test_another_device_is_refused_before_anything_starts(ran, node, argv, free):
    with pytest.raises(RefusedError) as raised:
        claimed(node).run(argv, timeout=1, free=free)
    assert (raised.value.reason.code, ran) == ("not-without-claim", [])


@pytest.mark.parametrize(
    ("node", "argv"),
    [
        ("/dev/sdb", ["smartctl", "-l", "scterc,70,70", "/dev/sdb"]),
        ("/dev/sdb", ["sg_sanitize", "--overwrite", "--zero", "--device=/dev/sdb"]),
        (NVME, ["nvme", "format", NVME]),
        (NVME, ["nvme", "sanitize", "/dev/nvme0"]),
        ("/home/a.img", ["fallocate", "--punch-hole", "/home/a.img"]),
    ],
)
def test_the_drives_own_nodes_are_taken(ran, node, argv):
    claimed(node).run(argv, timeout=1)
    assert ran == [argv]
