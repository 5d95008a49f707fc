"""The PC is switched off, or started again: asked once more, then said with this PC's colour."""

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.tui.page import Key, Page, Row
from coordi_wipe.tui.pages import following
from coordi_wipe.tui.pages.wording import back
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World


def asked(state: State, world: World) -> Page:
    """A second key, once this could be read: a letter in a scan must not switch a PC off."""
    del state
    return Page(
        "end",
        5,
        title=say("tui.end.title"),
        rows=_papers(world) or following.papers(world),
        sentence=say("tui.end.sentence"),
        steps=(say("tui.end.1"), say("tui.end.2"), say("tui.end.3")),
        keys=(
            Key("e", "E", say("tui.does.power-off")),
            Key("r", "R", say("tui.does.restart")),
            back(),
        ),
    )


def _papers(world: World) -> tuple[Row, ...]:
    """What keeps certificates from being made now: they wait on the stick, and are made in a later boot."""
    return tuple(
        Row(say("tui.following.papers"), sentence(reason), tone="amber") for reason in world.stick.trouble[:2]
    )


def under_way(state: State, world: World) -> Page:
    """Nothing more to press. It stays until the PC is off, also when systemd has ended the screens."""
    del world
    word = say(f"tui.ending.word.{state.last}") if state.last else ""
    restart = state.ending == "restart"
    then = [say(f"tui.ending.then.{state.last}"), ""] if state.last and not restart else []
    return Page(
        "ending",
        5,
        state.last or "plain",
        word or say("tui.ending.title"),
        banner=word,
        sentence="\n".join((*then, say("tui.ending.restart" if restart else "tui.ending.off"))),
    )
