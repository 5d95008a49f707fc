"""The tab of all drives: a line each, and everything that is known of the chosen one below."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from coordi_wipe.messages import catalogue, fingerprints
from coordi_wipe.messages.quantities import number, size
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.drive import Drive
from coordi_wipe.tui.pages.wording import content
from coordi_wipe.tui.screens.expert.pane import Pane
from coordi_wipe.tui.screens.expert.words import NONE, node, pairs
from coordi_wipe.tui.world import Offer

_COLUMNS = (
    "node",
    "transport",
    "medium",
    "model",
    "serial",
    "firmware",
    "size",
    "sectors",
    "health",
    "hours",
    "protection",
    "fingerprint",
)


class DrivesPane(Pane):
    """Every drive of this machine, those that must not be touched too."""

    first: ClassVar[str] = "DataTable"

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row", fixed_columns=1, zebra_stripes=False)
        with VerticalScroll(classes="detail"):
            yield Static()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column in _COLUMNS:
            table.add_column(say(f"expert.column.{column}"), key=column)

    def entered(self) -> None:
        """Fills the table anew; the chosen drive stays chosen."""
        table = self.query_one(DataTable)
        chosen = self.desk.drive
        with self.prevent(DataTable.RowHighlighted):
            table.clear()
            for offer in self.desk.offers:
                table.add_row(*_cells(offer), key=offer.drive.identity.node)
            if chosen is not None:
                table.move_cursor(row=table.get_row_index(chosen.identity.node))
        self._detail()

    @on(DataTable.RowHighlighted)
    def chosen(self, event: DataTable.RowHighlighted) -> None:
        """The cursor stands on another drive."""
        if event.row_key.value is not None and self.is_on_screen:
            self.desk.node = event.row_key.value
            self._detail()

    def _detail(self) -> None:
        drive = self.desk.drive
        shown = (
            pairs(rows(drive)) if drive is not None else Text(say(_nothing(looked=self.desk.world().looked)))
        )
        self.query_one(Static).update(shown)


def _nothing(*, looked: bool) -> str:
    return "expert.no-drives" if looked else "expert.looking"


def _cells(offer: Offer) -> tuple[str, ...]:
    drive, identity, language = offer.drive, offer.drive.identity, catalogue.current().language
    health = drive.health
    hours = health.power_on_hours if health is not None else None
    return (
        node(identity),
        drive.transport or NONE,
        say(f"medium.{identity.medium}"),
        identity.model or NONE,
        identity.serial or NONE,
        identity.firmware or NONE,
        size(identity.size, language),
        number(identity.size // max(identity.logical, 1), language),
        say(f"health.{health.verdict}") if health is not None else NONE,
        number(hours, language) if hours is not None else NONE,
        say("expert.protected") if drive.protection else NONE,
        say("expert.marked", at=drive.fingerprint.at, number=drive.fingerprint.number)
        if drive.fingerprint is not None
        else NONE,
    )


def rows(drive: Drive) -> list[tuple[str, str]]:
    """All that detection knows of a drive, label and sentence."""
    identity = drive.identity
    found = [
        (say("expert.column.node"), identity.node),
        (say("expert.column.model"), f"{identity.model or NONE}   {identity.firmware}".rstrip()),
        (say("expert.column.serial"), " · ".join(filter(None, (identity.serial, identity.wwn))) or NONE),
        ("", say(f"expert.source.{identity.source}")),
        (say("expert.protection"), "\n".join(f"✖ {sentence(one)}" for one in drive.protection)),
        (say("expert.column.fingerprint"), "\n".join(fingerprints.lines(drive))),
        (say("expert.path"), _path(drive)),
        (say("expert.column.size"), _sizes(drive)),
        (say("expert.content"), content(drive)),
        *_health(drive),
        (say("expert.notes"), "\n".join(f"! {sentence(note)}" for note in drive.notes)),
    ]
    return [(label, value) for label, value in found if value]


def _path(drive: Drive) -> str:
    kind = f"{drive.transport or NONE} · {say(f'medium.{drive.identity.medium}')}"
    bridge = say("expert.bridge", bridge=drive.bridge) if drive.bridge else ""
    loose = say("expert.removable") if drive.removable else ""
    return " · ".join(filter(None, (kind, bridge, loose, drive.by_id.removeprefix("/dev/disk/by-id/"))))


def _sizes(drive: Drive) -> str:
    one = drive.identity
    return say(
        "expert.sizes",
        size=one.size,
        bytes=one.size,
        sectors=one.size // max(one.logical, 1),
        logical=one.logical,
        physical=one.physical,
    )


def _health(drive: Drive) -> list[tuple[str, str]]:
    health = drive.health
    if health is None:
        return []
    figures = (
        ("hours", health.power_on_hours),
        ("celsius", health.celsius),
        ("reallocated", health.reallocated),
        ("pending", health.pending),
        ("used", health.percentage_used),
    )
    said = [say(f"expert.health.{name}", value=value) for name, value in figures if value is not None]
    first = " · ".join((say(f"health.{health.verdict}"), *said))
    return [(say("expert.column.health"), "\n".join((first, *map(sentence, health.reasons))))]
