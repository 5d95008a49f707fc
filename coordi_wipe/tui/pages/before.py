"""Before anything is chosen: who works, which PC, and what keeps a PC from being begun."""

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.tui.page import Page, Row, Tone
from coordi_wipe.tui.pages.wording import back, enter, wrong
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World


def operator(state: State, world: World) -> Page:
    """Once a day: a code, never a name, since it leaves the stick."""
    return Page(
        "operator",
        0,
        title=say("tui.operator.title"),
        rows=custody_rows(world),
        sentence=say("tui.operator.sentence"),
        prompt=say("tui.operator.prompt"),
        wrong=wrong(state),
        keys=(enter("tui.does.go-on"),),
    )


def custody_rows(world: World) -> tuple[Row, ...]:
    """Who signs: said on the first screen, and plainly where nothing signed here is a proof."""
    stick = world.stick
    if stick.custody == "unknown":
        return (Row(say("tui.custody"), "…"), *_beside(world))
    tone: Tone = "amber" if stick.custody in ("rehearsal", "locked") else "good"
    said = say(f"tui.custody.{stick.custody}", until=stick.until)
    if stick.virtual:
        tone, said = "amber", say("tui.custody.virtual")
    return (Row(say("tui.custody"), said, tone=tone), *_beside(world))


def _beside(world: World) -> tuple[Row, ...]:
    """What has to be known of a place that keeps things all the same."""
    place = world.place
    return (Row("", sentence(Reason(place.code)), tone="amber"),) if place and place.code else ()


def scan(state: State, world: World) -> Page:
    """The first scan."""
    return Page(
        "scan",
        1,
        title=say("tui.scan.title"),
        rows=custody_rows(world),
        sentence=say("tui.scan.sentence"),
        prompt=say("tui.scan.prompt"),
        wrong=wrong(state),
        keys=(enter("tui.does.go-on"),),
    )


def looking(state: State, world: World) -> Page:
    """Drives are looked for, or a job is being started: nothing to do but to wait a moment."""
    del world
    which = "tui.looking.starting" if state.sent else "tui.looking.sentence"
    return Page("looking", 2, title=say("tui.looking.title"), sentence=say(which), keys=(back(),))


def power(state: State, world: World) -> Page:
    """No job is begun on a laptop that may go out in the middle of it."""
    del state
    why = sentence(world.power) if world.power is not None else ""
    return Page(
        "power",
        2,
        "warning",
        say("tui.power.title"),
        sentence=why,
        remark=say("tui.power.then"),
        keys=(back(),),
    )
