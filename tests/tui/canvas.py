"""Draws a situation as the program would, without a machine behind it: text, or a picture."""

import asyncio

from coordi_wipe.messages import catalogue
from coordi_wipe.tui.app import CoordiWipe


class Still(CoordiWipe):
    """The program, with nothing to watch."""

    def __init__(self, state, world):
        super().__init__(_Nothing())
        self.state, self.world = state, world

    def start_watching(self):
        """Nobody looks at drives or jobs."""


class _Nothing:
    """A station that nothing is asked of."""

    from pathlib import Path

    home = run = Path("/nowhere")
    ledger = None


def text_of(app):
    """The screen as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in strips)


async def _drawn(situations, *, size, keys=()):
    """(name, text, strips, picture) of each situation, drawn by one program after these keys."""
    app = Still(*next(iter(situations.values())))
    found = []
    async with app.run_test(size=size) as pilot:
        for name, (state, world) in situations.items():
            app.state, app.world = state, world
            app.refresh_page()
            await pilot.press(*keys)
            await pilot.pause()
            strips = app.screen._compositor.render_strips()
            text = "\n".join("".join(segment.text for segment in line).rstrip() for line in strips)
            found.append((name, text, strips, app.export_screenshot))
    return found


def drawn(situations, *, size, language, keys=()):
    """Each of these situations as a screen of this size: name → text."""
    catalogue.use(language)
    return {name: text for name, text, *_ in asyncio.run(_drawn(situations, size=size, keys=keys))}


def colours(situations, *, size, language):
    """Every colour that these screens show, as (red, green, blue)."""
    catalogue.use(language)
    found = set()
    for _, _, strips, _ in asyncio.run(_drawn(situations, size=size)):
        for segment in (segment for line in strips for segment in line):
            style = segment.style
            for colour in (style.color, style.bgcolor) if style else ():
                if colour is not None and colour.triplet is not None:
                    found.add(tuple(colour.triplet))
    return found


def picture(situation, *, size, language, keys=()):
    """One situation as an SVG."""

    async def draw():
        app = Still(*situation)
        async with app.run_test(size=size) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            return app.export_screenshot(title="Coordi-Wipe")

    catalogue.use(language)
    return asyncio.run(draw())
