"""Secrets that a person types: on a terminal without echo, else a line of standard input."""

import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import sentence
from coordi_wipe.model.errors import UsageError

_SHORTEST = 16  # letters of a passphrase that somebody thought of


def secret(prompt: str) -> str:
    """A line that is not shown. Raises UsageError("nothing-typed")."""
    with _hidden():
        return _line(prompt)


def chosen(prompt: str, again: str) -> str:
    """A new passphrase, typed twice on a terminal.

    Raises UsageError("passphrase-short" | "passphrase-differs" | "nothing-typed").
    """
    first = secret(prompt)
    if len(first) < _SHORTEST:
        raise UsageError("passphrase-short", least=_SHORTEST)
    if sys.stdin.isatty() and secret(again) != first:
        raise UsageError("passphrase-differs")
    return first


def words(prompt: str, most: int, check: Callable[[str], None]) -> str:
    """So many words, shown while they are typed, on one line or several.

    `check` looks at each line as it comes, and raises UsageError for what is wrong with it: on a terminal
    that is said, and the line typed again.
    """
    typed: list[str] = []
    while len(typed) < most:
        more = _line(prompt).split()
        try:
            check(" ".join([*typed, *more]))
        except UsageError as error:
            if not sys.stdin.isatty():
                raise
            output.note(sentence(error.reason))
        else:
            typed += more
    return " ".join(typed)


def _line(prompt: str) -> str:
    if sys.stdin.isatty():
        sys.stderr.write(f"{prompt} ")
        sys.stderr.flush()
    try:
        text = sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise UsageError("nothing-typed") from error
    if not text.strip():
        raise UsageError("nothing-typed")
    return text.strip()


@contextmanager
def _hidden() -> Iterator[None]:
    """Standard input without echo, where it is a terminal; afterwards as it was, also after a Ctrl-C."""
    if not sys.stdin.isatty():
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    quiet = list(before)
    quiet[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        output.note("")  # the Enter was not shown either
