"""Power on, look, power off: not a bit of what lies inside the PC has changed, nor of the stick's system.

What stock live-boot does to the same drives is shown too: where that test is green, this one can fail.
"""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest
from image import drives, partitions, shipped
from image.conftest import PATIENCE
from image.machine import Guest, Inner, Setup, raw

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.root]

BUSES = ("ahci", "nvme", "virtio", "usb", "ahci")  # one for each layout, whole ext4 on NVMe


@pytest.fixture(scope="module")
def dirty(place):
    """The five layouts, made once; copies are what guests get."""
    folder = place / "dirty"
    folder.mkdir()
    return drives.every_layout(folder)


def _inside(dirty, place, name) -> tuple[Inner, ...]:
    """Fresh copies, each on a bus of its own."""
    folder = place / name
    folder.mkdir()
    copies = [Path(shutil.copyfile(path, folder / path.name)) for path in dirty]
    return tuple(
        Inner(path, bus, f"DIRTY{n:04}") for n, (path, bus) in enumerate(zip(copies, BUSES, strict=True))
    )


def _changed(inside: tuple[Inner, ...], dirty) -> list[str]:
    return [
        path.name
        for path, drive in zip(dirty, inside, strict=True)
        if drives.digest(path) != drives.digest(drive.path)
    ]


def test_a_boot_without_a_plan_changes_nothing(boots, keep, place, dirty):
    """Five dirty drives and a sixth that is plugged in later, from a stick that says it is a fixed disk."""
    inside = _inside(dirty, place, "shipped")
    late = Path(shutil.copyfile(dirty[1], place / "late.img"))
    guest: Guest = boots(Setup(medium="stick-fixed", drives=inside))
    guest.screen.wait(say("tui.operator.title"), seconds=PATIENCE)
    guest.qmp("blockdev-add", **{"node-name": "late", "driver": "file", "filename": str(late)})
    guest.qmp("device_add", driver="usb-storage", bus="xhci.0", drive="late", id="late", serial="LATE0001")
    guest.answer("ab")
    guest.screen.wait(say("tui.scan.sentence"), seconds=60)
    guest.scan("C23-0412")  # drives are looked at, read, listed
    guest.screen.wait("DIRTY0000"[-4:], "LATE0001"[-4:], seconds=120)
    keep(guest, "found")
    guest.qmp("system_powerdown")
    assert guest.off(120), "the power button is not heard"
    assert _changed(inside, dirty) == []
    assert drives.digest(late) == drives.digest(dirty[1])
    stick = raw(guest.stick, place / "after.img")
    assert partitions.system_changed(stick) == []


@pytest.mark.slow
def test_stock_live_boot_changes_dirty_drives(boots, place, dirty):
    """The same initramfs without our two files: ext4's journal is played back on an inner drive."""
    inside = _inside(dirty, place, "stock")
    setup = Setup(
        medium="direct",
        append=f"{shipped.line()} coordi.noram",
        initrd=stock_initrd(place),
        drives=inside,
        first=True,
    )
    guest = boots(setup)
    guest.screen.wait(say("tui.operator.title"), seconds=PATIENCE)
    guest.cut()
    changed = _changed(inside, dirty)
    assert "whole-disk-ext4.img" in changed, changed


OURS = ("usr/lib/live/boot/9995-own-medium", "usr/lib/udev/rules.d/59-coordi-wipe-guard.rules")


def stock_initrd(place: Path) -> Path:
    """The shipped initramfs with our two files emptied: of two archives in a row, the kernel keeps what the
    second says (Documentation/driver-api/early-userspace/buffer-format.rst)."""
    tree = place / "stock"
    for name in OURS:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()
    listing = "\n".join(OURS).encode()  # files alone: a folder named here could take the place of a link
    argv = ["cpio", "--quiet", "--create", "--format=newc"]
    archive = subprocess.run(argv, cwd=tree, check=True, input=listing, capture_output=True).stdout
    packed = place / "stock-initrd.img"
    packed.write_bytes((shipped.inside() / "initrd.img").read_bytes() + gzip.compress(archive))
    return packed
