"""The first boot completes the stick; after a power cut at any moment of that, the next boot does.

A guest is saved right before coordi-stick.service, loaded again and killed at a random moment, over and over.
What the guest wrote has then reached this machine's kernel, and stays. Lost is where in the qcow2 file it
lies, for what went to a new place of it since the last flush: QEMU keeps that map in its memory until it is
told to flush. So the last writes are there or not, whole and in any order, as in a stick; none of them is
ever split, which tests/unit/hardware/stick/test_growth_cuts.py does at each sector.
"""

import random
import subprocess
import time

import pytest
from image import drives, partitions, probe, shipped, steps
from image.machine import Guest, Setup, raw

from coordi_wipe.hardware.stick import growth
from coordi_wipe.hardware.stick.disk import held

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

CUTS = 30
READY, DONE = "stick: ready", "stick: done"
PAUSE = 3  # seconds in the guest between "ready" and the service: the moment that is saved lies in them
DROPIN = f"""[Service]
ExecStartPre=/bin/sh -c 'echo {READY} >/dev/ttyS1; sleep {PAUSE}'
ExecStartPost=/bin/sh -c 'echo {DONE} >/dev/ttyS1'
"""


@pytest.fixture(scope="module")
def saved(place):
    """(A guest saved at that moment, seconds from there to the service's end)."""
    medium = partitions.of(shipped.stick())["coordi-live"].uuid.lower()
    more = probe.arguments(place / "probe", "true", dropins={"coordi-stick.service": DROPIN})
    line = f"{shipped.line()} coordi.noram coordi.medium=PARTUUID={medium}"
    setup = Setup(medium="direct", memory=1100, append=line, more=more)
    with Guest(setup, place / "first-boot") as guest:
        probe.said(guest, 600, READY)
        guest.save("ready")
        start = guest.seconds()
        probe.said(guest, 300, DONE)
        yield guest, guest.seconds() - start


def test_thirty_power_cuts_at_the_first_boot(saved, place):
    """The first table found afterwards is whole, each time: the image's four partitions, or five and a file
    system in the last; no byte of the system changed; and the product completes it, in both copies alike."""
    guest, seconds = saved
    chance = random.Random(10)
    found: dict[str, int] = {"before": 0, "complete": 0}
    for number in range(CUTS):
        guest.cut()
        guest.start("-loadvm", "ready")
        moment = chance.uniform(PAUSE * 0.6, seconds + 1)
        time.sleep(moment)
        guest.cut()
        after = raw(guest.stick, place / "cut.img")
        found[_judged(after, f"cut {number} after {moment:.2f} s")] += 1
        after.unlink()
    print(f"{CUTS} cuts within {seconds:.1f} s: {found}")
    assert min(found.values()) > 0, f"the cuts lay all on one side: {found}"


def test_a_stick_that_was_cut_boots_to_the_first_screen(saved, boots, place):
    """The last of them, in a PC."""
    guest, seconds = saved
    guest.cut()
    guest.start("-loadvm", "ready")
    time.sleep(PAUSE + (seconds - PAUSE) / 2)
    guest.cut()
    stick = place / "cut-stick.qcow2"
    subprocess.run(["cp", guest.stick, stick], check=True)
    again = boots(Setup(stick=stick))
    steps.first_screen(again)
    steps.power_off(again)
    after = raw(stick, place / "booted.img")
    assert set(partitions.of(after)) >= {*partitions.SYSTEM, partitions.DATA}
    assert partitions.first_copy(after) == partitions.last_copy(after) is not None


def _judged(after, what: str) -> str:
    """ "before" or "complete"; AssertionError when it is neither."""
    # the copy at the end is written and flushed before it: GRUB and the kernel never need that one
    assert partitions.first_copy(after) is not None, what
    parts = partitions.of(after)
    assert partitions.system_changed(after) == [], what
    assert set(parts) >= {*partitions.SYSTEM, partitions.EXPORT}, f"{what}: {parts}"
    if partitions.DATA not in parts:
        kind = "before"
    else:
        kind = "complete"
        _checked(after, parts[partitions.DATA], what)
    with drives.loop(after) as node, held(node) as disk:
        growth.grown(disk, lambda _number, start, length: _make(after, start, length))
        growth.mirrored(disk)
    assert partitions.first_copy(after) == partitions.last_copy(after) is not None, what
    _checked(after, partitions.of(after)[partitions.DATA], f"{what}, completed")
    return kind


def _checked(after, part, what: str) -> None:
    """In this plain copy of the stick, what e2fsck does by itself (the journal, the flag of an empty orphan
    file: a power cut leaves both, and every boot does it) is all that there is to do."""
    with drives.loop(after, part.start, part.size) as node:
        for words, well in ((["-p"], (0, 1)), (["-fn"], (0,))):
            said = subprocess.run(["e2fsck", *words, node], capture_output=True, text=True, check=False)
            assert said.returncode in well, f"{what}: {said.stdout}"


def _make(after, start: int, length: int) -> None:
    with drives.loop(after, start, length) as node:
        subprocess.run(["mkfs.ext4", "-q", "-F", node], check=True, capture_output=True)
