"""GRUB's menu on a BIOS: its lines and its command line ask who that is; memtest86+ starts."""

import subprocess
import time

import pytest
from image import grub_words, shipped, steps
from image.machine import Setup

pytestmark = [pytest.mark.image, pytest.mark.slow]

ASKED = "Entrez le nom d'utilisateur :"  # GRUB's French catalogue, from Debian
TURN = 30.0  # seconds


@pytest.fixture(scope="module")
def font(image, place):
    """GRUB's font, as it lies in the ISO."""
    assert image is not None
    path = place / "unicode.pf2"
    argv = ["xorriso", "-osirrox", "on", "-indev", shipped.iso(), "-extract", "/boot/grub/unicode.pf2", path]
    subprocess.run(argv, check=True, capture_output=True)
    return path


def test_the_menu_asks_who_edits_it_and_its_memory_test_starts(boots, keep, font):
    """`e` and `c` ask for a name; with a wrong one and a wrong password it is the menu again; Escape leads
    nowhere. Then its fourth line: memtest86+ says its name and tests."""
    guest = boots(Setup())
    steps.menu(guest, 3)
    guest.press("escape")
    time.sleep(3)
    assert steps.highlighted(guest) == 3, "Escape left the menu"
    for key in ("e", "c"):
        guest.press(key)
        _until(guest, lambda: grub_words.says(ASKED, guest.screen.last, font))
        keep(guest, f"asked-{key}")
        if key != "c":
            guest.press("escape")
            _until(guest, lambda: steps.highlighted(guest) is not None)
    guest.scan("encadrant")  # GRUB knows a US keyboard alone
    _until(guest, lambda: not grub_words.says(ASKED, guest.screen.last, font))
    guest.scan("azerty")
    _until(guest, lambda: steps.highlighted(guest) is not None)
    steps.menu(guest, 3)
    guest.press("enter")
    guest.screen.wait("Memtest86+", "QEMU", "Testing", seconds=60)
    keep(guest, "memtest")


def _until(guest, is_so) -> None:
    end = time.monotonic() + TURN
    while not is_so():
        assert time.monotonic() < end, "\n".join(guest.screen.look())
        time.sleep(0.3)
        guest.screen.look()
