"""Stick in, power on: the first screen of the program, in French, on every firmware and from every medium."""

import pytest
from image.boots import CELLS, run

pytestmark = pytest.mark.image

SHORT = ("bios-stick", "uefi-stick", "secure-2011-stick")
"""What `make test-image` boots; the others are `slow`."""


@pytest.mark.parametrize(
    "cell",
    [pytest.param(c, id=c.name, marks=[] if c.name in SHORT else [pytest.mark.slow]) for c in CELLS],
)
def test_power_on_to_first_screen(image, cell):
    """The question who works, whole, with the keys below it; nothing of the kernel painted over it."""
    assert image is not None
    result = run(cell)
    if result["result"] == "missing":
        pytest.skip(f"no firmware: {result['said']}")
    assert result["result"] == "green", result
