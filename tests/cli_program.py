"""The real program, run as people and scripts run it: its exit code, its words, its one JSON document."""

import fcntl
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from workers import until

from coordi_wipe.cli import main

PROGRAM = str(Path(sys.executable).with_name("coordi-wipe"))
PATIENCE = 120.0  # seconds for one command; the machine may be busy


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def events(self) -> list[dict]:
        """Standard error, each line of which is a JSON document."""
        return [json.loads(line) for line in self.err.splitlines()]

    @property
    def results(self) -> list[dict]:
        """The results of `wipe --json`."""
        return self.json["results"]

    @property
    def said(self) -> str:
        return self.out + self.err


def run(*words: object, prefix=(), **environment: str) -> Done:
    """Runs `coordi-wipe WORDS` to its end; more environment by keyword. No traceback, whatever happens."""
    return end(start(*words, prefix=prefix, **environment))


def run_here(*words: object, **environment: str) -> Done:
    """The same command in this process, in a twentieth of the time: for what reads, and starts no worker."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in environment.items():
            patch.setenv(name, value)
        code = main.run([str(word) for word in words])
        for stream in (out, err):
            stream.flush()
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def start(*words: object, prefix=(), **environment: str) -> subprocess.Popen:
    """Starts `coordi-wipe WORDS` in a process group of its own, as a shell does."""
    return subprocess.Popen(
        [*prefix, PROGRAM, *map(str, words)],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )


def end(command: subprocess.Popen) -> Done:
    """Waits until a command has ended."""
    try:
        out, err = command.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        command.kill()
        raise
    done = Done(command.returncode, out.decode(), err.decode())
    assert "Traceback" not in done.said, done.said
    return done


def press_ctrl_c(command: subprocess.Popen) -> None:
    """What a terminal does: SIGINT to the whole process group in front."""
    os.killpg(command.pid, signal.SIGINT)


def home() -> Path:
    """The state folder of this test."""
    return Path(os.environ["COORDI_WIPE_HOME"])


def jobs() -> list[Path]:
    """The job folders of this test's state folder, oldest first."""
    return sorted((home() / "jobs").glob("*")) if (home() / "jobs").exists() else []


def facts(job: Path, kind: str) -> list[dict]:
    """The durable facts of this kind of a job."""
    path = job / "facts.jsonl"
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [fact for fact in map(json.loads, lines) if fact["fact"] == kind]


def running_job() -> Path:
    """The only job, once it has begun to write."""
    until(lambda: len(jobs()) == 1 and facts(jobs()[0], "began"), "the job begins")
    return jobs()[0]


def worker_alive(job: Path) -> bool:
    """Whether the kernel shows a worker of this job."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"coordi_wipe.jobs.worker" in words and job.name.encode() in words:
            return True
    return False


@contextmanager
def mounted(node: str, folder: Path) -> Iterator[None]:
    """Somebody works on this block device: it has a file system, which is mounted here."""
    folder.mkdir()
    for argv in (["mkfs.ext4", "-q", "-F", "-E", "nodiscard", node], ["mount", node, str(folder)]):
        subprocess.run(argv, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


@contextmanager
def flocked(node: str) -> Iterator[None]:
    """Another program has taken this drive, as systemd asks programs to."""
    with open(node, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
