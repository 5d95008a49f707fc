"""Erases that a drive begins and goes on with by itself: what they have in common."""

from typing import Literal

from coordi_wipe.sanitize.firmware import Commands, patience

Kind = Literal["crypto", "block", "overwrite"]
KINDS: tuple[Kind, ...] = ("crypto", "block", "overwrite")


def kind_named(name: str) -> Kind:
    """This kind. Raises ValueError where it is none."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise ValueError(name)


class Background:
    """One such erase of one drive. `estimate`: seconds; 0: not said."""

    def __init__(self, commands: Commands, kind: Kind, estimate: float = 0.0) -> None:
        self._commands = commands
        self._kind = kind
        self.patience = patience(estimate)
