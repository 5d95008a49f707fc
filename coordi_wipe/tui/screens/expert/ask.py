"""A question whose answer changes something: only the letter for yes does, never Enter."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.tui.screens.expert.sheet import Sheet


class Ask(Sheet[bool]):
    """Answers whether the person said yes; None where they left."""

    def __init__(self, question: Reason) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="plainsheet", can_focus=False):
            yield Static(Text(f"⚠  {sentence(self._question)}\n"))
            yield Static(Text(say("expert.ask.keys", yes=say("expert.ask.yes").upper())))

    def on_key(self, event: events.Key) -> None:
        """The letter for yes in the language in use."""
        if event.key == say("expert.ask.yes"):
            event.stop()
            self.dismiss(result=True)
