"""When the screens send: at once what is new, with patience what was tried in vain."""

# ruff: noqa: ARG002 (stand-ins need not look at all that they are told)

from types import SimpleNamespace

import pytest

from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import UsageError
from coordi_wipe.tui import sending


class Pc:
    """A PC with one network card, not plugged in."""

    def __init__(self):
        self.files = {"/sys/class/net/enp1s0/carrier": b"0\n", "/proc/net/route": b""}

    def list(self, path):
        return ["enp1s0", "lo"]

    def read(self, path):
        return self.files[path]


class Stick:
    """A station that counts its passes; `goes`: whether the inventory takes what is sent."""

    def __init__(self):
        self.there, self.goes, self.passes, self.insisted = [], False, 0, None
        self.host, self.run = Pc(), None
        self.outbox = SimpleNamespace(waiting=lambda: tuple(self.there))

    def inventory(self):
        return "the inventory"

    def sync(self, *, insist=False):
        self.insisted = insist
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

    def nowhere(**_):
        raise UsageError("inventory-not-set", path="x")

    stick.there, stick.sync = ["a"], nowhere
    one.look()
    assert one.trouble == ()


# --- the network comes back, and the clock ------------------------------------------------------------

ROUTES = "Iface Destination Gateway Flags RefCnt Use Metric Mask\n"
DEFAULT = "enp1s0 00000000 0102000A 0003 0 {use} 100 00000000\n"


def test_a_cable_that_is_plugged_in_ends_the_patience(clock):
    stick = Stick()
    stick.there = ["a"]
    one = sending.Sending(stick)
    for _ in range(300):
        one.look()
        clock.at += 2
    before = stick.passes
    stick.host.files["/sys/class/net/enp1s0/carrier"] = b"1\n"
    stick.goes = True
    one.look()
    assert (stick.passes, stick.there, stick.insisted) == (before + 1, [], True)


def test_so_does_an_address_and_nothing_that_only_counts(clock):
    stick = Stick()
    stick.there = ["a"]
    one = sending.Sending(stick)
    one.look()
    stick.host.files["/proc/net/route"] = (ROUTES + DEFAULT.format(use=0)).encode()
    one.look()
    assert stick.passes == 2
    for use in range(1, 5):
        stick.host.files["/proc/net/route"] = (ROUTES + DEFAULT.format(use=use)).encode()
        clock.at += 0.1
        one.look()
    assert stick.passes == 2


def test_what_an_inventory_wants_left_alone_is_left_alone_when_nothing_changed(clock):
    stick = Stick()
    stick.there = ["a"]
    one = sending.Sending(stick)
    one.look()
    clock.at += 301
    one.look()
    assert (stick.passes, stick.insisted) == (2, False)


class Asked:
    """Stands for station/clock: what `unknown` says, and how often it was asked."""

    def __init__(self):
        self.times, self.unknown = 0, None

    def is_ours(self):
        return True

    def notice_network_time(self, host, run):
        pass

    def set_from_inventory(self, host, run, inventory):
        self.times += 1
        return self.unknown


@pytest.fixture
def asked(monkeypatch):
    one = Asked()
    monkeypatch.setattr(sending, "clock", one)
    return one


def test_the_time_is_asked_with_patience_until_it_is_known_then_each_hour(clock, asked):
    one = sending.Sending(Stick())
    asked.unknown = Reason("sync-unreachable")
    for _ in range(300):
        one.look()
        clock.at += 2
    assert 2 <= asked.times <= 30
    assert one.trouble == ()
    asked.unknown, before = None, asked.times
    clock.at += 301
    for _ in range(300):
        one.look()
        clock.at += 2
    assert asked.times == before + 1


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("code", "said"),
    [("time-not-offered", False), ("sync-cut", False), ("time-not-believed", True), ("time-not-set", True)],
)
def test_only_what_is_wrong_with_the_time_is_said(asked, code, said):
    asked.unknown = Reason(code)
    one = sending.Sending(Stick())
    one.look()
    assert one.trouble == ((asked.unknown,) if said else ())


@pytest.mark.usefixtures("clock")
def test_no_inventory_no_question(asked):
    stick = Stick()

    def nowhere():
        raise UsageError("inventory-not-set", path="x")

    stick.inventory = nowhere
    one = sending.Sending(stick)
    one.look()
    assert (asked.times, one.trouble) == (0, ())
