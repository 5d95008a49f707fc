"""The page of this moment."""

from collections.abc import Callable

from msgspec.structs import replace

from coordi_wipe.messages.sentences import sentence
from coordi_wipe.tui import flow
from coordi_wipe.tui.page import Page
from coordi_wipe.tui.pages import before, confirm, docks, following, no_drive, result, wording, works
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World

_PAGES: dict[flow.Step, Callable[[State, World], Page]] = {
    "operator": before.operator,
    "scan": before.scan,
    "looking": before.looking,
    "power": before.power,
    "confirm": confirm.page,
    "loose": confirm.loose,
    "no-drive": no_drive.page,
    "works": works.page,
    "docks": docks.page,
    "result": result.page,
    "following": following.page,
}


def page(state: State, world: World) -> Page:
    """What the screen shows now."""
    drawn = _PAGES[flow.step(state, world)](state, world)
    wrong = drawn.wrong or wording.wrong(state)
    if world.trouble and not wrong:
        wrong = sentence(world.trouble[0])
    return replace(drawn, wrong=wrong)
