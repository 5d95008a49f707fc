"""Draws a page. Nothing is decided here: what changes on the page changes on the screen."""

import time
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from coordi_wipe.messages.sentences import say
from coordi_wipe.tui.page import SYMBOLS, Cell, Page, Row, Tone
from coordi_wipe.tui.screens.large import large

if TYPE_CHECKING:
    from coordi_wipe.tui.app import CoordiWipe

LEAST = (80, 24)
"""Columns and lines below which a screen cannot be read: nothing but that is said then."""

_STYLES: dict[Tone, str] = {
    "plain": "",
    "warning": "yellow",
    "good": "green",
    "amber": "yellow",
    "bad": "red",
}
_NEVER_TYPED = ("escape", "f5", "f10")  # keys that no field wants
_ALONE = 0.3  # seconds around a key that a person presses; a scanner presses the next one at once
_WIDE = 100  # columns from which there is room for larger letters
_TALL = 40  # lines from which there is room for air
_LABEL = 14  # columns of a row's label
_GRID = 5  # places in a line of the grid


class StepScreen(Screen[None]):
    """The one screen of the five steps."""

    app: "CoordiWipe"
    AUTO_FOCUS: ClassVar[str | None] = ""  # None would mean the program's own, which focuses a hidden field

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._letter = 0.0  # when a letter was typed that no field took
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="head")
        yield Static("─" * 300, classes="rule")
        yield Static(id="small")
        with VerticalScroll(id="body", can_focus=False), Vertical(id="column"):
            yield Static(id="banner")
            yield Static(id="title")
            yield Static(id="rows")
            yield Static(id="cells")
            yield Static(id="sentence")
            with Horizontal(id="labelbox"):
                yield Static(id="label")
            yield Static(id="steps")
            yield Static(id="remark")
            yield Input(id="field", select_on_focus=False)
            yield Static(id="wrong")
        yield Static("─" * 300, classes="rule")
        yield Static(id="foot")

    def on_mount(self) -> None:
        self.show(self._page)

    def show(self, page: Page) -> None:
        """Draws this page; the field keeps what is being typed, unless another question is asked now."""
        other = page.name != self._page.name
        self._page = page
        for tone in SYMBOLS:  # the last screen is its colour
            self.set_class(page.name == "ending" and page.tone == tone, f"over-{tone}")
        self._draw_banner()
        symbol = SYMBOLS[page.tone]
        title = self.query_one("#title", Static)
        title.set_classes(page.tone)
        self._put("#title", Text(f"{symbol}  {page.title}" if symbol else page.title))
        self._put("#head", self._head(page))
        self._put("#rows", _table(page.rows) if page.rows else None)
        self._put("#cells", _grid(page.cells) if page.cells else None)
        self._put("#sentence", Text(page.sentence) if page.sentence else None)
        self._put("#label", Text(page.label) if page.label else None)
        self.query_one("#labelbox").set_class(not page.label, "hidden")
        steps = "\n".join(f"{number}  {text}" for number, text in enumerate(page.steps, 1))
        self._put("#steps", Text(steps) if steps else None)
        self._put("#remark", Text(_remark(page)) if page.remark or page.code else None)
        self._put("#wrong", Text(page.wrong) if page.wrong else None)
        self._put("#foot", self._foot(page))
        self._field(page, other=other)

    def _draw_banner(self) -> None:
        word = self._page.banner
        drawn = "\n".join(large(word, double=self.size.width >= _WIDE)) if word else ""
        self._put("#banner", Text(drawn, no_wrap=True) if word else None)

    def _put(self, where: str, content: Text | Table | None) -> None:
        widget = self.query_one(where, Static)
        widget.set_class(content is None, "hidden")
        if content is not None:
            widget.update(content)

    def _field(self, page: Page, *, other: bool) -> None:
        field = self.query_one("#field", Input)
        field.set_class(not page.prompt, "hidden")
        if other:
            field.value = ""
        if page.prompt:
            field.placeholder = page.prompt
            field.focus()
        else:
            self.set_focus(None)

    def _head(self, page: Page) -> Table:
        line = Table.grid(expand=True, padding=0)
        line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        line.add_column(justify="right", no_wrap=True)
        line.add_row(self.app.whereabouts(), say("tui.step", step=page.step) if page.step else "")
        return line

    def _foot(self, page: Page) -> Table:
        line = Table.grid(expand=True, padding=0)
        line.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        line.add_column(justify="right", no_wrap=True)
        own = [f"{key.shown} {key.does}" for key in page.keys]
        line.add_row("   ".join([*own, say("tui.keys")]), self.app.status())
        return line

    @on(Input.Submitted, "#field")
    def entered(self, event: Input.Submitted) -> None:
        """An entry was ended with Enter."""
        text, event.input.value = event.value, ""
        self.app.typed(text)

    def on_key(self, event: events.Key) -> None:
        """Keys that are on the page; everything else belongs to the field."""
        asked = {key.name for key in self._page.keys}
        burst = time.monotonic() - self._letter < _ALONE
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        name = event.key.lower() if event.is_printable else event.key
        if event.is_printable:
            self._letter = time.monotonic()
        if name not in asked or (self._page.prompt and name not in _NEVER_TYPED):
            return
        event.stop()
        if event.is_printable and not burst:  # a letter may be the first of a scan
            self._waiting = self.set_timer(_ALONE, partial(self.app.pressed, name))
        elif name == "enter" and burst:
            self.app.misread()
        elif not event.is_printable:
            self.app.pressed(name)

    def on_resize(self, event: events.Resize) -> None:
        """Too small to be read: says so instead, and nothing else changes."""
        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        self.set_class(small, "too-small")
        self.set_class(event.size.height >= _TALL, "tall")
        said = say("tui.too-small", width=event.size.width, height=event.size.height)
        self.query_one("#small", Static).update(Text(said))
        self._draw_banner()


def _remark(page: Page) -> str:
    code = say("tui.code", code=page.code) if page.code else ""
    return "   ".join(filter(None, (page.remark, code)))


def _table(rows: tuple[Row, ...]) -> Table:
    beside = any(row.beside for row in rows)
    table = Table.grid(expand=True, padding=(0, 2, 0, 0))
    table.add_column(width=_LABEL, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=3, overflow="fold")
    if beside:
        table.add_column(ratio=2, overflow="fold")
    for row in rows:
        style = "dim" if row.faded else _STYLES[row.tone]
        sign = f"{SYMBOLS[row.tone]} " if SYMBOLS[row.tone] else ""
        cells = [Text(row.label, "dim" if row.faded else ""), Text(sign + row.value, style)]
        table.add_row(*cells, *([Text(row.beside, style)] if beside else []))
    return table


def _grid(cells: tuple[Cell, ...]) -> Table:
    table = Table.grid(expand=True, padding=(0, 1, 0, 0))
    for _ in range(_GRID):
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for start in range(0, len(cells), _GRID):
        line = cells[start : start + _GRID]
        table.add_row(
            *(Text(f"{cell.number:2} {cell.sign} {cell.word}", _STYLES[cell.tone]) for cell in line),
            *[""] * (_GRID - len(line)),
        )
    return table
