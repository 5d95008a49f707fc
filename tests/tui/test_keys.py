"""What arrives at the screens without anybody meaning it: a scan read twice, keys typed ahead, noise."""

import asyncio

from tui.canvas import Still
from tui.situations import BAD, BUSY, done, drive, world

from coordi_wipe.tui.state import PutAway, Start


class Heard(Still):
    """Keeps what would have been done."""

    def __init__(self, state, world):
        super().__init__(state, world)
        self.done = []

    def _do(self, action):
        self.done.append(action)


def after(app, *keys, calm=60.0):
    """The program after these keys, pressed at once."""

    async def story():
        app.calm = calm
        async with app.run_test() as pilot:
            await pilot.pause(0.1)  # the screen is there
            await pilot.press(*keys)
            await pilot.pause(0.6 if keys[-1] == "v" else 0.1)  # a letter alone is a key only after a while
            return app

    return asyncio.run(story())


SCAN = [*"C23", "minus", *"0412", "enter"]


def test_a_scan_that_is_read_twice_confirms_nothing():
    app = after(Heard(BUSY, world(drive())), *SCAN, *SCAN)
    assert app.done == []
    assert app.state.wrong.code == "tui.too-soon"


def test_the_same_scan_of_somebody_who_has_read_the_screen_does():
    (action,) = after(Heard(BUSY, world(drive())), *SCAN, calm=0.0).done
    assert isinstance(action, Start)


def test_the_enter_of_a_scan_puts_no_red_result_away():
    app = after(Heard(BUSY, world(drive(), jobs=(done(claim=BAD),))), *SCAN, calm=0.0)
    assert app.done == []
    assert app.state.wrong.code == "tui.nothing-to-scan"


def test_an_enter_alone_does_but_not_before_the_result_was_seen():
    here = world(drive(), jobs=(done(claim=BAD),))
    assert after(Heard(BUSY, here), "enter").done == []
    (action,) = after(Heard(BUSY, here), "enter", calm=0.0).done
    assert isinstance(action, PutAway)


def test_a_scan_that_holds_a_v_reports_no_empty_bay():
    assert after(Heard(BUSY, world()), "v", *SCAN[1:], calm=0.0).done == []
    assert len(after(Heard(BUSY, world()), "v", calm=0.0).done) == 1
