"""The last screen: this PC's word and colour over all of it, until the PC is off.

Painted without the screens' own machinery, which gives the terminal back to whoever is next when it ends.
"""

import os
import sys

from coordi_wipe.messages.sentences import say
from coordi_wipe.model.base import Base
from coordi_wipe.model.tone import Tone
from coordi_wipe.tui.page import SYMBOLS
from coordi_wipe.tui.screens.large import large

_COLOURS: dict[Tone | None, str] = {"good": "30;42", "amber": "30;43", "bad": "97;41", None: "0"}
_DOUBLE = 100  # columns from which there is room for larger letters


class Farewell(Base, frozen=True):
    """How a PC goes off. `tone`: None where nothing was done on it."""

    tone: Tone | None
    restart: bool


def lines(farewell: Farewell, columns: int) -> list[str]:
    """What is said: the word, large and as it is, and what to do with the stick."""
    word = say(f"tui.ending.word.{farewell.tone}") if farewell.tone else ""
    sign = SYMBOLS[farewell.tone] if farewell.tone else ""
    large_word = large(word, double=columns >= _DOUBLE) if word else []
    then = [say(f"tui.ending.then.{farewell.tone}")] if farewell.tone and not farewell.restart else []
    said = say("tui.ending.restart" if farewell.restart else "tui.ending.off").split("\n")
    return [*large_word, *(["", f"{sign}  {word}"] if word else []), *then, "", *said]


def painted(farewell: Farewell, columns: int, rows: int) -> str:
    """What a terminal of this size is told. Each line is filled to its end, but for the last place, which
    would move the whole screen; the cursor stays there: systemd clears what is behind it (TTYReset)."""
    shown = lines(farewell, columns)
    above = max(0, (rows - len(shown)) // 2)
    filled = ([""] * above + shown)[:rows]
    filled += [""] * (rows - len(filled))
    colour = f"\x1b[0;{_COLOURS[farewell.tone]}m"
    text = "".join(
        f"\x1b[{number};1H{line.center(columns)[: columns - (number == rows)]}"
        for number, line in enumerate(filled, 1)
    )
    return f"\x1b[?25l{colour}\x1b[2J{text}\x1b[{rows};{columns}H"


def paint(farewell: Farewell) -> None:
    """Paints it: nobody paints over it any more."""
    size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    os.write(1, painted(farewell, size.columns, size.lines).encode())
