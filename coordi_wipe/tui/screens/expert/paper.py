"""One certificate: its number, what may be believed of it, and its QR code for a telephone."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.tui.screens.expert.archive import Record
from coordi_wipe.tui.screens.expert.desk import Desk, apart
from coordi_wipe.tui.screens.expert.qr import half_blocks
from coordi_wipe.tui.screens.expert.sheet import Sheet
from coordi_wipe.tui.screens.expert.verdicts import Judged, judge
from coordi_wipe.tui.screens.expert.words import NONE


class PaperSheet(Sheet[None]):
    """The code on the left, words on the right."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "dismiss")]

    def __init__(self, desk: Desk, record: Record) -> None:
        super().__init__()
        self._desk = desk
        self._record = record

    def compose(self) -> ComposeResult:
        with Horizontal(classes="papersheet"):
            yield Static(id="qr")
            with VerticalScroll(classes="beside"):
                yield Static(id="words")

    def filled(self) -> None:
        """Verifies, and shows."""
        self._say([say("expert.judging")])
        station, folder = self._desk.station, self._desk.archive.folder(self._record.job)

        def work() -> tuple[Judged, list[str]]:
            judged = judge(station, folder)
            return judged, half_blocks(judged.address)

        apart(self, work, self._show, self._refused)

    def _show(self, found: tuple[Judged, list[str]]) -> None:
        judged, code = found
        self.query_one("#qr", Static).update(Text("\n".join(code), no_wrap=True))
        self._say(_words(judged))

    def _refused(self, reason: Reason) -> None:
        self._say([f"✖ {sentence(reason)}"])

    def _say(self, lines: list[str]) -> None:
        record = self._record
        text = Text(say("expert.paper", number=record.number), "bold")
        text.append(f"\n{record.tag or NONE}   {record.serial or NONE}\n\n", "not bold")
        text.append("\n".join((*lines, "", say("expert.paper.keys"))), "not bold")
        self.query_one("#words", Static).update(text)


def _words(judged: Judged) -> list[str]:
    lines = [f"{_sign(judged)} {say(f'verdict.{judged.verdict}')}"]
    if judged.status:
        lines.append(f"{say(f'status.{judged.status}')} · {say(f'level.{judged.level}')}")
    if judged.signer:
        lines.append(say("expert.signer", signer=judged.signer, at=judged.signed_at))
    lines += ["", *map(sentence, judged.reasons)]
    lines += ["", say(f"expert.registration.{judged.registration}"), *map(sentence, judged.refused)]
    return [*lines, "", judged.address]


def _sign(judged: Judged) -> str:
    """A tick only for what is proof of an erased drive; a cross for what nobody may believe."""
    if judged.verdict in ("invalid", "unreadable"):
        return "✖"
    whole = judged.verdict != "rehearsal" and judged.status == "sanitized"
    return "✔" if whole else "●"
