"""A tab of the expert's table: what all of them answer to."""

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from coordi_wipe.messages.sentences import say
from coordi_wipe.tui.screens.expert.desk import Desk

if TYPE_CHECKING:
    from textual.widget import Widget


class Pane(Vertical):
    """One tab. `first`: the selector of what has the focus when it opens."""

    first: ClassVar[str] = ""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(id=name)
        self.desk = desk

    def entered(self) -> None:
        """It is opened, or what the desk's drive is has changed: shows what is true now."""

    def keys(self) -> str:
        """The keys of this tab, for the last line."""
        return say(f"expert.keys.{self.id}")

    def take_focus(self) -> None:
        """Gives the focus to what the person works with."""
        target: Widget = self.query_one(self.first)
        target.focus()
