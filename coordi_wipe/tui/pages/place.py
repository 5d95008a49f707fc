"""The stick keeps nothing now: what is wrong with it, and what to do. Work that is under way goes on."""

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import situations
from coordi_wipe.model.base import Reason
from coordi_wipe.model.place import Place
from coordi_wipe.tui import flow
from coordi_wipe.tui.page import Page, Row
from coordi_wipe.tui.pages.wording import back
from coordi_wipe.tui.pages.works import stands
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World, at_hand

_STEPS = 3


def page(state: State, world: World) -> Page:
    """Big over everything; below, how far the drives are, since nobody has to wait for the stick."""
    why = reason(world.place)
    return Page(
        "place",
        0,
        "warning",
        say(f"{why.code}.title"),
        rows=_rows(world),
        sentence=sentence(why),
        steps=steps(why.code),
        remark=say("place.go-on") if flow.busy(world) else "",
        code=situations.number(why),
        keys=(back(),) if state.tag is not None and not at_hand(world) else (),
    )


def reason(place: Place | None) -> Reason:
    """What is wrong with it."""
    return Reason((place.code if place is not None else "") or "place-unread")


def steps(code: str) -> tuple[str, ...]:
    """What to do, one imperative each."""
    known = catalogue.current()
    return tuple(say(one) for number in range(1, _STEPS + 1) if (one := f"{code}.{number}") in known)


def _rows(world: World) -> tuple[Row, ...]:
    return tuple(Row(job.tag or job.uuid[-6:], *stands(job)) for job in at_hand(world))
