"""What each answer of an inventory, or of something that stands in its place, means."""

import json

import pytest

from coordi_wipe.model.base import Reason
from coordi_wipe.sync.answer import Later, Refused, Registered, sort

DIGEST = "ab" * 32
JSON = {"content-type": "application/json"}
REASONS = json.dumps(
    {"reasons": [{"code": "inventory-digest-differs", "args": {"n": 1}}], "more": 1}
).encode()
GOOD = json.dumps({"digest": DIGEST, "proof": "p", "url": "https://elsewhere", "new": [1]}).encode()


@pytest.mark.parametrize("status", [200, 201])
def test_first_and_again_are_the_same(status):
    assert sort(status, JSON, GOOD, DIGEST) == Registered("p")


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_with_reasons_it_is_refused_for_good(status):
    expected = Refused((Reason("inventory-digest-differs", {"n": 1}),))
    assert sort(status, JSON, REASONS, DIGEST) == expected


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"reasons": []}', b'{"reasons": [{"code": "A B"}]}', b"[" * 9999]
)
@pytest.mark.parametrize("status", [400, 413, 422])
def test_without_reasons_no_inventory_has_decided(status, body):
    assert sort(status, JSON, body, DIGEST) == Later(Reason("sync-not-inventory", {"status": status}))


def test_a_body_cut_on_its_way_up_is_no_decision():
    body = json.dumps({"reasons": [{"code": "inventory-cut"}]}).encode()
    assert sort(400, JSON, body, DIGEST) == Later(Reason("sync-cut"))
    assert sort(408, JSON, body, DIGEST) == Later(Reason("sync-cut"))
    assert sort(408, {}, b"", DIGEST) == Later(Reason("sync-cut"))


def test_an_inventory_too_old_to_read_it_has_decided_nothing_and_stops_no_other():
    body = json.dumps({"reasons": [{"code": "inventory-older"}, {"code": "evidence-newer"}]}).encode()
    assert sort(501, JSON, body, DIGEST) == Later(Reason("inventory-older"))
    assert sort(501, JSON, b"", DIGEST) == Later(Reason("sync-server-error", {"status": 501}))


@pytest.mark.parametrize(
    ("status", "headers", "body", "code", "whole"),
    [
        (301, {"location": "https://new.example/"}, b"", "sync-moved", True),
        (307, {}, b"", "sync-moved", True),
        (500, JSON, b"", "sync-server-error", False),
        (502, {"content-type": "text/html"}, b"<html>", "sync-server-error", False),
        (503, JSON, b"", "sync-busy", True),
        (429, JSON, b"", "sync-busy", True),
        (404, JSON, b"", "sync-not-inventory", True),
        (401, JSON, REASONS, "sync-not-inventory", True),
        (204, JSON, b"", "sync-not-inventory", True),
        (200, {"content-type": "text/html"}, b"<html>", "sync-portal", True),
        (200, JSON, b"<html>", "sync-garbage", False),
        (200, JSON, b"\xff\xfe", "sync-garbage", False),
        (200, {}, b"{}", "sync-garbage", False),
        (201, JSON, b'{"digest": "x", "proof": 7}', "sync-garbage", False),
        (201, JSON, GOOD.replace(b"ab", b"cd"), "sync-other-certificate", False),
    ],
)
def test_everything_else_waits(status, headers, body, code, whole):
    found = sort(status, headers, body, DIGEST)
    assert isinstance(found, Later)
    assert (found.reason.code, found.whole) == (code, whole)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7.0), ("999999999", 86400.0), ("-1", None), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
def test_a_server_may_ask_for_time_within_reason(text, seconds):
    assert sort(429, {"retry-after": text}, b"", DIGEST).after == seconds
