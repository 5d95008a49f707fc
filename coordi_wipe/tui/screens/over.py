"""What opens over the five steps, one at a time: help (F1), the supervisor's sheet (F2), the table (F9)."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from coordi_wipe.station.station import Station
from coordi_wipe.tui.screens.expert.opening import Expert
from coordi_wipe.tui.screens.help import HelpSheet
from coordi_wipe.tui.screens.sheets import Sheets, Told
from coordi_wipe.tui.screens.supervisor import SupervisorSheet


class Over:
    """`tell` runs something in the screen's own thread; `opened` is called once the stick was opened."""

    def __init__(
        self,
        app: App[Any],
        station: Station,
        now: Told,
        tell: Callable[..., None],
        opened: Callable[[], None],
    ) -> None:
        self._expert = Expert(app, station, lambda: now()[1], lambda: now()[0].operator)
        self._sheets = Sheets(
            app,
            {
                "help": lambda: HelpSheet(now),
                "supervisor": lambda: SupervisorSheet(station, now, tell, opened),
            },
        )

    def toggle(self, name: str) -> None:
        """Opens it in the place of another; closes it when it is open."""
        if name == "expert":
            self._sheets.close()
            self._expert.toggle()
        else:
            self._expert.close()
            self._sheets.toggle(name)

    def told(self) -> None:
        """The page, or the language, may have changed."""
        self._sheets.told()
