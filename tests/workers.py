"""Workers as processes: a stick, job folders on it, and workers that can be watched, stopped and killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from inprocess import job_for
from saboteurs import RELEASE

from coordi_wipe.jobs.folder import JobFolder, folders
from coordi_wipe.jobs.locks import holder
from coordi_wipe.ledger import durable
from coordi_wipe.ledger.ledger import Ledger

SABOTEUR = "COORDI_WIPE_SABOTEUR"
PATIENCE = 60.0  # seconds for what takes one; the machine may be busy


def until(condition, what, patience=PATIENCE):
    """Waits until a condition holds, and answers what it answered; fails after a while."""
    deadline = time.monotonic() + patience
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"waited too long: {what}"
        time.sleep(0.005)
    return answer


def around(more) -> dict[str, str]:
    """This environment and more; a saboteur that lies over all tests stays, another stands before it."""
    both = filter(None, [os.environ.get(SABOTEUR), more.get(SABOTEUR)])
    return {name: value for name, value in (os.environ | more | {SABOTEUR: ",".join(both)}).items() if value}


class Stick:
    """A home and a live folder, and the workers started on them."""

    def __init__(self, folder: Path):
        self.home = folder / "stick"
        self.run = folder / "live"
        self.home.mkdir()
        self.workers = []
        self._log = folder / "workers.log"
        self._release = folder / "release"

    @property
    def ledger(self):
        return Ledger(self.home / "ledger.jsonl")

    def job(self, drive, method="auto", **more) -> JobFolder:
        """A job folder for this drive; more fields of the job by keyword."""
        return self.folder(job_for(drive, method, **more))

    def folder(self, job) -> JobFolder:
        """A job folder for this job."""
        durable.make_folder(self.home / "jobs")
        folder = JobFolder(self.home, self.run, job.uuid)
        folder.create(job)
        return folder

    def start(self, folder, **environment) -> subprocess.Popen:
        """A worker of this job; more environment by keyword."""
        argv = [sys.executable, "-m", "coordi_wipe.jobs.worker", str(self.home), str(self.run), folder.uuid]
        with self._log.open("ab") as log:
            worker = subprocess.Popen(argv, env=around(environment), stdout=log, stderr=log)
        self.workers.append(worker)
        return worker

    def work(self, folder, **environment) -> int:
        """Lets a worker come to its end, and answers its exit code."""
        return self.start(folder, **environment).wait(PATIENCE)

    def command(self, *words, **environment) -> subprocess.Popen:
        """`coordi-wipe` with these words, in English; more environment by keyword."""
        own = {"COORDI_WIPE_HOME": str(self.home), "COORDI_WIPE_RUN": str(self.run), "LANG": "en_GB.UTF-8"}
        return subprocess.Popen(
            [Path(sys.executable).with_name("coordi-wipe"), *words],
            env=around(own | environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words, **environment) -> subprocess.CompletedProcess:
        """The same, and what came of it."""
        command = self.command(*words, **environment)
        out, err = command.communicate(timeout=2 * PATIENCE)
        return subprocess.CompletedProcess(words, command.returncode, out, err)

    @property
    def folders(self) -> tuple[JobFolder, ...]:
        """Every job on this stick."""
        return folders(self.home, self.run)

    @property
    def said(self) -> str:
        """What all workers printed: nothing, when nothing unforeseen happened."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def held(self) -> dict[str, str]:
        """Environment of a worker that comes half way and no further, until `release`."""
        return {"COORDI_WIPE_SABOTEUR": "hangs", RELEASE: str(self._release)}

    def release(self):
        """Lets all such workers go on."""
        self._release.touch()

    def kill_all(self):
        """No worker outlives its test, whoever started it."""
        for folder in self.folders:
            if process := holder(folder.alive):
                os.kill(process, signal.SIGKILL)
        for worker in self.workers:
            worker.kill()
            worker.wait()


def evidence(folder) -> dict | None:
    """The decoded evidence.json of a job, if there is one."""
    return json.loads(folder.evidence.read_bytes()) if folder.evidence.exists() else None


def status(folder) -> str:
    """What its evidence says, or nothing."""
    found = evidence(folder)
    return found["claim"]["status"] if found else ""


def reason(folder) -> str:
    """The code of the first reason in its evidence."""
    return evidence(folder)["claim"]["reasons"][0]["code"]


def facts(folder, kind):
    """Its facts of this kind."""
    return [fact for fact in folder.facts() if isinstance(fact, kind)]


def bytes_read(node) -> int:
    """How many bytes the kernel has read from a block device since it is there."""
    return _moved(node, 2)


def bytes_written(node) -> int:
    """How many bytes the kernel has written to a block device since it is there."""
    return _moved(node, 6)


def _moved(node, field) -> int:
    """A count of sectors of 512 bytes (Documentation/block/stat.rst), in bytes."""
    return int(Path(f"/sys/block/{Path(node).name}/stat").read_text().split()[field]) * 512
