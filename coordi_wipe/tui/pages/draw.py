"""The page of this moment."""

from collections.abc import Callable

from msgspec.structs import replace

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.tui import ending, flow
from coordi_wipe.tui.page import Key, Page
from coordi_wipe.tui.pages import (
    before,
    confirm,
    docks,
    end,
    following,
    no_drive,
    place,
    result,
    wording,
    works,
)
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World, is_kept

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
    "place": place.page,
    "end": end.asked,
    "ending": end.under_way,
}

_NO_END = ("looking", "confirm", "loose", "end", "ending")


def page(state: State, world: World) -> Page:
    """What the screen shows now."""
    at = flow.step(state, world)
    drawn = _PAGES[at](state, world)
    return replace(drawn, wrong=_wrong(at, drawn, state, world), keys=(*drawn.keys, *_end(at, drawn, world)))


def _wrong(at: flow.Step, drawn: Page, state: State, world: World) -> str:
    """Why the last entry was not taken; else what is wrong beside what the page is about."""
    if drawn.wrong or state.wrong:
        return drawn.wrong or wording.wrong(state)
    if not is_kept(world) and at in ("works", "docks", "result", "following"):
        return sentence(place.reason(world.place))
    return sentence(world.trouble[0]) if world.trouble and at != "place" else ""


def _end(at: flow.Step, drawn: Page, world: World) -> tuple[Key, ...]:
    """The key that switches the PC off, where nothing is at work and no question about a drive stands."""
    if at in _NO_END or not ending.is_offered(world):
        return ()
    letter, function = flow.END_KEYS
    key, shown = (function, "F10") if drawn.prompt else (letter, "E")
    return (Key(key, shown, say("tui.does.power-off")),)
