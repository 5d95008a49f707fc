"""Runs a tool: no shell, no input, English output, a time limit."""

import errno
import os
import subprocess
import threading
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
    tool = subprocess.Popen(
        list(argv),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C", "PATH": path},
        pass_fds=tuple(pass_fds),
    )
    try:
        out, err = tool.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        _abandon(tool)
        raise TimeoutError(errno.ETIMEDOUT, "too slow", argv[0]) from error
    except BaseException:
        _abandon(tool)
        raise
    return Finished(tool.returncode, out, err, time.monotonic() - start)


def _abandon(tool: subprocess.Popen[bytes]) -> None:
    """Kills a tool and does not wait: one that hangs in the kernel on a dead drive ends when that lets go."""
    tool.kill()
    threading.Thread(target=tool.communicate, daemon=True).start()
