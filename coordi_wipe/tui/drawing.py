"""Line drawings of what hands do, as text files: `drawings/NAME.txt`, so that adding one is adding a file.

A drawing holds no words: `{name   }` stands for one, and has as much room as the braces take, blanks and all.
Words are those that are given, else the sentence `help.word.NAME`. At most 70 columns and 14 lines.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from coordi_wipe.messages.sentences import say

FOLDER = Path(__file__).with_name("drawings")
COLUMNS, LINES = 70, 14
_WORD = re.compile(r"\{([a-z-]+) *\}")


def names() -> tuple[str, ...]:
    """The drawings that there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


def drawn(name: str, words: Mapping[str, str]) -> str:
    """A drawing with its words put in; one that is too long for its room ends in `…`. Raises OSError."""
    template = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")

    def word(found: re.Match[str]) -> str:
        room = len(found[0])
        text = words.get(found[1]) or say(f"help.word.{found[1]}")
        return (text if len(text) <= room else f"{text[: room - 1]}…").ljust(room)

    return _WORD.sub(word, template.rstrip("\n"))


def words_in(name: str) -> dict[str, int]:
    """Each word of a drawing, and the columns that it may take. Raises OSError."""
    template = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return {found[1]: len(found[0]) for found in _WORD.finditer(template)}
