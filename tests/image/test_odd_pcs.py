"""PCs that are not as they should be: little memory, no drive, two sticks; each a plain screen and a code."""

import time

import pytest
from image import identity, preparing, steps
from image.conftest import PATIENCE
from image.machine import Setup, fresh_stick

from coordi_wipe.messages.sentences import say

pytestmark = [pytest.mark.image, pytest.mark.slow]


def test_one_gigabyte_is_enough(boots, keep):
    """From the stick, which stays plugged: nothing is copied into memory."""
    guest = boots(Setup(memory=1024))
    steps.first_screen(guest)
    print(f"cell bios stick-1-gb: {guest.seconds():.0f} s")
    keep(guest, "first")
    steps.sign_in(guest)


def test_no_drive_is_no_dead_end(boots, keep):
    """The empty bay is confirmed by one key."""
    guest = boots(Setup())
    steps.first_screen(guest)
    steps.sign_in(guest)
    guest.scan(steps.TAG)
    guest.screen.wait(say("tui.no-drive.none.sentence"), seconds=120)
    keep(guest, "none")
    time.sleep(steps.READ)
    guest.press("v")
    guest.screen.wait(say("tui.following.absent"), seconds=60)
    keep(guest, "noted")


def test_a_pc_that_starts_from_a_cd_goes_on_with_a_stick(boots, keep, place):
    """A CD keeps nothing: code S-71 asks for a stick; one of ours is plugged in, and work can begin."""
    guest = boots(Setup(medium="cd"))
    guest.screen.wait(say("place-absent.title"), "Code S-71", seconds=PATIENCE)
    guest.plug(preparing.with_data(place, "late-stick", identity.make(place / "late" / "data")), "late")
    steps.first_screen(guest)
    keep(guest, "goes-on")


def test_too_little_memory_is_said_in_french(boots, keep):
    """640 MiB: code B-02, from the initramfs, in letters that the kernel's own font has."""
    guest = boots(Setup(memory=640))
    guest.screen.wait("Code B-02", "il faut 1 Go", "Appelez l'encadrant.", seconds=PATIENCE)
    keep(guest, "b-02")


def test_two_sticks_of_one_image(boots, keep, place):
    """Both fresh, with one number: code B-04, before either is opened; a second one that a slow port shows
    only later is said by the screens: S-75."""
    guest = boots(Setup(sticks=(fresh_stick(place / "second.qcow2"),)))
    said = guest.screen.first("Code B-04", "Code S-75", seconds=PATIENCE)
    whole = ["Laissez une seule"] if said == "Code B-04" else [say("place-twin")]
    guest.screen.wait(*whole, seconds=30)
    keep(guest, said[-4:].lower())
