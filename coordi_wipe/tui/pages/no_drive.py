"""No drive to erase: open the PC and look, a setting of the firmware, or nothing but protected ones."""

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.tui import flow
from coordi_wipe.tui.page import Key, Page
from coordi_wipe.tui.pages.confirm import kept
from coordi_wipe.tui.pages.wording import back
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World


def page(state: State, world: World) -> Page:
    """Never a dead end: what to look at, and a key that reports an empty bay."""
    del state
    hidden = flow.is_hidden(world)
    which = "hidden" if hidden else "none"
    remark = sentence(world.machine.notes[0]) if hidden else ""
    return Page(
        "no-drive",
        2,
        "warning",
        say(f"tui.no-drive.{which}.title"),
        rows=kept(world),
        sentence=say(f"tui.no-drive.{which}.sentence"),
        steps=tuple(say(f"tui.no-drive.{which}.{number}") for number in (1, 2, 3)),
        remark=remark,
        code="M-12" if hidden else "M-11",
        keys=(*((Key("v", "V", say("tui.does.empty-bay")),) if flow.may_be_absent(world) else ()), back()),
    )
