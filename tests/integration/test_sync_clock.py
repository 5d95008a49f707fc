"""What time it is, asked of the inventory by a PC whose clock may say 2000: only a signature is believed."""

import datetime
import re
import socket
import warnings

import misbehaving as play
import pytest

from coordi_wipe.model.base import Reason
from coordi_wipe.sync import clock
from coordi_wipe.sync.client import Client, Patience
from coordi_wipe.sync.clock import ServerTime
from coordi_wipe.sync.settings import Inventory

NOW = 1_796_000_000.0
SHORT = Patience(connect=1.0, read=0.15, whole=0.4)


def tells(server, connection, last, *, unix=NOW, nonce=None, log=None):
    """As the inventory answers."""
    asked = re.fullmatch(r"time\?nonce=([0-9a-f]{32})", last)[1]
    note = (log or server.log).time(nonce or asked, unix)
    play.reply(200, note, "text/plain")(server, connection, last)


def of_another_key(server, connection, last):
    tells(server, connection, last, log=play.Log(server.log.public.name))


def an_old_answer(server, connection, last):
    """One that was recorded: of the right key, to another question."""
    tells(server, connection, last, nonce="0" * 32)


def cut(server, connection, last):
    """Nothing is answered."""


def ask(server, *, up=None, **more):
    ticks = iter(up or (50.0, 50.2))
    return clock.ask(Inventory(server.address, server.log.public, **more), SHORT, lambda: next(ticks))


def test_the_time_with_half_of_the_way_and_its_error():
    with play.Inventory(tells) as server:
        first, second = ask(server), ask(server)
    assert first.unix == pytest.approx(NOW + 0.1)
    assert (first.error_seconds, first.up) == (pytest.approx(0.1), 50.2)
    assert isinstance(second, ServerTime)
    assert len(set(server.asked)) == 2  # a nonce of its own each time
    assert "Authorization" not in server.heard[0].decode()


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (of_another_key, "time-not-believed"),
        (an_old_answer, "time-not-believed"),
        (play.PORTAL, "sync-portal"),
        (play.reply(404), "time-not-offered"),
        (play.reply(302, Location="http://127.0.0.1:9/"), "time-not-offered"),
        (play.reply(503), "time-not-offered"),
        (play.endless, "sync-garbage"),
        (cut, "sync-cut"),
        (play.reply(200, b"what time is it?", "text/plain"), "time-not-believed"),
        (play.silence, "sync-too-slow"),
        (play.drip, "sync-too-slow"),
    ],
    ids=lambda value: getattr(value, "__name__", "") if callable(value) else value,
)
def test_whatever_else_comes_back_is_no_time(part, code):
    with play.Inventory(part) as server:
        answer = ask(server)
    assert isinstance(answer, Reason)
    assert answer.code == code


def test_an_answer_that_took_too_long_says_nothing_about_now():
    with play.Inventory(tells) as server:
        assert ask(server, up=(50.0, 60.1)) == Reason("sync-too-slow")


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with play.Inventory(tells) as server:
        server.address = f"http://127.0.0.1:{port}"
        assert ask(server) == Reason("sync-unreachable")


# --- TLS with a wrong clock -------------------------------------------------------------------------


@pytest.mark.parametrize("days", [(-9, -1), (1, 9), (-1, 1)])
def test_over_tls_the_date_does_not_count_with_our_own_authority(tmp_path, days):
    context, authority = play.secured(tmp_path, *days)
    with play.Inventory(tells, tls=context) as server:
        assert isinstance(ask(server, ca=authority), ServerTime)


def test_a_clock_of_2000_brings_no_words_of_others_onto_the_screen(tmp_path, monkeypatch):
    context, authority = play.secured(tmp_path)
    monkeypatch.setattr("urllib3.connection.RECENT_DATE", datetime.date(2999, 1, 1))
    with play.Inventory(tells, tls=context) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(ask(server, ca=authority), ServerTime)


def test_only_for_this_question(tmp_path):
    context, authority = play.secured(tmp_path, -9, -1)
    with play.Inventory(tells, play.good, tls=context) as server:
        assert isinstance(ask(server, ca=authority), ServerTime)
        with Client(Inventory(server.address, server.log.public, ca=authority), SHORT) as client:
            assert client.put("ab" * 32, b"%PDF-").reason.code == "sync-clock"


@pytest.mark.parametrize("own", [True, False], ids=["another", "the world's"])
def test_a_wrong_authority_is_refused_all_the_same(tmp_path, own):
    context, _ = play.secured(tmp_path, -9, -1)
    _, other = play.secured(tmp_path, -2, 2)
    with play.Inventory(tells, tls=context) as server:
        answer = ask(server, ca=other if own else "")
    assert answer.code in ("sync-not-trusted", "sync-clock")
    assert server.asked == []
