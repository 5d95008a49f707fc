"""Draws the sheets (F1, F2) over situations: text by name. As a script, draws their snapshots anew."""

import asyncio
import datetime
import os
import sys
from pathlib import Path
from types import SimpleNamespace

from coordi_wipe.ledger.entry import Absent, Entry
from coordi_wipe.messages import catalogue
from coordi_wipe.station.custody import Custody

HERE = Path(__file__).resolve().parent
HELP = (
    "operator",
    "scan",
    "looking",
    "power",
    "confirm",
    "confirm-two",
    "loose",
    "no-drive",
    "no-drive-hidden",
    "works",
    "works-cut-off",
    "docks",
    "result-good",
    "result-amber",
    "result-bad",
    "result-stuck",
    "following",
    "place-pulled",
    "end",
)
SUPERVISOR = {
    (80, 24): (
        "scan",
        "scan-rehearsal",
        "scan-locked",
        "scan-wrong",
        "no-drive",
        "works-papers",
        "result-bad",
    ),
    (160, 50): ("scan-locked", "result-bad"),
}
LOCKED = ("scan-locked", "works-papers")


def _noon():
    today = datetime.datetime.now().astimezone()
    return today.replace(hour=12, minute=5, second=0, microsecond=0)


def _absent(number, at, tag, *, hidden=False):
    content = Absent(tag, "Dell Inc. Latitude 5490", f"SECRET{number}", "AB", hidden)
    return Entry(number, at.astimezone(datetime.UTC).isoformat(), f"job-{number}", content, "0" * 64)


def station(custody="opened", *, entries=None):
    """A station whose stick stands like this, on which two PCs were empty today and one yesterday."""
    noon = _noon()
    absent = (
        _absent(1, noon - datetime.timedelta(days=1), "C23-0400"),
        _absent(2, noon, "C23-0407"),
        _absent(3, noon + datetime.timedelta(minutes=7), "C23-0409", hidden=True),
    )
    here = Custody(custody, "2026-12-04" if custody == "opened" else "", "Clé 07")
    ledger = SimpleNamespace(entries=lambda: iter(absent if entries is None else entries))
    nowhere = Path("/nowhere")
    return SimpleNamespace(home=nowhere, run=nowhere, host=None, ledger=ledger, custody=lambda: here)


def app(situation, here=None):
    """The program in this situation, with nothing to watch."""
    from tui import canvas

    state, world = situation
    still = canvas.Still(state, world)
    # over the canvas's own station, which cannot be asked anything
    return _with(still, here or station())


def _with(still, here):
    from coordi_wipe.tui.screens.over import Over

    still.station = here
    still._over = Over(still, here, still._now, still._tell, lambda: None)
    return still


def text(shown):
    """What is on the screen."""
    lines = shown.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


async def settled(pilot):
    """All that threads had to tell was told."""
    for _ in range(50):
        await pilot.pause()
        sheet = pilot.app.screen
        if getattr(getattr(sheet, "_outlook", None), "looked", True):
            break
        await asyncio.sleep(0.01)
    await pilot.pause()


async def _drawn(situations, supervisor, size):
    """The help follows the page, and stays open; the supervisor's sheet is opened for each."""
    found = {}
    shown = app(situations[HELP[0]])
    async with shown.run_test(size=size) as pilot:
        await pilot.press("f1")
        for name in HELP:
            shown.state, shown.world = situations[name]
            shown.refresh_page()
            await pilot.pause()
            found[f"f1 {name}"] = text(shown)
        await pilot.press("f1")
        for name in supervisor:
            _with(shown, station(_custody(name, situations)))
            shown.state, shown.world = situations[name]
            await pilot.press("f2")
            await settled(pilot)
            found[f"f2 {name}"] = text(shown)
            await pilot.press("f2")
    return found


def _custody(name, situations):
    return "locked" if name in LOCKED else situations[name][1].stick.custody


def drawn(size, language, supervisor=None):
    """Every sheet in this size and language, or of F2 only these: name → text."""
    from tui.situations import SITUATIONS

    catalogue.use(language)
    return asyncio.run(_drawn(SITUATIONS, supervisor or SUPERVISOR[size], size))


def picture(name, key, *, size, language):
    """One sheet as an SVG."""
    from tui.situations import SITUATIONS

    async def draw():
        shown = app(SITUATIONS[name], station(_custody(name, SITUATIONS)))
        async with shown.run_test(size=size) as pilot:
            await pilot.press(key)
            await settled(pilot)
            return shown.export_screenshot(title="Coordi-Wipe")

    catalogue.use(language)
    return asyncio.run(draw())


def file(language, size):
    """Where the sheets of this language and size are kept."""
    return HERE / "snapshots" / f"sheets-{language}-{size[0]}x{size[1]}.txt"


if __name__ == "__main__":
    os.environ.setdefault("COORDI_WIPE_ONLY", "")
    sys.path.insert(0, str(HERE.parent))
    from tui import author

    for each in author.LANGUAGES:
        for extent in author.SIZES:
            file(each, extent).write_text(author.written(drawn(extent, each)))
