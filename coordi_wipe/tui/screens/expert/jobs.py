"""The tab of jobs: all of this stick, and what happens to the chosen one's drive, line by line."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.tui.screens.expert import facts
from coordi_wipe.tui.screens.expert.ask import Ask
from coordi_wipe.tui.screens.expert.desk import Desk, apart
from coordi_wipe.tui.screens.expert.joblist import Line, listed
from coordi_wipe.tui.screens.expert.pane import Pane
from coordi_wipe.tui.screens.expert.words import NONE

_LOOK = 0.5  # seconds between two looks while the tab is open
_COLUMNS = ("number", "tag", "serial", "state", "status")

_Seen = tuple[tuple[Line, ...], str, list[str]]


class JobsPane(Pane):
    """Jobs above, newest first; facts below, newest last."""

    first: ClassVar[str] = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "resume"), Binding("a", "cancel")]

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name)
        self._lines: tuple[Line, ...] = ()
        self._told: list[str] = []
        self._looking = False

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")
        with VerticalScroll(classes="detail"):
            yield Static()

    def on_mount(self) -> None:
        for column in _COLUMNS:
            self.query_one(DataTable).add_column(say(f"expert.column.{column}"), key=column)
        self.set_interval(_LOOK, self._look)

    def entered(self) -> None:
        """Looks at once."""
        self._look()

    @property
    def _chosen(self) -> Line | None:
        return next((line for line in self._lines if line.uuid == self.desk.job), None)

    def _look(self) -> None:
        if not self._looking and self.desk.tab == self.id:
            self._looking = True
            apart(self, self._see, self._show, self._not_seen)

    def _see(self) -> _Seen:
        desk = self.desk
        found = listed(desk.station, desk.archive, {job.uuid: job for job in desk.world().jobs})
        known = {line.uuid for line in found}
        chosen = desk.job if desk.job in known else (found[0].uuid if found else "")
        told = facts.lines(facts.tail(desk.archive.folder(chosen))) if chosen else []
        return found, chosen, told

    def _show(self, seen: _Seen) -> None:
        self._looking = False
        found, chosen, told = seen
        if not self.desk.job or self._chosen is None:
            self.desk.job = chosen
        if found != self._lines:
            self._lines = found
            self._fill()
        if chosen == self.desk.job:  # else the cursor moved meanwhile: the next look is about it
            self._tell(told)

    def _fill(self) -> None:
        table = self.query_one(DataTable)
        with self.prevent(DataTable.RowHighlighted):
            table.clear()
            for line in self._lines:
                table.add_row(*_cells(line), key=line.uuid)
            if self._chosen is not None:
                table.move_cursor(row=table.get_row_index(self.desk.job))

    def _tell(self, told: list[str]) -> None:
        chosen = self._chosen
        if chosen is None:
            text = say("expert.no-jobs")
        else:
            why = [f"! {sentence(chosen.why)}"] if chosen.why is not None else []
            text = "\n".join((*(told or [say("expert.no-facts")]), *why))
        below = self.query_one(".detail", VerticalScroll)
        at_end = below.scroll_y >= below.max_scroll_y
        self.query_one(".detail > Static", Static).update(Text(text))
        if at_end or (told != self._told and not below.has_focus):
            self.call_after_refresh(below.scroll_end, animate=False)
        self._told = told

    def _not_seen(self, reason: Reason) -> None:
        self._looking = False
        self.query_one(".detail > Static", Static).update(Text(f"✖ {sentence(reason)}"))

    @on(DataTable.RowHighlighted)
    def chosen(self, event: DataTable.RowHighlighted) -> None:
        """The cursor stands on another job."""
        if event.row_key.value is not None:
            self.desk.job = event.row_key.value
            self._look()

    def action_cancel(self) -> None:
        """Gives a job up for good, once a person has said yes."""
        self._ask("expert.ask.cancel", self.desk.station.cancel)

    def action_resume(self) -> None:
        """Goes on with an interrupted job, once a person has said yes."""
        self._ask("expert.ask.resume", self.desk.station.resume)

    def _ask(self, code: str, then: Callable[[JobFolder], object]) -> None:
        line = self._chosen
        if line is None:
            return
        folder = self.desk.archive.folder(line.uuid)

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual hands it over by position
            if yes:
                apart(self, lambda: then(folder), self._done, self._not_done)

        asked = Reason(code, {"number": line.number, "serial": line.serial})
        self.app.push_screen(Ask(asked), answered)

    def _done(self, _: object) -> None:
        self._look()

    def _not_done(self, reason: Reason) -> None:
        self.app.notify(sentence(reason), severity="error")


def _cells(line: Line) -> tuple[str, ...]:
    percent = f" {line.percent} %" if line.percent >= 0 else ""
    return (
        line.number,
        line.tag or NONE,
        line.serial or NONE,
        say(f"state.{line.state}") + percent,
        say(f"status.{line.status}") if line.status else NONE,
    )
