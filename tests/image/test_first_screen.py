"""Stick in, power on: the first screen of the program, in French, on every firmware and from every medium."""

import pytest
from image.boots import CELLS
from image.conftest import PATIENCE
from image.machine import Setup

from coordi_wipe.messages.sentences import say

pytestmark = pytest.mark.image

SHORT = ("bios-stick", "uefi-stick", "secure-2011-stick")
"""What `make test-image` boots; the others are `slow`."""


@pytest.mark.parametrize(
    "cell",
    [pytest.param(c, id=c.name, marks=[] if c.name in SHORT else [pytest.mark.slow]) for c in CELLS],
)
def test_power_on_to_first_screen(boots, keep, cell):
    """The question who works, whole, with the keys below it; nothing of the kernel painted over it."""
    guest = boots(Setup(cell.firmware, cell.medium, cell.memory))
    seen = guest.screen.wait(say("tui.operator.title"), say("tui.operator.sentence"), seconds=PATIENCE)
    print(f"cell {cell.name}: {guest.seconds():.0f} s")
    keep(guest, "first")
    assert "\ufffd" not in seen, "something on the screen is not written in the console font"
