"""The live image's clock: set from the inventory's signed time there only, and remembered as a hint."""

# ruff: noqa: ARG001, ARG002 (stand-ins need not look at all that they are told)

import datetime
import os

import pytest
from certificates import samples
from msgspec.structs import replace

from coordi_wipe.jobs import told_time
from coordi_wipe.jobs.told_time import Told
from coordi_wipe.model.base import Reason
from coordi_wipe.model.facts import Began
from coordi_wipe.station import clock
from coordi_wipe.sync.clock import ServerTime

NOW, Y2000 = 1_796_000_000.0, 946_684_800.0


class Pc:
    """A PC that has been on for `now` seconds, with a clock that may be off."""

    def __init__(self, wall=Y2000, *, refuses=False, ntp=False):
        self.off, self.now, self.refuses, self.ntp, self.set = wall - 100.0, 100.0, refuses, ntp, []

    def up(self):
        return self.now

    def wall(self):
        return self.off + self.now

    def set_wall(self, unix):
        if self.refuses:
            raise PermissionError(1, "Operation not permitted")
        self.set.append(unix)
        self.off = unix - self.now

    def facts(self, about):
        return {"id": "boot-1"}

    def list(self, path):
        if not self.ntp:
            raise FileNotFoundError(2, "no such folder", path)
        return ["synchronized"]


@pytest.fixture(autouse=True)
def live(monkeypatch):
    """In the image, as root."""
    monkeypatch.setenv("COORDI_WIPE_LIVE", "1")
    monkeypatch.setattr(os, "geteuid", lambda: 0)


def told(pc, tmp_path, unix=NOW, error=0.1, late=3.0):
    """What comes of an answer that said `unix` and of which so many seconds have passed since."""

    def ask(inventory):
        answer = ServerTime(unix, error, pc.now)
        pc.now += late
        return answer

    return clock.set_from_inventory(pc, tmp_path, None, ask)


def test_a_clock_of_2000_is_set_and_the_time_since_the_answer_counts(tmp_path):
    pc = Pc()
    assert told(pc, tmp_path) is None
    assert pc.wall() == NOW + 3.0
    assert told_time.known(tmp_path) == (Told("inventory", "boot-1", 103.0, NOW - 100.0),)


@pytest.mark.parametrize(("off", "error", "moved"), [(4.9, 0.0, False), (5.1, 0.0, True), (-7.0, 3.0, False)])
def test_a_clock_that_is_nearly_right_is_let_alone(tmp_path, off, error, moved):
    pc = Pc(NOW + off)
    assert told(pc, tmp_path, error=error) is None
    assert bool(pc.set) is moved
    assert [one.source for one in told_time.known(tmp_path)] == ["inventory"]


def test_a_workshops_own_pc_keeps_its_time(tmp_path, monkeypatch):
    pc = Pc()
    monkeypatch.delenv("COORDI_WIPE_LIVE")
    assert told(pc, tmp_path) is None
    monkeypatch.setenv("COORDI_WIPE_LIVE", "1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert told(pc, tmp_path) is None
    assert (pc.set, told_time.known(tmp_path)) == ([], ())


def test_what_is_not_known_sets_nothing(tmp_path):
    pc, why = Pc(), Reason("time-not-offered", {"status": 404})
    assert clock.set_from_inventory(pc, tmp_path, None, lambda _: why) == why
    assert (pc.set, told_time.known(tmp_path)) == ([], ())


def test_a_clock_that_may_not_be_set_is_said(tmp_path):
    why = told(Pc(refuses=True), tmp_path)
    assert (why.code, why.args) == ("time-not-set", {"error": "Operation not permitted"})
    assert told_time.known(tmp_path) == ()


def test_the_networks_time_is_noticed_once(tmp_path):
    clock.notice_network_time(Pc(), tmp_path)
    assert told_time.known(tmp_path) == ()
    pc = Pc(ntp=True)
    clock.notice_network_time(pc, tmp_path)
    pc.now += 50
    clock.notice_network_time(pc, tmp_path)
    assert told_time.known(tmp_path) == (Told("ntp", "boot-1", 100.0, Y2000 - 100.0),)


# --- what the papers may say of it ------------------------------------------------------------------

FACTS = samples.overwrite_facts()  # begun 60 s after boot-1
OFFSET = datetime.datetime.fromisoformat(FACTS[0].at).timestamp() - 60.0


@pytest.mark.parametrize(
    ("before", "source"),
    [
        ((), "untrusted"),
        ((Told("inventory", "boot-1", 59.0, OFFSET),), "inventory"),
        ((Told("inventory", "boot-1", 61.0, OFFSET),), "untrusted"),  # set in the middle
        ((Told("inventory", "boot-0", 9.0, OFFSET),), "untrusted"),  # of another boot
        ((Told("ntp", "boot-1", 9.0, OFFSET),), "ntp"),
        ((Told("ntp", "boot-1", 9.0, OFFSET), Told("inventory", "boot-1", 61.0, OFFSET)), "ntp"),
        ((Told("ntp", "boot-1", 9.0, OFFSET), Told("inventory", "boot-1", 10.0, OFFSET)), "inventory"),
    ],
)
def test_whose_time_a_job_was_written_by(tmp_path, before, source):
    for one in before:
        told_time.remember(tmp_path, one)
    assert told_time.source(tmp_path, FACTS) == source


def test_a_job_of_two_boots_was_written_by_no_single_clock(tmp_path):
    told_time.remember(tmp_path, Told("inventory", "boot-2", 1.0, OFFSET))
    assert isinstance(FACTS[0], Began)
    assert told_time.source(tmp_path, (*FACTS[:2], replace(FACTS[0], boot="boot-2"))) == "untrusted"


def test_what_was_said_before_a_jump_is_over(tmp_path):
    told_time.remember(tmp_path, Told("ntp", "boot-1", 9.0, OFFSET))
    told_time.remember(tmp_path, Told("inventory", "boot-1", 61.0, OFFSET), jumped=True)
    assert told_time.source(tmp_path, FACTS) == "untrusted"


@pytest.mark.parametrize(
    ("moved", "source"),
    [(4.9, "inventory"), (-4.9, "inventory"), (5.1, "untrusted"), (-86400.0, "untrusted")],
)
@pytest.mark.parametrize("of", ["each fact", "the last fact"])
def test_a_clock_that_another_sets_afterwards_is_not_the_one_that_was_right(tmp_path, moved, source, of):
    told_time.remember(tmp_path, Told("inventory", "boot-1", 9.0, OFFSET))
    since = len(FACTS) - 1 if of == "the last fact" else 0
    facts = (*FACTS[:since], *(replace(one, at=later(one.at, moved)) for one in FACTS[since:]))
    assert told_time.source(tmp_path, facts) == source


def test_the_networks_time_takes_over_from_the_inventorys(tmp_path):
    pc = Pc(NOW)
    told(pc, tmp_path)
    pc.off, pc.ntp = OFFSET, True  # systemd-timesyncd has set it
    pc.now = 50.0
    clock.notice_network_time(pc, tmp_path)
    assert told_time.source(tmp_path, FACTS) == "ntp"


def test_an_inventory_that_is_heard_again_counts_from_then_on(tmp_path):
    for up, offset in ((9.0, OFFSET - 6.0), (59.0, OFFSET)):
        told_time.remember(tmp_path, Told("inventory", "boot-1", up, offset))
    assert told_time.known(tmp_path) == (Told("inventory", "boot-1", 59.0, OFFSET),)
    assert told_time.source(tmp_path, FACTS) == "inventory"


def test_what_an_older_version_kept_says_nothing(tmp_path):
    (tmp_path / told_time.FILE).write_text('[{"source":"inventory","boot":"boot-1","up":9.0}]')
    assert told_time.source(tmp_path, FACTS) == "untrusted"


def test_a_fact_without_a_time_says_nothing(tmp_path):
    told_time.remember(tmp_path, Told("inventory", "boot-1", 9.0, OFFSET))
    assert told_time.source(tmp_path, (*FACTS[:-1], replace(FACTS[-1], at="yesterday"))) == "untrusted"


def later(at, seconds):
    return (datetime.datetime.fromisoformat(at) + datetime.timedelta(seconds=seconds)).isoformat()


@pytest.mark.parametrize("content", [b"", b"{", b'[{"source":"me","boot":"boot-1","up":0}]', b"\xff"])
def test_a_file_that_cannot_be_read_says_nothing(tmp_path, content):
    (tmp_path / told_time.FILE).write_bytes(content)
    assert told_time.source(tmp_path, FACTS) == "untrusted"
