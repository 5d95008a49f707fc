"""What the tabs share: the station, what is known now, the drive that is chosen; and work off the screen."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from textual.widget import Widget

from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.sanitize import policy
from coordi_wipe.station.station import Station
from coordi_wipe.tui.screens.expert.archive import Archive
from coordi_wipe.tui.screens.expert.kept import Kept
from coordi_wipe.tui.world import Offer, World

T = TypeVar("T")

TABS = ("drives", "plan", "sectors", "jobs", "certificates")


class Desk:
    """One expert at this station. What a person has chosen stays while the table is closed and opened again.

    `world` and `operator` answer what is known at the moment they are asked.
    """

    def __init__(self, station: Station, world: Callable[[], World], operator: Callable[[], str]) -> None:
        self.station = station
        self.world = world
        self.operator = operator
        self.archive = Archive(station)
        self.kept = Kept(station.run, station.home)
        self.tab = TABS[0]
        self.node = ""
        self.method = policy.AUTO
        self.wanted = 0  # which of plan.LEVELS
        self.offsets: dict[str, int] = {}  # where the hex viewer stands, by node
        self.beside = False  # the hex viewer shows before and now
        self.job = ""
        self.filter = ""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Every drive of this machine."""
        return self.world().offers

    @property
    def drive(self) -> Drive | None:
        """The chosen drive; the first where none is chosen or it was taken away."""
        drives = [offer.drive for offer in self.offers]
        chosen = (drive for drive in drives if drive.identity.node == self.node)
        return next(chosen, drives[0] if drives else None)


def apart(
    widget: Widget, work: Callable[[], T], then: Callable[[T], None], refused: Callable[[Reason], None]
) -> None:
    """Does this in a thread of its own, then tells the widget in the screen's: nothing waits for a drive.

    The thread may outlive the screens: a read that hangs on a bad drive cannot be ended.
    """

    def tell(what: Callable[..., None], said: object) -> None:
        with suppress(RuntimeError):  # the screens are closed, and with them the loop
            widget.call_later(what, said)

    def run() -> None:
        try:
            done = work()
        except CoordiWipeError as error:
            tell(refused, error.reason)
        except OSError as error:
            tell(refused, Reason("expert.not-answered", {"error": error.strerror or str(error)}))
        else:
            tell(then, done)

    threading.Thread(target=run, daemon=True, name=f"expert-{type(widget).__name__}").start()
