"""A question whose answer changes something: only the letter for yes does, never Enter."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from coordi_wipe.messages.sentences import say


class Ask(ModalScreen[bool]):
    """`question` is a whole sentence; answers whether the person said yes."""

    CSS_PATH = "expert.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(False)")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="plainsheet", can_focus=False):
            yield Static(Text(f"⚠  {self._question}\n"))
            yield Static(Text(say("expert.ask.keys", yes=say("expert.ask.yes").upper())))

    def on_key(self, event: events.Key) -> None:
        """The letter for yes in the language in use."""
        if event.key == say("expert.ask.yes"):
            event.stop()
            self.dismiss(result=True)
