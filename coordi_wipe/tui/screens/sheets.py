"""F1 and F2: one sheet at a time over whatever is shown, which goes on below it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World

_FRAME = 4  # lines of a sheet around what it says: border, head and foot

Told = Callable[[], tuple[State, World]]
"""What the person said and what is known, at this moment."""


class Sheet(ModalScreen[None]):
    """A sheet. `told` is called whenever something may have changed: the page below, or the language."""

    DEFAULT_CSS = """
    Sheet { align: center middle; }
    Sheet #sheet { width: 100%; max-width: 100; height: auto; max-height: 100%; border: round $foreground 60%;
                   padding: 0 1; background: $background; }
    Sheet #sheet-head, Sheet #sheet-foot { height: 1; }
    Sheet #sheet-head { text-style: bold; }
    Sheet #sheet-body { height: auto; scrollbar-size-vertical: 1;
                        scrollbar-color: $foreground 60%; scrollbar-background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss"),
        Binding("pageup", "read(-8)"),
        Binding("pagedown", "read(8)"),
        Binding("up", "step(-1)"),
        Binding("down", "step(1)"),
    ]

    def on_resize(self, event: events.Resize) -> None:
        """What does not fit is read by scrolling: the last line, with the keys, is always there."""
        self.query_one("#sheet-body").styles.max_height = max(1, event.size.height - _FRAME)
        self.told()

    def told(self) -> None:
        """Draws itself again."""
        raise NotImplementedError

    def action_read(self, lines: int) -> None:
        """Reads on, or back."""
        self.query_one("#sheet-body", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_step(self, lines: int) -> None:
        """A line on, or back."""
        self.action_read(lines)

    def put(self, where: str, content: Text | Table | None) -> None:
        """Shows this there; nothing where there is nothing to say."""
        widget = self.query_one(where, Static)
        widget.display = content is not None
        if content is not None:
            widget.update(content)


class Sheets:
    """The sheets of one program. `made`: each sheet's name and how it is made."""

    def __init__(self, app: App[Any], made: Mapping[str, Callable[[], Sheet]]) -> None:
        self._app = app
        self._made = made
        self._name = ""

    def toggle(self, name: str) -> None:
        """Opens it, in the place of another one; or closes it."""
        open_ = self._name if self._shown() is not None else ""
        self.close()
        if open_ != name:
            self._name = name
            self._app.push_screen(self._made[name]())

    def close(self) -> None:
        """Closes whichever is open, with all that lies over it."""
        sheet = self._shown()
        while sheet is not None and sheet in self._app.screen_stack:
            self._app.pop_screen()

    def told(self) -> None:
        """Something may have changed."""
        sheet = self._shown()
        if sheet is not None and sheet.is_mounted:
            sheet.told()

    def _shown(self) -> Sheet | None:
        return next((screen for screen in self._app.screen_stack if isinstance(screen, Sheet)), None)
