"""Power on, look, power off: not a bit of what lies inside the PC has changed, nor of the stick's system.

What stock live-boot does to the same drives is shown too: where that test is green, this one can fail.
"""

import os
import shutil
import time
from pathlib import Path

import pytest
from image import drives, faults, partitions, steps
from image.conftest import PATIENCE
from image.machine import STICK_SIZE, Guest, Inner, Setup, fresh_stick, raw

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

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
    guest.screen.wait(*(f"C23-0412-D{number}" for number in range(1, 7)), seconds=120)
    keep(guest, "found")
    steps.power_off(guest)
    assert _changed(inside, dirty) == []
    assert drives.digest(late) == drives.digest(dirty[1])
    stick = raw(guest.stick, place / "after.img")
    assert partitions.system_changed(stick) == []


def test_stock_live_boot_changes_dirty_drives(boots, place, dirty, monkeypatch):
    """The same initramfs without our two files, and a stick that does not answer: every drive is mounted in
    search of it, and ext4's journal is played back on an inner one."""
    monkeypatch.setenv(faults.NAME, "stock-live-boot")
    inside = _inside(dirty, place, "stock")
    nothing = place / "nothing.img"
    nothing.touch()
    os.truncate(nothing, STICK_SIZE)
    stick = fresh_stick(place / "silent-stick.qcow2", of=nothing)
    guest = boots(Setup(medium="stick-fixed", drives=inside, stick=stick))
    end = time.monotonic() + PATIENCE
    while not (changed := _changed(inside, dirty)):
        assert time.monotonic() < end, f"nothing changed; the screen:\n{guest.screen.look()}"
        time.sleep(3)
    assert changed[0] in ("gpt-ext4-swap.img", "whole-disk-ext4.img")
