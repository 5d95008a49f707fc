"""The client against an inventory that misbehaves: it is bounded in every way, and believes nothing."""

import datetime
import socket

import misbehaving as play
import pytest

from coordi_wipe.model.base import Reason
from coordi_wipe.sync.answer import Later, Refused, Registered
from coordi_wipe.sync.client import Client, Patience
from coordi_wipe.sync.settings import Inventory

DIGEST = "ab" * 32
SHORT = Patience(connect=1.0, read=0.15, whole=0.4)
LONG = Patience(connect=5.0, read=5.0, whole=10.0)


def put(server, *, patience=LONG, **more):
    """One certificate put there; a client of its own."""
    with Client(Inventory(server.address, server.log.public, **more), patience) as client:
        return client.put(DIGEST, b"%PDF-1.7 " + bytes(100_000))


def test_what_is_sent(monkeypatch):
    monkeypatch.setenv("NETRC", "/nowhere")
    with play.Inventory(play.good) as server:
        answer = put(server)
    assert answer == Registered(server.log.add(DIGEST))
    assert server.asked == [DIGEST]
    head = server.heard[0].decode()
    assert head.startswith(f"PUT /api/v1/certificates/{DIGEST} HTTP/1.1")
    assert "Content-Type: application/pdf" in head
    assert "Content-Length: 100009" in head
    assert "Authorization" not in head


@pytest.mark.parametrize(
    ("part", "code", "whole"),
    [
        (play.cut_in_the_answer, "sync-cut", False),
        (play.no_http, "sync-cut", False),
        (play.answer_for_another, "sync-other-certificate", False),
        (play.reply(200, b"no json"), "sync-garbage", False),
        (play.reply(200, b"\x1f\x8b" + bytes(50), Content_Encoding="gzip"), "sync-garbage", False),
        (play.endless, "sync-garbage", False),
        (play.PORTAL, "sync-portal", True),
        (play.reply(500), "sync-server-error", False),
        (play.reply(429, Retry_After=5), "sync-busy", True),
    ],
    ids=lambda value: getattr(value, "__name__", "") if callable(value) else value,
)
def test_whatever_comes_back_the_certificate_waits(part, code, whole):
    with play.Inventory(part) as server:
        answer = put(server)
    assert isinstance(answer, Later)
    assert (answer.reason.code, answer.whole) == (code, whole)
    assert len(server.asked) <= 2


def test_a_refusal_with_its_reasons():
    with play.Inventory(play.reply(422, play.REASONS)) as server:
        assert put(server) == Refused((Reason("certificate-exceptions"),))


@pytest.mark.parametrize("part", [play.drip, play.silence])
def test_a_slow_answer_is_given_up(part):
    with play.Inventory(part) as server:
        assert put(server, patience=SHORT) == Later(Reason("sync-too-slow"))


def test_a_kept_connection_that_was_closed_meanwhile_is_no_trouble():
    with play.Inventory(play.cut_before_the_answer, play.good) as server:
        assert put(server) == Registered(server.log.add(DIGEST))
    assert server.asked == [DIGEST, DIGEST]


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with play.Inventory(play.good) as server:
        server.address = f"http://127.0.0.1:{port}"
        assert put(server) == Later(Reason("sync-unreachable"), whole=True)


def test_a_redirect_is_told_and_not_followed():
    with play.Inventory(play.good) as other:
        away = play.reply(308, Location=f"{other.address}/x")
        with play.Inventory(away) as server:
            answer = put(server)
    assert answer == Later(Reason("sync-moved", {"address": f"{other.address}/x"}), whole=True)
    assert other.asked == []


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    with play.Inventory(play.PORTAL) as proxy, play.Inventory(play.good) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert isinstance(put(server), Registered)
        assert proxy.asked == []
        assert put(server, proxy=proxy.address).reason.code == "sync-portal"  # that of the settings is
        assert server.asked == [DIGEST]


# --- TLS --------------------------------------------------------------------------------------------


@pytest.fixture
def secure(tmp_path):
    """(TLS context, its certificate as an authority's file) of a server, valid from a day to a day."""
    return lambda begins=-1, ends=1: play.secured(tmp_path, begins, ends)


def test_an_authority_of_our_own_is_believed(secure):
    context, authority = secure()
    with play.Inventory(play.good, tls=context) as server:
        assert isinstance(put(server, ca=authority), Registered)


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)])
def test_a_certificate_out_of_its_time_is_a_wrong_clock(secure, days):
    context, authority = secure(*days)
    with play.Inventory(play.good, tls=context) as server:
        answer = put(server, ca=authority)
    assert (answer.reason.code, answer.whole) == ("sync-clock", True)
    assert str(answer.reason.args["at"])[:4] == str(datetime.datetime.now(datetime.UTC).year)
    assert server.asked == []


def test_another_authority_is_not_believed_whatever_the_environment_says(secure, monkeypatch):
    context, authority = secure()
    _, other = secure(-2, 2)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", authority)
    monkeypatch.setenv("CURL_CA_BUNDLE", authority)
    with play.Inventory(play.good, tls=context) as server:
        for ca in (other, ""):
            answer = put(server, ca=ca)
            assert (answer.reason.code, answer.whole) == ("sync-not-trusted", True)
    assert server.asked == []


def test_a_slow_answer_over_tls_is_given_up(secure):
    context, authority = secure()
    with play.Inventory(play.drip, tls=context) as server:
        assert put(server, patience=SHORT, ca=authority) == Later(Reason("sync-too-slow"))


def test_no_tls_where_it_should_be():
    with play.Inventory(play.good) as server:
        server.address = server.address.replace("http:", "https:")
        answer = put(server)
    assert (answer.reason.code, answer.whole) == ("sync-tls", True)
