"""One PC with an NVMe, a SATA, a USB and a virtio drive, each full of a token of its own: all are erased by
one plan that a person confirms drive by drive, and the PC is switched off by keys."""

import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from image import drives, identity, partitions, preparing, shell, steps
from image.machine import Guest, Inner, Setup, raw
from image.verifying import verified

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

MIB = 1 << 20
SIZE = 24 * MIB
SERIALS = {"nvme": "NVME07F2A", "ahci": "AHCI0C0DE", "usb": "USB0B1C3D", "virtio": "VIRT09A8B"}
STATUSES = ("sanitized_with_exceptions", "sanitized")
FLAGS = "lsblk -dnro RO,SERIAL | grep -E '{}' | cut -c 1 | xargs".format("|".join(SERIALS.values()))
TRACED = "ide_exec_cmd"  # QEMU's own: what reaches the SATA drive
STANDBY = "cmd 0xe0"  # ATA STANDBY IMMEDIATE (ACS-4, 7.48)


def test_four_drives_of_four_kinds_erased_by_one_plan_and_the_pc_off_by_keys(boots, keep, place):
    """Confirmed by the end of each number, and by its tag where a USB bridge may hide the drive's; that one
    is unplugged before it is read back, and gets an orange label for its doubtful number. Four certificates
    that a stranger believes. Then E, twice: a large « ORANGE » is the last that the screen says, and nothing
    stands over it."""
    made = identity.make(place / "four" / "data", allow_virtual=True)
    full = {bus: drives.tokens(place / f"four-{bus}.img", SIZE) for bus in SERIALS}
    inner = tuple(Inner(full[bus].path, bus, serial) for bus, serial in SERIALS.items())
    trace = place / "four-trace"
    more = ("-D", str(trace), "-trace", TRACED)
    guest = boots(Setup(drives=inner, stick=preparing.with_data(place, "four-stick", made), more=more))
    steps.first_screen(guest)
    steps.sign_in(guest)
    _confirmed(guest, keep)
    assert all(one.left() == SIZE // drives.TOKEN for one in full.values()), "before all were confirmed"
    _plugged_again(guest, keep, full["usb"].path)
    seen = steps.erased(guest, "amber")
    keep(guest, "4-result")
    assert [seen.count(f"{say(f'status.{status}')} ·") for status in STATUSES] == [1, 3]
    steps.finish(guest)
    shell.asked_for(guest)
    shell.opened(guest, made.words)
    flags = shell.told(guest, FLAGS)
    keep(guest, "5-shell")
    shell.left(guest)
    assert flags == "1 1 1 1", "a drive that is through may still be written"
    before = trace.read_text().count(STANDBY)
    _off(guest, keep)
    assert trace.read_text().count(STANDBY) > before, "a disk turns when somebody pulls it"
    assert [one.left() for one in full.values()] == [0] * len(full)
    _papers(guest, place, made)


def _confirmed(guest: Guest, keep) -> None:
    seen = steps.to_confirm(guest)
    (usb,) = re.findall(r"scannez (C23-0412-D\d)", seen)
    keep(guest, "1-confirm")
    ends = [serial[-4:] for bus, serial in SERIALS.items() if bus != "usb"]
    for done, answer in enumerate((*ends, usb)):
        guest.screen.wait(f"({done}/{len(SERIALS)})", seconds=30)
        time.sleep(steps.READ)
        if answer == usb:
            keep(guest, "2-three-confirmed")
            guest.scan(answer)
        else:
            guest.answer(answer)
    guest.screen.wait(say("tui.step", step=3), seconds=120)
    keep(guest, "3-works")


def _plugged_again(guest: Guest, keep, path: Path) -> None:
    """A USB drive's cache is emptied by a hand that unplugs it: only then is it read back."""
    guest.screen.wait("Débranchez ce disque. Rebranchez-le.", seconds=600)
    keep(guest, "3b-unplug")
    device = f"inner{list(SERIALS).index('usb')}-device"
    guest.qmp("device_del", id=device)
    guest.qmp.until("DEVICE_DELETED", 30, device=device)
    guest.screen.wait(say("tui.works.gone"), seconds=60, gone=[say("tui.works.resume")])
    keep(guest, "3c-unplugged")
    guest.qmp("blockdev-add", **{"node-name": "again", "driver": "file", "filename": str(path)})
    again = {"driver": "usb-storage", "bus": "xhci.0", "drive": "again", "id": "again"}
    guest.qmp("device_add", **again, serial=SERIALS["usb"])
    guest.screen.wait(say("tui.works.resume"), seconds=120)
    keep(guest, "3d-plugged-again")
    guest.press("f5")


def _off(guest: Guest, keep) -> None:
    steps.to_the_end(guest)
    guest.press("e")
    last = [say(f"tui.ending.{which}") for which in ("word.amber", "then.amber", "off")]
    guest.screen.wait(*last, seconds=60, every=0.1)
    keep(guest, "6-last")
    seen: list[str] = []
    with suppress(OSError):  # QEMU ends with its guest
        while True:
            seen = guest.screen.look() or seen
    assert guest.off(30)
    assert not [line for line in seen if "[" in line], "the kernel or systemd wrote over the last screen"


def _papers(guest: Guest, place, made) -> None:
    after = raw(guest.stick, place / "four-after.img")
    assert partitions.system_changed(after) == []
    papers = partitions.certificates(after, place / "four-papers")
    found = {one["serials"][0]: one for one in (verified(pdf, "--trust", made.pem) for pdf in papers)}
    said = {serial: (one["verdict"], one["rehearsal"], one["status"]) for serial, one in found.items()}
    doubtful, whole = STATUSES
    assert said == {
        serial: ("signed", False, doubtful if bus == "usb" else whole) for bus, serial in SERIALS.items()
    }
    # an orange label is no proof for whoever asks for one
    assert {one["valid"] for serial, one in found.items() if serial != SERIALS["usb"]} == {True}
    assert not found[SERIALS["usb"]]["valid"]
