"""The tab of certificates: the newest of this stick, found by typing; Enter shows one with its QR code."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Input, Static

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.quantities import written_moment
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.sync.outbox import State
from coordi_wipe.tui.screens.expert.archive import MOST, Record
from coordi_wipe.tui.screens.expert.desk import Desk, apart
from coordi_wipe.tui.screens.expert.pane import Pane
from coordi_wipe.tui.screens.expert.paper import PaperSheet
from coordi_wipe.tui.screens.expert.words import NONE

_COLUMNS = ("number", "registered", "tag", "status", "date", "serial")
_SIGNS: dict[State, str] = {"registered": "✔", "refused": "✖", "waiting": "…", "absent": "–"}

_Found = tuple[tuple[Record, State], ...]


class CertificatesPane(Pane):
    """Certificates, newest first."""

    first: ClassVar[str] = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "filter"), Binding("f", "filter")]

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name)
        self._asked = 0
        self._found: _Found = ()

    def compose(self) -> ComposeResult:
        yield Input(value=self.desk.filter, placeholder=say("expert.filter"), id="filter", classes="line")
        yield DataTable(cursor_type="row")
        yield Static(id="count")

    def on_mount(self) -> None:
        for column in _COLUMNS:
            self.query_one(DataTable).add_column(say(f"expert.column.{column}"), key=column)

    def entered(self) -> None:
        """Reads the ledger again, if it has grown."""
        self._ask()

    def action_filter(self) -> None:
        """Goes to the field."""
        self.query_one("#filter", Input).focus()

    @on(Input.Changed, "#filter")
    def typed(self, event: Input.Changed) -> None:
        """Fewer, or others."""
        if event.value != self.desk.filter:
            self.desk.filter = event.value
            self._ask()

    @on(Input.Submitted, "#filter")
    def found(self) -> None:
        """Enter goes to what was found."""
        self.take_focus()

    @on(DataTable.RowSelected)
    def opened(self, event: DataTable.RowSelected) -> None:
        """Shows one."""
        record = next((one for one, _ in self._found if one.job == event.row_key.value), None)
        if record is not None:
            self.app.push_screen(PaperSheet(self.desk, record))

    def _ask(self) -> None:
        self._asked += 1
        asked, wanted, desk = self._asked, self.desk.filter, self.desk

        def work() -> _Found:
            outbox = desk.station.outbox
            return tuple((one, outbox.state(one.digest)) for one in desk.archive.certificates(wanted))

        def found(records: _Found) -> None:
            if asked == self._asked:
                self._show(records)

        apart(self, work, found, self._not_read)

    def _not_read(self, reason: Reason) -> None:
        self.query_one("#count", Static).update(Text(f"✖ {sentence(reason)}"))

    def _show(self, records: _Found) -> None:
        self._found = records
        table = self.query_one(DataTable)
        table.clear()
        for record, state in records:
            table.add_row(*_cells(record, state), key=record.job)
        said = say("expert.newest" if len(records) == MOST else "expert.found", count=len(records))
        signs = " · ".join(f"{sign} {say(f'expert.registration.{state}')}" for state, sign in _SIGNS.items())
        self.query_one("#count", Static).update(Text(f"{said}\n{signs}"))


def _cells(record: Record, state: State) -> tuple[str, ...]:
    return (
        record.number,
        _SIGNS[state],
        record.tag or NONE,
        say(f"status.{record.status}"),
        written_moment(record.at, catalogue.current().language).removesuffix(" UTC"),
        record.serial or NONE,
    )
