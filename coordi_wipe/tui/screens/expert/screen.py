"""The expert's table: five tabs over one desk. F9 or Escape closes it, and nothing is lost."""

from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Input, Static

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.tui.screens.expert.certificates import CertificatesPane
from coordi_wipe.tui.screens.expert.desk import TABS, Desk
from coordi_wipe.tui.screens.expert.drives import DrivesPane
from coordi_wipe.tui.screens.expert.jobs import JobsPane
from coordi_wipe.tui.screens.expert.pane import Pane
from coordi_wipe.tui.screens.expert.plan import PlanPane
from coordi_wipe.tui.screens.expert.sectors import SectorsPane

if TYPE_CHECKING:
    from coordi_wipe.tui.world import Offer

_TICK = 0.3  # seconds between two looks at what has changed
LEAST = (80, 24)
_PANES: dict[str, type[Pane]] = {
    "drives": DrivesPane,
    "plan": PlanPane,
    "sectors": SectorsPane,
    "jobs": JobsPane,
    "certificates": CertificatesPane,
}


class ExpertScreen(Screen[None]):
    """All that the line knows, for a supervisor or a technician."""

    CSS_PATH = "expert.tcss"
    AUTO_FOCUS: ClassVar[str | None] = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close"),
        *(Binding(str(number), f"tab('{name}')") for number, name in enumerate(TABS, 1)),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._language = catalogue.current().language
        self._offers: tuple[Offer, ...] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield Static(id="tabs")
        yield Static("─" * 300, classes="rule")
        yield Static(id="small")
        with Vertical(id="body"), ContentSwitcher(initial=self._desk.tab):
            for name in TABS:
                yield _PANES[name](self._desk, name)
        yield Static("─" * 300, classes="rule")
        yield Static(id="foot")

    def on_mount(self) -> None:
        self.set_interval(_TICK, self._tick)
        self.call_after_refresh(self._enter)

    @property
    def _pane(self) -> Pane:
        return self.query_one(f"#{self._desk.tab}", Pane)

    def action_tab(self, name: str) -> None:
        """Opens this tab."""
        self._desk.tab = name
        self.query_one(ContentSwitcher).current = name
        self._enter()

    def action_close(self) -> None:
        """Escape leaves a field first, then the table."""
        if isinstance(self.focused, Input):
            self._pane.take_focus()
        else:
            self.dismiss()

    def _enter(self) -> None:
        self._frame()
        self._pane.take_focus()
        self._pane.entered()

    def _frame(self) -> None:
        """Draws what is around the tabs."""
        line = Table.grid(expand=True, padding=0)
        line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        line.add_column(justify="right", no_wrap=True)
        line.add_row(say("expert.title"), self._desk.world().machine.name)
        self.query_one("#head", Static).update(line)
        tabs = Text(no_wrap=True)
        for number, name in enumerate(TABS, 1):
            here = name == self._desk.tab
            tabs.append(
                f"{'▶' if here else ' '}{number} {say(f'expert.tab.{name}')} ", "reverse" if here else ""
            )
            tabs.append(" ")
        self.query_one("#tabs", Static).update(tabs)
        self.show_keys()

    def show_keys(self) -> None:
        """Draws the keys of the tab that is open."""
        self.query_one("#foot", Static).update(Text(self._pane.keys(), no_wrap=True))

    def _tick(self) -> None:
        """Another language, or other drives: shows them."""
        if self._language != catalogue.current().language:
            self._language = catalogue.current().language
            self.refresh(recompose=True)
            self.call_after_refresh(self._enter)
        elif self._offers is not self._desk.offers:
            self._offers = self._desk.offers
            self._frame()
            self._pane.entered()

    def on_resize(self, event: events.Resize) -> None:
        """Too small to be read: says so instead."""
        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        self.set_class(small, "too-small")
        said = say("tui.too-small", width=event.size.width, height=event.size.height)
        self.query_one("#small", Static).update(Text(said))
