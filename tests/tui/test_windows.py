"""Windows that are too small, and that change in the middle of an entry: said, and nothing is lost."""

import asyncio

import pytest
from textual.widgets import Input
from tui import canvas
from tui.situations import SITUATIONS

from coordi_wipe.messages import catalogue


def screens(situation, *steps):
    """The text after each step: a size, or keys."""

    async def run():
        app = canvas.Still(*SITUATIONS[situation])
        found = []
        async with app.run_test(size=(80, 24)) as pilot:
            for step in steps:
                if isinstance(step, tuple):
                    await pilot.resize_terminal(*step)
                else:
                    await pilot.press(*step)
                await pilot.pause()
                found.append(canvas.text_of(app))
            return found, app.screen.query_one("#field", Input).value

    catalogue.use("fr")
    return asyncio.run(run())


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (40, 10), (1, 1)])
@pytest.mark.parametrize("situation", ["scan", "confirm", "works", "result-bad", "docks"])
def test_too_small_says_so_and_comes_back(situation, size):
    (before, small, after), _ = screens(situation, [], size, (80, 24))
    if size[0] >= 40:
        assert f"Fenêtre trop petite : {size[0]} × {size[1]}" in " ".join(small.split())
    assert after == before


def test_a_resize_keeps_what_was_typed():
    _, typed = screens("scan", list("c23"), (79, 24), (160, 50), list("x"))
    assert typed == "c23x"
