"""Starts a worker that outlives its face: a unit of its own under systemd, else a session of its own."""

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from coordi_wipe.hardware import guard
from coordi_wipe.hardware.linux import ONLY
from coordi_wipe.jobs import exits
from coordi_wipe.jobs.folder import JobFolder

_LOGIND = 5.0  # seconds in which logind must say that it heard us
_SYSTEMD = 120.0  # seconds in which systemd must have begun the unit


def launch(folder: JobFolder, home: Path, run: Path, node: str) -> None:
    """Starts the worker of this job. Raises OSError when no process can be started."""
    folder.make_live()
    argv = [sys.executable, "-m", "coordi_wipe.jobs.worker", str(home), str(run), folder.uuid]
    with folder.log.open("ab") as log:
        if under_systemd():
            after = [guard.command(node), said(folder.last_words)]
            unit_words = unit(folder.uuid, node, folder.log, os.environ, afterwards=after)
            _run(unit_words, [*awake(folder.uuid), *argv], log)
        else:
            subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, close_fds=True
            )


def _run(systemd: Sequence[str], argv: Sequence[str], log: IO[bytes]) -> None:
    """Asks systemd for the unit. Raises OSError when it says no (why is in the log), or nothing at all: a
    worker that comes later takes the word back."""
    words = [*systemd, *argv]
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=_SYSTEMD, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), systemd[0]) from error
    if done.returncode:
        raise OSError(errno.ECHILD, os.strerror(errno.ECHILD), systemd[0])


def under_systemd() -> bool:
    """Whether systemd runs this machine and we may ask it for a unit: a child of the TUI's unit would
    die with it."""
    return os.geteuid() == 0 and Path("/run/systemd/system").is_dir()


def awake(uuid: str) -> Sequence[str]:
    """Words in front of a worker that keep the PC from being switched off, suspended or shut over its work:
    none where systemd-inhibit or logind is not there (or does not answer), which nobody needs to know."""
    words = (
        "systemd-inhibit",
        "--what=shutdown:sleep:idle:handle-power-key:handle-lid-switch",
        "--mode=block",
        "--who=Coordi-Wipe",
        f"--why=coordi-wipe-job-{uuid}",
    )
    try:
        done = subprocess.run([*words, "true"], capture_output=True, timeout=_LOGIND, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return () if done.returncode else words


def said(last_words: Path) -> Sequence[str]:
    """What writes systemd's word for an end that the worker itself could not tell of: killed, out of memory,
    never begun. One that was refused has said why, and one that was asked to stop need not."""
    # systemd makes one $ of two (systemd.service(5), command lines)
    told = f'echo "$$SERVICE_RESULT $$EXIT_CODE $$EXIT_STATUS" >{shlex.quote(str(last_words))}'
    known = f"success-*|exit-code-{exits.REFUSED}|exit-code-{exits.STOPPED}"
    return ("/bin/sh", "-c", f'case "$$SERVICE_RESULT-$$EXIT_STATUS" in {known}) ;; *) {told} ;; esac')


def unit(
    uuid: str,
    node: str,
    log: Path,
    environment: Mapping[str, str],
    *,
    afterwards: Sequence[Sequence[str]] = (),
) -> Sequence[str]:
    """The systemd-run command for one worker, which may open no other drive than its own.

    `afterwards`: commands that systemd runs once it has ended, however that was.
    """
    kept = [
        name for name in ("COORDI_WIPE_HOME", "COORDI_WIPE_RUN", ONLY, "LANG", "PATH") if name in environment
    ]
    return [
        "systemd-run",
        "--collect",
        "--quiet",
        f"--unit=coordi-wipe-job-{uuid}",
        "-p",
        "DevicePolicy=closed",
        *(("-p", f"DeviceAllow={node} rw") if node.startswith("/dev/") else ()),
        "-p",
        "OOMScoreAdjust=-900",
        "-p",
        f"StandardOutput=append:{log}",
        "-p",
        f"StandardError=append:{log}",
        # - : systemd goes on with the next when one fails (systemd.service(5), ExecStart=)
        *(word for argv in afterwards if argv for word in ("-p", f"ExecStopPost=-{shlex.join(argv)}")),
        *(f"--setenv={name}={environment[name]}" for name in kept),
    ]
