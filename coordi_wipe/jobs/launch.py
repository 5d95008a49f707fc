"""Starts a worker that outlives its face: a unit of its own under systemd, else a session of its own."""

import errno
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from coordi_wipe.hardware.linux import ONLY
from coordi_wipe.jobs.folder import JobFolder


def launch(folder: JobFolder, home: Path, run: Path, node: str) -> None:
    """Starts the worker of this job. Raises OSError when no process can be started."""
    folder.make_live()
    argv = [sys.executable, "-m", "coordi_wipe.jobs.worker", str(home), str(run), folder.uuid]
    with folder.log.open("ab") as log:
        if under_systemd():
            _run(unit(folder.uuid, node, folder.log, os.environ), argv, log)
        else:
            subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, close_fds=True
            )


def _run(systemd: Sequence[str], argv: Sequence[str], log: IO[bytes]) -> None:
    """Asks systemd for the unit. Raises OSError when it says no; why is in the log."""
    done = subprocess.run([*systemd, *argv], stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise OSError(errno.ECHILD, os.strerror(errno.ECHILD), systemd[0])


def under_systemd() -> bool:
    """Whether systemd runs this machine and we may ask it for a unit: a child of the TUI's unit would
    die with it."""
    return os.geteuid() == 0 and Path("/run/systemd/system").is_dir()


def unit(uuid: str, node: str, log: Path, environment: Mapping[str, str]) -> Sequence[str]:
    """The systemd-run command for one worker, which may open no other drive than its own."""
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
        *(f"--setenv={name}={environment[name]}" for name in kept),
    ]
