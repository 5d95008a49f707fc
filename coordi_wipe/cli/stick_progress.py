"""How far the writing of a stick is: one line that renews itself, or plain lines where nobody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say

_STEP = 10  # percent between two plain lines


class _Show:
    def __init__(self) -> None:
        self._said: tuple[str, int] = ("", -1)
        self._watched = output.is_terminal()
        self.open = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Bytes done, bytes in all."""
        percent = 100 * done // max(total, 1)
        percent -= 0 if self._watched else percent % _STEP
        if (stage, percent) == self._said:
            return
        new, self._said = stage != self._said[0], (stage, percent)
        line = say(f"cli.stick.stage-{stage}", percent=percent, done=done, total=total)
        if not self._watched:
            output.note(line)
            return
        sys.stderr.write(("\n" if new and self.open else "\r") + line + "\x1b[K")
        sys.stderr.flush()
        self.open = True


@contextmanager
def shown() -> Iterator[_Show]:
    """Shows stages; whatever is said afterwards begins on a line of its own."""
    show = _Show()
    try:
        yield show
    finally:
        if show.open:
            sys.stderr.write("\n")
            sys.stderr.flush()
