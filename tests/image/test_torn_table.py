"""A stick whose first table is torn: what its PC's firmware, GRUB and the kernel make of it.

One write of one page makes the first table anew (hardware/stick/growth.py), and the copy at the end is there
before: only a drive that does not even keep a page whole tears it. GRUB reads the first one alone; the kernel
takes the last one where `gpt` stands on its line (block/partitions/efi.c, find_valid_gpt).
"""

import subprocess

import pytest
from image import identity, partitions, preparing, shipped, steps
from image.conftest import PATIENCE
from image.machine import Setup, fresh_stick, raw

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.root]

_REST = slice(512, 4096)  # bytes of the first page behind the boot sector: the header, and entries 1 to 24


@pytest.fixture(scope="module")
def whole(place):
    """A stick as its first boot leaves it, in a plain file."""
    preparing.with_data(place, "whole", identity.make(place / "torn" / "data", allow_virtual=True))
    return place / "whole.img"


@pytest.fixture
def torn(whole, place, request):
    """A copy of it that lost that page, as a stick."""
    copy = place / f"{request.node.name[:30]}.img"
    subprocess.run(["cp", "--sparse=always", whole, copy], check=True)
    with copy.open("r+b") as file:
        file.seek(_REST.start)
        file.write(bytes(_REST.stop - _REST.start))
    assert partitions.first_copy(copy) is None
    return fresh_stick(copy.with_suffix(".qcow2"), of=copy)


def _mended(guest, place, whole) -> None:
    """Both copies hold and say what they said, but for the numbers that a first boot draws."""
    steps.power_off(guest)
    after = raw(guest.stick, place / f"{guest.stick.stem}-after.img")
    first, last = partitions.first_copy(after), partitions.last_copy(after)
    assert first is not None
    assert first == last
    places = {name: (part.start, part.size) for name, part in partitions.of(whole).items()}
    assert {name: (part.start, part.size) for name, part in partitions.of(after).items()} == places
    assert partitions.system_changed(after) == []


def test_the_kernel_takes_the_last_table_and_the_service_mends_the_first(boots, keep, place, whole, torn):
    """Started by QEMU, in the place of a GRUB that can read it."""
    number = partitions.of(whole)["coordi-live"].uuid.lower()
    line = f"{shipped.line()} coordi.medium=PARTUUID={number}"
    guest = boots(Setup(medium="direct", append=line, stick=torn))
    guest.screen.wait(say("tui.operator.title"), seconds=PATIENCE)
    keep(guest, "first")
    _mended(guest, place, whole)


def test_uefi_boots_it(boots, keep, place, whole, torn):
    """EDK2 restores the first table itself, from the last (PartitionDxe), before GRUB is there."""
    guest = boots(Setup(firmware="uefi", stick=torn))
    steps.first_screen(guest)
    keep(guest, "first")
    _mended(guest, place, whole)


def test_a_bios_says_that_the_stick_is_damaged(boots, keep, torn):
    """GRUB finds no third partition: a plain word with a code, and never its own command line."""
    guest = boots(Setup(stick=torn))
    try:
        guest.screen.wait("Code B-06", seconds=60, gone=["grub>"])
    finally:
        keep(guest, "b-06")
