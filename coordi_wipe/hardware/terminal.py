"""A program on this process's own terminal, in the place of ours: a supervisor's shell."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

SHELL = ("/bin/bash", "-l")
_EMPTY = "\x1b[H\x1b[2J"  # home, and nothing of the screens left there (ECMA-48, CUP and ED)


def hand_over(banner: str, program: Sequence[str] = SHELL) -> int:
    """Says this, runs the program until it ends, and takes the terminal back; answers its exit code.

    The caller has to be in its main thread, and out of the terminal. Raises OSError where there is no such
    program.
    """
    # a handler, not SIG_IGN: what is ignored stays so in the program and in all that it starts
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        os.write(sys.stdout.fileno(), f"{_EMPTY}{banner}\r\n\r\n".encode())
        return subprocess.call(list(program))
    finally:
        signal.signal(signal.SIGINT, before)
        _take_back()


def _take_back() -> None:
    """To the foreground again: a shell that was killed leaves its own group there, and writing to the
    terminal would then stop us (termios(3), TOSTOP; tcsetpgrp(3), SIGTTOU)."""
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
    except OSError:
        pass  # no terminal of ours
    finally:
        signal.signal(signal.SIGTTOU, before)
