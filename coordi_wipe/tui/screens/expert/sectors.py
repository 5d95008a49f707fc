"""The tab of sectors: the bytes of any place of the chosen drive, before and now. It only reads."""

import datetime
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.tui.screens.expert import hexdump
from coordi_wipe.tui.screens.expert.desk import Desk, apart
from coordi_wipe.tui.screens.expert.pane import Pane
from coordi_wipe.tui.screens.expert.peeking import Peeking, Window
from coordi_wipe.tui.screens.expert.places import aligned, place, shown_length
from coordi_wipe.tui.screens.expert.words import drive as in_short


class Dump(Static, can_focus=True):
    """The bytes; it has the focus, so that keys move through the drive."""


class SectorsPane(Pane):
    """A window on the chosen drive."""

    first: ClassVar[str] = "Dump"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "move(1)"),
        Binding("pageup", "move(-1)"),
        Binding("down", "line(1)"),
        Binding("up", "line(-1)"),
        Binding("home", "end(0)"),
        Binding("end", "end(1)"),
        Binding("g", "go"),
        Binding("c", "beside"),
        Binding("f", "forget"),
        Binding("n", "next(1)"),
        Binding("p", "next(-1)"),
    ]

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name)
        self.peeking = Peeking(desk.station.host)
        self._asked = 0
        self._window: Window | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="where")
        yield Input(id="goto", classes="line hidden")
        yield Dump(id="dump")

    def entered(self) -> None:
        """Reads again what is there now."""
        self._read()

    def on_resize(self) -> None:
        """More or fewer lines: reads as many."""
        if self.desk.tab == self.id:
            self._read()

    # --- moving --------------------------------------------------------------------------------------

    @property
    def _identity(self) -> Identity | None:
        return self.desk.drive.identity if self.desk.drive is not None else None

    @property
    def _width(self) -> int:
        if not self.desk.beside:
            return 16
        return 16 if self.size.width >= 150 else 8

    @property
    def _length(self) -> int:
        return shown_length(self.size.height, self._width)

    def action_move(self, step: int) -> None:
        """A window further, or back."""
        self._to(self._offset + step * self._length)

    def action_line(self, step: int) -> None:
        """A line further, or back."""
        self._to(self._offset + step * self._width)

    def action_end(self, which: int) -> None:
        """The beginning or the end of the drive."""
        self._to(self._identity.size if which and self._identity is not None else 0)

    def action_next(self, step: int) -> None:
        """Another drive."""
        nodes = [offer.drive.identity.node for offer in self.desk.offers]
        if self._identity is not None:
            self.desk.node = nodes[(nodes.index(self._identity.node) + step) % len(nodes)]
            self._read()

    def action_beside(self) -> None:
        """Before and now side by side, or now alone."""
        self.desk.beside = not self.desk.beside
        self._read()

    def action_go(self) -> None:
        """Asks where to."""
        field = self.query_one("#goto", Input)
        field.placeholder = say("expert.goto")
        field.value = ""
        field.remove_class("hidden")
        field.focus()

    @on(Input.Blurred, "#goto")
    def left(self, event: Input.Blurred) -> None:
        """The field is there only while it is used."""
        event.input.add_class("hidden")

    @on(Input.Submitted, "#goto")
    def go(self, event: Input.Submitted) -> None:
        """A sector (123), a byte (123o, 0x7b), or a percentage of the drive (50%)."""
        identity = self._identity
        offset = place(event.value, identity) if identity is not None else None
        self.take_focus()
        if offset is None:
            self._say(say("expert.goto-wrong", text=event.value[:40]))
        else:
            self._to(offset)

    def action_forget(self) -> None:
        """What was kept of this drive goes: what is there now becomes « before »."""
        identity, kept = self._identity, self.desk.kept
        if identity is not None:
            apart(self, lambda: kept.forget(identity), lambda _: self._read(), self._refused)

    @property
    def _offset(self) -> int:
        return self.desk.offsets.get(self._identity.node, 0) if self._identity is not None else 0

    def _to(self, offset: int) -> None:
        if self._identity is not None:
            last = max(self._identity.size - self._length, 0)
            self.desk.offsets[self._identity.node] = min(max(offset, 0), last) // self._width * self._width
            self._read()

    # --- reading -------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Asks for the sectors that hold this window; keeps what is seen for the first time."""
        identity = self._identity
        if identity is None:
            self._say(say("expert.no-drives"))
            return
        self._asked += 1
        asked, kept = self._asked, self.desk.kept
        start, length = aligned(self._offset, self._length, identity)

        def work() -> tuple[Window, bool]:
            window = self.peeking.window(identity, start, length)
            whole = [
                kept.keep(identity, start + at, window.data[at : at + identity.logical], window.at)
                for at in range(0, len(window.data), identity.logical)
            ]
            return window, all(whole)

        def read(found: tuple[Window, bool]) -> None:
            if asked == self._asked:
                self._show(*found)

        def refused(reason: Reason) -> None:
            if asked == self._asked:
                self._refused(reason)

        apart(self, work, read, refused)

    def _refused(self, reason: Reason) -> None:
        self._say(f"✖ {sentence(reason)}")

    def _say(self, text: str) -> None:
        drive = self.desk.drive
        self.query_one("#where", Static).update(Text(in_short(drive.identity) if drive is not None else ""))
        self.query_one("#dump", Static).update(Text(text))

    def _show(self, window: Window, whole: bool) -> None:  # noqa: FBT001
        at = self._offset - window.offset
        now = window.data[at : at + self._length]
        before, seen = self._before(window, self._offset, self._length)
        dump = (
            hexdump.beside(self._offset, before, now, self._width)
            if self.desk.beside
            else hexdump.alone(self._offset, now)
        )
        self.query_one("#dump", Static).update(dump)
        self.query_one("#where", Static).update(
            Text("\n".join(self._where(window, before, now, seen, whole)))
        )

    def _where(
        self,
        window: Window,
        before: bytes,
        now: bytes,
        seen: float | None,
        whole: bool,  # noqa: FBT001
    ) -> list[str]:
        one, drive = window.identity, self.desk.drive
        place_said = say(
            "expert.place",
            sector=self._offset // max(one.logical, 1),
            sectors=one.size // max(one.logical, 1),
            offset=self._offset,
            within=self._offset % max(one.logical, 1),
        )
        kept = say("expert.kept-full") if not whole else ""
        if whole and seen is not None:
            at = datetime.datetime.fromtimestamp(seen).astimezone().strftime("%H:%M:%S")
            kept = say("expert.before", at=at, count=hexdump.differing(before, now), of=len(now))
        shielded = say("expert.read-only") if drive is not None and drive.protection else ""
        return [in_short(one), place_said, " ".join(filter(None, (kept, shielded)))]

    def _before(self, window: Window, offset: int, length: int) -> tuple[bytes, float | None]:
        """What was seen here first, and when the first of it was."""
        logical = max(window.identity.logical, 1)
        found = b""
        seen: float | None = None
        for start in range(window.offset, window.offset + len(window.data), logical):
            sector = self.desk.kept.before(window.identity, start)
            if sector is None:
                break
            found += sector.data
            seen = sector.at if seen is None else min(seen, sector.at)
        at = offset - window.offset
        return found[at : at + length], seen
