"""F9: opens the expert's table over whatever is shown, and closes it again with all that it has opened."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.screen import Screen

from coordi_wipe.station.station import Station
from coordi_wipe.tui.screens.expert.desk import Desk
from coordi_wipe.tui.screens.expert.screen import ExpertScreen
from coordi_wipe.tui.world import World


class Expert:
    """The table of one program: what was chosen in it is still chosen when it opens again."""

    def __init__(
        self, app: App[Any], station: Station, world: Callable[[], World], operator: Callable[[], str]
    ) -> None:
        self._app = app
        self._desk = Desk(station, world, operator)

    def toggle(self) -> None:
        """Opens it, or closes it."""
        if not self.close():
            self._app.push_screen(ExpertScreen(self._desk))

    def close(self) -> bool:
        """Closes it with all that it has opened; answers whether it was open."""
        stack: list[Screen[Any]] = self._app.screen_stack
        place = next((at for at, screen in enumerate(stack) if isinstance(screen, ExpertScreen)), None)
        for _ in range(0 if place is None else len(stack) - place):
            self._app.pop_screen()
        return place is not None
