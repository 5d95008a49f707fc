"""Several workers write the ledger at once, and are killed: what was told to be durable is there."""

import errno
import fcntl
import multiprocessing
import os
import random
import time

import pytest

from coordi_wipe.ledger.entry import Intent
from coordi_wipe.ledger.ledger import Ledger

AT = "2026-11-24T14:00:00Z"
WORKERS = 3
fork = multiprocessing.get_context("fork")


def content(job):
    return Intent(model="ST500", serial=job, size=1000, technique="overwrite")


def append(path, name, count, told):
    """A worker: appends `count` intents, and writes down each position that it was told."""
    ledger = Ledger(path)
    with told.open("ab", buffering=0) as file:
        for number in range(count):
            job = f"{name}-{number}"
            position = ledger.append(content(job), job=job, at=AT)
            file.write(f"{job} {position.line} {position.digest}\n".encode())


def start(tmp_path, round_, count):
    workers = []
    for worker in range(WORKERS):
        args = (tmp_path / "ledger.jsonl", f"{round_}-{worker}", count, tmp_path / "told")
        workers.append(fork.Process(target=append, args=args))
        workers[-1].start()
    return workers


def told(tmp_path):
    """What workers were told, whole lines only: a kill may cut the last one."""
    text = (tmp_path / "told").read_text() if (tmp_path / "told").exists() else ""
    return [line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")]


def assert_all_there(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    report = ledger.check()
    assert report.whole, report.faults
    said = told(tmp_path)
    for job, line, digest in said:
        position = ledger.find("intent", job)
        assert position is not None, job
        assert (position.line, position.digest) == (int(line), digest)
    return report, said


def test_processes_append_at_once_and_no_line_is_lost(tmp_path):
    for worker in start(tmp_path, 0, 60):
        worker.join(60)
        assert worker.exitcode == 0
    report, said = assert_all_there(tmp_path)
    assert report.lines == len(said) == WORKERS * 60
    assert len({line for _, line, _ in said}) == WORKERS * 60


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_appends_the_chain_is_whole(tmp_path, seed):
    dice = random.Random(seed)
    path = tmp_path / "ledger.jsonl"
    for round_ in range(12):
        size = path.stat().st_size if path.exists() else 0
        workers = start(tmp_path, round_, 100_000)
        grown = size + dice.randrange(1, 12_000)
        deadline = time.monotonic() + 60
        while not path.exists() or path.stat().st_size < grown:
            assert time.monotonic() < deadline, "nobody appends"
        for worker in workers:
            worker.kill()
            worker.join()
    report, said = assert_all_there(tmp_path)
    assert report.lines >= len(said) > 12


@pytest.mark.parametrize("seed", range(20))
def test_after_power_cuts_the_next_worker_goes_on(tmp_path, seed):
    """What was never synced may be cut anywhere, or zeros may stand for it."""
    dice = random.Random(seed)
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path)
    jobs = []
    for number in range(20):
        ledger.append(content(f"job-{number}"), job=f"job-{number}", at=AT)
        jobs.append(f"job-{number}")
        synced = path.read_bytes()
        pid = os.fork()
        if pid == 0:
            ledger.append(content("lost"), job=f"lost-{number}", at=AT)
            os._exit(0)
        os.waitpid(pid, 0)
        unsynced = len(path.read_bytes()) - len(synced)
        assert unsynced > 0
        kept = dice.randrange(unsynced)
        with path.open("r+b") as file:
            file.truncate(len(synced) + kept)
            if dice.random() < 0.3:
                file.truncate(len(synced) + unsynced)
    assert [job for job in jobs if ledger.find("intent", job) is None] == []
    report = ledger.check()
    assert report.whole
    assert report.repaired >= 10


def test_a_process_that_keeps_the_ledger_holds_nobody_up_for_ever(tmp_path, monkeypatch):
    soon = {fcntl.LOCK_EX: 0.1, fcntl.LOCK_SH: 0.1}
    monkeypatch.setattr("coordi_wipe.ledger.ledger._PATIENCE", soon)
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(content("before"), job="before", at=AT)
    with (tmp_path / "ledger.jsonl").open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OSError, match=os.strerror(errno.EBUSY)):
            ledger.append(content("kept"), job="kept", at=AT)
        with pytest.raises(OSError, match=os.strerror(errno.EBUSY)):
            ledger.find("intent", "before")
    assert ledger.append(content("kept"), job="kept", at=AT).line == 2
