"""A drive above its own warning temperature rests: told as such, not for ever, and the stick is looked at."""

import pytest
from inprocess import with_plan
from unit.model.stories import DRIVE, OVERWRITE_1

from coordi_wipe.cli.progress import words
from coordi_wipe.hardware.temperature import Warmth
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.jobs.worker import Worker
from coordi_wipe.messages.sentences import sentence
from coordi_wipe.model.plan import Plan
from coordi_wipe.sanitize.control import Halted, Terminated

NBSP = "\N{NO-BREAK SPACE}"
WARNING = 55


class Oven:
    """A machine whose time passes only in sleep, and a drive that is as warm as `curve` says at that time."""

    def __init__(self, curve):
        self.now, self.curve, self.shown, self.stopped = 0.0, curve, [], False
        self.on_sleep = lambda: None

    def up(self):
        return 5000.0 + self.now

    def sleep(self, seconds):
        self.now += seconds
        self.on_sleep()

    def warmth(self):
        return Warmth(self.curve(self.now), WARNING)


@pytest.fixture
def rest(tmp_path):
    """Lets a worker's drive be as hot as a curve says at one tick, and answers the oven and the worker."""

    def make(curve):
        oven = Oven(curve)
        job = with_plan(Plan(DRIVE, None, (OVERWRITE_1,)))
        folder = JobFolder(tmp_path / "stick", tmp_path / "run", job.uuid)
        folder.create(job)
        folder.make_live()
        publish = folder.publish
        folder.publish = lambda progress: (oven.shown.append(progress), publish(progress))
        worker = Worker(folder, tmp_path / "stick", oven, lambda: oven.stopped)
        worker._present.warmth = oven.warmth
        return oven, worker, folder

    return make


def test_a_hot_drive_rests_until_it_is_cooler_and_the_face_says_why(rest):
    oven, worker, folder = rest(lambda now: 56 if now < 600 else 54)
    worker._tick(0, "write", 0, 512)
    assert 600 <= oven.now <= 620
    cooling = [shown for shown in oven.shown if shown.stage == "cooling"]
    assert {(shown.celsius, shown.bytes, shown.rate) for shown in cooling[:-1]} == {(56, 512, 0.0)}
    said = words(JobView(folder.uuid, "running", DRIVE, progress=cooling[0])).replace(NBSP, " ")
    assert said == (
        f"{DRIVE.node} : trop chaud (56 °C) : pause. Laissez de l'air autour du disque. "
        "Le travail reprend tout seul."
    )
    worker._tick(0, "write", 0, 1024)  # and goes on
    assert oven.now <= 620


def test_a_drive_that_stays_hot_for_an_hour_is_given_up(rest):
    oven, worker, _ = rest(lambda _now: 61)
    with pytest.raises(Halted) as halted:
        worker._tick(0, "verify", 0, 512)
    assert oven.now == 3600
    assert (halted.value.how, halted.value.reason.code) == ("gave_up", "too-hot")
    assert halted.value.reason.args == {"celsius": 61}
    assert "bac rouge" in sentence(halted.value.reason)


def test_an_hour_counts_anew_after_each_rest(rest):
    """Ninety hot minutes in all, with a cool moment between them, are no end."""
    oven, worker, _ = rest(lambda now: 54 if 2700 <= now < 2720 or now > 5500 else 58)
    while oven.now < 5500:
        worker._tick(0, "write", 0, 512)
        oven.sleep(1)
    assert oven.now < 5600


def test_a_stick_pulled_during_a_rest_is_noticed(rest):
    oven, worker, folder = rest(lambda now: 56 if now < 600 else 54)
    away = folder.durable.with_name("away")

    def pull_and_put_back():
        if oven.now == 100:
            folder.durable.rename(away)
        if oven.now == 200:
            away.rename(folder.durable)

    oven.on_sleep = pull_and_put_back
    worker._tick(0, "write", 0, 512)
    sticks = [shown.stick for shown in oven.shown]
    assert "missing" in sticks
    assert sticks[-1] == "present"


def test_a_rest_ends_when_a_person_wants_it(rest):
    oven, worker, folder = rest(lambda _now: 56)
    oven.on_sleep = folder.cancel
    with pytest.raises(Halted, match="cancelled"):
        worker._tick(0, "write", 0, 512)
    assert oven.now == 1

    (folder.live / "cancel").unlink()
    oven.on_sleep, oven.stopped = lambda: None, True
    with pytest.raises(Terminated):
        worker._tick(0, "write", 0, 512)
