"""Stick in, power on: the first screen of the program, in French, on every firmware and from every medium."""

import pytest
from image.conftest import PATIENCE
from image.machine import Setup

from coordi_wipe.messages.sentences import say

pytestmark = pytest.mark.image

SHORT = (("bios", "stick"), ("uefi", "stick"), ("secure-2011", "stick"))
LONG = (
    ("uefi32", "stick"),
    ("secure-2023", "stick"),
    ("bios", "cd"),
    ("uefi", "cd"),
    ("secure-2011", "cd"),
    ("bios", "iso-on-stick"),
    ("uefi", "iso-on-stick"),
    ("bios", "stick-fixed"),
)


@pytest.mark.parametrize(
    ("firmware", "medium"),
    [*SHORT, *(pytest.param(*cell, marks=pytest.mark.slow) for cell in LONG)],
    ids=lambda word: word,
)
def test_power_on_to_first_screen(boots, keep, firmware, medium):
    """The question who works, whole, with the keys below it; nothing of the kernel painted over it."""
    guest = boots(Setup(firmware=firmware, medium=medium))
    seen = guest.screen.wait(say("tui.operator.title"), say("tui.operator.sentence"), seconds=PATIENCE)
    print(f"cell {firmware} {medium}: {guest.seconds():.0f} s")
    keep(guest, "first")
    assert "\ufffd" not in seen, "something on the screen is not written in the console font"
