"""Step 5: the next PC; what became of the papers is said, and asks for nothing."""

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.tui.page import Page, Row
from coordi_wipe.tui.pages.wording import enter
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World


def page(state: State, world: World) -> Page:
    """This PC is done with."""
    usual = "tui.following.live" if world.live else "tui.following.sentence"
    said = "tui.following.absent" if state.absent else usual
    return Page(
        "following",
        5,
        title=say("tui.following.title"),
        rows=papers(world),
        sentence=say(said),
        remark=sentence(world.stick.troubles[0]) if world.stick.troubles else "",
        keys=(enter("tui.does.next-pc"),),
    )


def papers(world: World) -> tuple[Row, ...]:
    """How many certificates are still on their way."""
    stick = world.stick
    label = say("tui.following.papers")
    if stick.inventory and stick.refused and not stick.unsent:
        return (Row(label, say("tui.following.papers.refused", count=stick.refused), tone="amber"),)
    which = "none" if not stick.inventory else "some" if stick.unsent else "all"
    return (Row(label, say(f"tui.following.papers.{which}", count=stick.unsent)),)
