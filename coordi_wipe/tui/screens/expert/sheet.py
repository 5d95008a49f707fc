"""A sheet over the table: Escape closes it, F4 says it in the other language."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from coordi_wipe.messages import catalogue

T = TypeVar("T")
_TICK = 0.3  # seconds between two looks at the language


class Sheet(ModalScreen[T]):
    """`filled` is called each time its widgets were made anew."""

    CSS_PATH = "expert.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss")]

    def on_mount(self) -> None:
        self._language = catalogue.current().language
        self.set_interval(_TICK, self._tick)
        self.filled()

    def filled(self) -> None:
        """Puts in what has to be looked up."""

    def _tick(self) -> None:
        if self._language != catalogue.current().language:
            self._language = catalogue.current().language
            self.refresh(recompose=True)
            self.call_after_refresh(self.filled)
