"""The screens on a terminal: time to the first one, time to come back to running jobs, time from a key to
what it changes, and what watching sixteen jobs costs."""

import asyncio
import os
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import faces
from msgspec.structs import replace
from tui import situations

from coordi_wipe.jobs.folder import Job, JobFolder
from coordi_wipe.jobs.locks import holding
from coordi_wipe.model.machine import Machine

JOBS = 16
PUBLISHED = 0.2  # seconds between two changes of a job's present: five a second
_WATCHED = 4.0  # seconds over which the cost is measured
_KEYS = 20


@dataclass(frozen=True)
class Watched:
    """Of screens that watch sixteen jobs: seconds until all are shown, seconds from each key to the screen,
    and seconds of core a second."""

    back: float
    keys: list[float]
    cost: float


def first() -> float:
    """Seconds from the start of the program to its first whole screen, on an empty stick."""
    with _place():
        return asyncio.run(_first())


async def _first() -> float:
    async with faces.pty() as face:
        await face.until("Qui travaille", "F1 Aide")
        return time.monotonic() - face.started


def watched() -> Watched:
    """Screens started over sixteen jobs that run."""
    with _place() as (home, run), _jobs(home, run):
        return asyncio.run(_watch())


async def _watch() -> Watched:
    async with faces.pty(columns=160, lines=50) as face:
        await face.until("Qui travaille")
        await face.type("ab")
        await face.until(*(f"{number:2} ▶" if number > 9 else f"{number} ▶" for number in range(1, JOBS + 1)))
        back = time.monotonic() - face.started
        await face.until("Scannez un disque")
        await asyncio.sleep(1)
        before, start = _cpu(face.process.pid), time.monotonic()
        while time.monotonic() < start + _WATCHED:
            await face.look()
        cost = (_cpu(face.process.pid) - before) / (time.monotonic() - start)
        return Watched(back, [_key(face, number) for number in range(_KEYS)], cost)


def _key(face: faces.Pty, number: int) -> float:
    """Seconds from a character typed to its being on the screen."""
    letter, start = "abcdefghijklmnopqrstuvwxyz"[number], time.monotonic()
    typed = "abcdefghijklmnopqrstuvwxyz"[: number + 1]
    face.process.send(letter)
    while typed not in "\n".join(face.screen.display):
        face.feed(0.002)
        assert time.monotonic() < start + 10, "the key was never shown"
    return time.monotonic() - start


def _cpu(process: int) -> float:
    """Seconds of core that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _place():
    """A home and a run folder of their own, named in the environment."""
    names = ("COORDI_WIPE_HOME", "COORDI_WIPE_RUN", "COORDI_WIPE_ONLY", "LANG")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="coordi-wipe-bench-") as folder:
        home, run = Path(folder, "home"), Path(folder, "run")
        os.environ |= dict(zip(names, (str(home), str(run), "", "C.UTF-8"), strict=True))
        try:
            yield home, run
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def _jobs(home, run):
    """Sixteen jobs that run as far as anybody can see: locked, with a present that changes."""
    stop = threading.Event()
    threads = [threading.Thread(target=_work, args=(home, run, n, stop)) for n in range(1, JOBS + 1)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _work(home, run, number, stop):
    shown = situations.job(number, tag=f"C23-04{number:02}-D1")
    plan = situations.offer(situations.drive(number)).plan
    job = Job(
        uuid=shown.uuid,
        plan=plan,
        keys=tuple("00" * 32 if pattern == "random" else "" for pattern in plan.steps[0].patterns),
        host="linux",
        machine=Machine(),
        tools={},
        rehearsal=True,
        made=0.0,
        boot="bench",
        tag=shown.tag,
    )
    folder = JobFolder(home, run, shown.uuid)
    folder.durable.mkdir(parents=True)
    folder.create(job)
    folder.make_live()
    with holding(folder.alive, folder.order):
        present = shown.progress
        while not stop.wait(PUBLISHED):
            present = replace(
                present, bytes=present.bytes + 82_000_000, seconds_left=present.seconds_left - 0.2
            )
            folder.publish(present)
