"""F1: the one gesture that this screen asks for, drawn, and said in a few short sentences."""

from collections.abc import Mapping

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.tui import drawing, ending, flow, naming, situation
from coordi_wipe.tui.ends import tone_of
from coordi_wipe.tui.label import label
from coordi_wipe.tui.pages import draw
from coordi_wipe.tui.screens.sheets import Sheet, Told
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World, free

_EXAMPLE = "C23-0412"
_GESTURE = "◀▶▲▼━╸┃✔✖⚠"


class HelpSheet(Sheet):
    """Follows the page below: when that changes, so does the help."""

    DEFAULT_CSS = """
    HelpSheet #drawing { width: auto; height: auto; margin: 0 0 1 0; }
    HelpSheet #gestures { height: auto; margin: 0 0 1 1; }
    """

    def __init__(self, now: Told) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield Static(id="sheet-head")
            with VerticalScroll(id="sheet-body", can_focus=False):
                yield Static(id="drawing")
                yield Static(id="gestures")
            yield Static(id="sheet-foot")

    def on_mount(self) -> None:
        self.told()

    def told(self) -> None:
        state, world = self._now()
        name = which(state, world)
        words = said(state, world)
        self.put("#sheet-head", Text(f"{say('help.title')} – {draw.page(state, world).title}", no_wrap=True))
        self.put("#drawing", shown(name, words))
        self.put(
            "#gestures", Text("\n".join(f"{n}  {one}" for n, one in enumerate(gestures(name, words), 1)))
        )
        self.put(
            "#sheet-foot", Text(say("help.keys" if world.layout is None else "help.keys-live"), no_wrap=True)
        )


def which(state: State, world: World) -> str:
    """The name of the help for this screen."""
    at = flow.step(state, world)
    if at == "confirm" and naming.by_label(free(world)):
        return "confirm-label"
    if at == "no-drive" and flow.is_hidden(world):
        return "no-drive-hidden"
    if at == "works" and flow.interrupted(world):
        return "works-cut-off"
    if at == "ending":
        return "end"
    job = situation.subject(state, world)
    if at == "result" and job is not None:
        return "result-left" if ending.is_held(job, world) else f"result-{tone_of(job)}"
    return at


def said(state: State, world: World) -> dict[str, str]:
    """The words that depend on this moment. The end of a drive's number is none of them: it has to be read
    on the drive."""
    tag = situation.tag(state, world)
    job = situation.subject(state, world)
    drive = tag if tag.count("-") > 1 else f"{tag or _EXAMPLE}-D1"
    return {
        "tag": tag or _EXAMPLE,
        "drive-tag": drive,
        "label": label(tone_of(job), drive) if job is not None else "",
    }


def gestures(name: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """What to do, one imperative each."""
    known = catalogue.current()
    codes = (f"help.{name}.{number}" for number in range(1, 5))
    return tuple(say(code, **words) for code in codes if code in known)


def shown(name: str, words: Mapping[str, str]) -> Text:
    """The drawing: what moves stands out."""
    text = Text(drawing.drawn(name, words), no_wrap=True)
    text.highlight_regex(f"[{_GESTURE}]+", "bold yellow")
    for word in filter(None, words.values()):
        text.highlight_words([word], "bold")
    return text
