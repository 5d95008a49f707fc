"""Runs a tool: no shell, no input, English output, a time limit."""

import errno
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finished:
    """What a tool answered; `seconds` is how long it took."""

    code: int
    out: bytes
    err: bytes
    seconds: float


def run(argv: Sequence[str], *, timeout: float, pass_fds: Sequence[int] = ()) -> Finished:
    """Runs `argv` for at most `timeout` seconds. Raises OSError: ENOENT missing, ETIMEDOUT too slow."""
    start = time.monotonic()
    # The sbin folders hold hdparm and losetup, and are not in an ordinary user's PATH.
    path = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin"
    try:
        done = subprocess.run(
            list(argv),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            env={**os.environ, "LC_ALL": "C", "PATH": path},
            pass_fds=tuple(pass_fds),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(errno.ETIMEDOUT, "too slow", argv[0]) from error
    return Finished(done.returncode, done.stdout, done.stderr, time.monotonic() - start)
