"""The first key switches the PC off: no question, and a scanner may press it."""

from coordi_wipe.tui import flow
from coordi_wipe.tui.app import CoordiWipe
from coordi_wipe.tui.screens import step
from coordi_wipe.tui.state import End

usual = flow.pressed


def pressed(key, state, world):
    if key in flow.END_KEYS and world.live:
        return state, End(restart=False)
    return usual(key, state, world)


flow.pressed = pressed
step._ALONE = 0.0
CoordiWipe._too_soon = lambda self: False  # noqa: ARG005 - blind on purpose
