"""A screen as data: what it says, in which tone, and which keys it answers to."""

from typing import Literal

from coordi_wipe.model.base import Base

Tone = Literal["plain", "warning", "good", "amber", "bad"]

SYMBOLS: dict[Tone, str] = {"plain": "", "warning": "⚠", "good": "✔", "amber": "●", "bad": "✖"}
"""A colour is never alone: each tone has its sign, which the console's font holds."""


class Row(Base, frozen=True):
    """A label, what it is about, and a remark beside it. `faded`: not to be touched."""

    label: str
    value: str
    beside: str = ""
    tone: Tone = "plain"
    faded: bool = False


class Cell(Base, frozen=True):
    """One place of a grid: its number, sign and word."""

    number: int
    tone: Tone
    sign: str
    word: str


class Key(Base, frozen=True):
    """A key and what it does: `name` as Textual knows it, `shown` as it is printed on the keyboard."""

    name: str
    shown: str
    does: str


class Page(Base, frozen=True):
    """All that one screen says. `step` 1 to 5, or 0 outside the five; `code`: the situation's number.

    `prompt`: what stands in the field, which is there only if this is not empty. `wrong`: why the last
    entry was not taken. `label`: to be copied by hand onto a label. `banner`: a word drawn large, above all.
    """

    name: str
    step: int
    tone: Tone = "plain"
    title: str = ""
    rows: tuple[Row, ...] = ()
    cells: tuple[Cell, ...] = ()
    sentence: str = ""
    label: str = ""
    banner: str = ""
    steps: tuple[str, ...] = ()
    remark: str = ""
    prompt: str = ""
    wrong: str = ""
    code: str = ""
    keys: tuple[Key, ...] = ()
