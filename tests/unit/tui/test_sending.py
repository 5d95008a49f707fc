"""When the screens send: at once what is new, with patience what was tried in vain."""

from types import SimpleNamespace

import pytest

from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import UsageError
from coordi_wipe.tui import sending


class Stick:
    """A station that counts its passes; `goes`: whether the inventory takes what is sent."""

    def __init__(self):
        self.there, self.goes, self.passes = [], False, 0
        self.outbox = SimpleNamespace(waiting=lambda: tuple(self.there))

    def sync(self):
        self.passes += 1
        if self.goes:
            self.there = []
        return SimpleNamespace(problems=(), trouble=None if self.goes else Reason("sync-unreachable"))


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(at=1000.0)
    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: now.at))
    return now


def test_an_inventory_that_is_away_is_not_asked_at_each_look(clock):
    stick = Stick()
    stick.there = ["a"]
    one = sending.Sending(stick)
    for _ in range(300):  # ten minutes of looks
        one.look()
        clock.at += 2
    assert 2 <= stick.passes <= 30
    assert [reason.code for reason in one.trouble] == ["sync-unreachable"]


@pytest.mark.usefixtures("clock")
def test_a_new_certificate_goes_at_once_and_success_ends_the_rest():
    stick = Stick()
    stick.there = ["a"]
    one = sending.Sending(stick)
    one.look()
    stick.there, stick.goes = ["a", "b"], True
    one.look()
    assert (stick.passes, one.trouble, stick.there) == (2, (), [])
    stick.there = ["c"]
    one.look()
    assert stick.passes == 3


def test_whoever_comes_back_waits_five_minutes_at_most(clock):
    stick = Stick()
    stick.there = ["a"]
    one = sending.Sending(stick)
    for _ in range(40):
        one.look()
        clock.at += 3600
    stick.goes = True
    before = stick.passes
    one.look()
    clock.at += 301
    one.look()
    assert stick.passes > before


@pytest.mark.usefixtures("clock")
def test_nothing_is_sent_where_there_is_nothing_or_nowhere_to_send():
    stick = Stick()
    one = sending.Sending(stick)
    one.look()
    assert stick.passes == 0

    def nowhere():
        raise UsageError("inventory-not-set", path="x")

    stick.there, stick.sync = ["a"], nowhere
    one.look()
    assert one.trouble == ()
