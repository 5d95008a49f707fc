"""A worker killed again and again at random moments: it goes on, it proves nothing false, it ends whole.

What was written is counted by the kernel, and what lies on the drive is looked at from outside.
"""

import random
import shutil
import subprocess

import outside
import pytest
from workers import bytes_written, evidence, facts, status, until

from coordi_wipe.jobs.resume import reached
from coordi_wipe.model.facts import Began, Wrote
from coordi_wipe.sanitize.pipeline import Checkpoint

pytestmark = pytest.mark.root

MIB = 1 << 20
CHECKPOINT = Checkpoint(seconds=5, bytes=MIB)
REWIND = MIB
LONGEST = 0.15  # seconds
SIGNS = 12  # kills after which at least one job must have gone on from where it was


class Campaign:
    """One job, whose workers are killed."""

    def __init__(self, stick, drive, kills, seed):
        self._stick = stick
        self._drive = drive
        self._chance = random.Random(seed)
        self._kills = kills
        self.folder = stick.job(drive, checkpoint=CHECKPOINT, rewind=REWIND)

    def fight(self):
        """Kills, cuts the power, tears files; looks at the proof after each."""
        for number in range(self._kills):
            self._kill()
            self._spoil()
            self._look()
            assert number < SIGNS or self.resumed, "it never gets on"

    @property
    def resumed(self):
        """How often work went on from above 0."""
        return sum(began.offset > 0 for began in self._begans)

    @property
    def _begans(self):
        return facts(self.folder, Began)

    def _look(self):
        """What is on record as written is written; evidence that says `sanitized` is true."""
        upto = reached(self.folder.facts(), 0).offset
        key = self.folder.job().keys[0]
        assert not upto or outside.holds_key(self._drive.backing, key, upto, chance=self._chance, places=4)
        if status(self.folder) == "sanitized":
            found = outside.faults(evidence(self.folder), self._drive.backing, self._drive.sentinel)
            assert found == []

    def _kill(self):
        """Up to two checkpoints into the work, and a moment more; now and then right after birth."""
        if self._chance.random() < 0.15:
            self._kill_after(self._stick.start(self.folder), 0.15)
        begun, wrote = len(self._begans), len(facts(self.folder, Wrote)) + self._chance.choice([0, 1, 2])
        worker = self._stick.start(self.folder)
        until(
            lambda: (
                worker.poll() is not None
                or (len(self._begans) > begun and len(facts(self.folder, Wrote)) >= wrote)
            ),
            "it begins",
        )
        self._kill_after(worker, LONGEST)

    def _kill_after(self, worker, longest):
        try:
            code = worker.wait(self._chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            worker.kill()
            code = worker.wait()
        assert code == -9, f"it ended before it was killed: {code}: {self._stick.said}"

    def _spoil(self):
        if self._chance.random() < 0.3:  # a reboot: what lay in memory is gone
            shutil.rmtree(self._stick.run, ignore_errors=True)
        for path in (self.folder.durable / "facts.jsonl", self._stick.home / "ledger.jsonl"):
            if path.exists() and self._chance.random() < 0.15:
                with path.open("ab") as file:
                    file.write(b'{"fact":"wrote","at":"2026'[: self._chance.randrange(1, 26)])


def campaign(stick, drive, kills):
    """Kills a job so many times, lets it end, and looks at everything."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    before = bytes_written(drive.node)
    fight = Campaign(stick, drive, kills, seed)
    fight.fight()
    assert stick.work(fight.folder) == 0
    assert status(fight.folder) == "sanitized"
    assert outside.faults(evidence(fight.folder), drive.backing, drive.sentinel) == []
    assert fight.resumed >= kills * 4 // 5
    killed = sum(worker.returncode == -9 for worker in stick.workers)
    assert killed >= kills
    assert bytes_written(drive.node) - before <= drive.size + killed * (CHECKPOINT.bytes + REWIND)
    report = stick.ledger.check()
    assert report.whole
    assert [entry.kind for entry in stick.ledger.entries()].count("intent") == 1
    assert stick.said == ""
    print(f"killed: {killed}, resumed above 0: {fight.resumed}, lines repaired: {report.repaired}")


@pytest.mark.proves_wipe
def test_fifty_kills(stick, faulty_drive):
    campaign(stick, faulty_drive(32 * MIB + 512, rate=30_000_000), 50)


@pytest.mark.slow
@pytest.mark.proves_wipe
@pytest.mark.timeout(1800)
def test_four_hundred_kills(stick, faulty_drive):
    campaign(stick, faulty_drive(64 * MIB + 512, rate=30_000_000), 400)
