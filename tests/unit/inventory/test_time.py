"""The inventory says what time it is, to whoever asks with a nonce, under the real log's key."""

import time

import inventories
import pytest

from coordi_wipe.certificate import log, signed_time

pytestmark = pytest.mark.usefixtures("site")
NONCE = "0123456789abcdef" * 2


def test_it_says_its_time_under_the_key_that_sticks_know():
    client = inventories.client()
    key = log.read_key(client.get("/api/v1/logs").json()["registered"])
    before = time.time()
    answer = client.get("/api/v1/time", {"nonce": NONCE})
    said = signed_time.check(answer.content, NONCE, key)
    assert before - 0.001 <= said <= time.time() + 0.001
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("asked", [{}, {"nonce": NONCE[1:]}, {"nonce": NONCE.upper()}, {"nonce": "x\n" * 16}])
def test_nothing_else_is_ever_signed(asked):
    answer = inventories.client().get("/api/v1/time", asked)
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (400, "inventory-nonce-form")
    assert inventories.client().post(f"/api/v1/time?nonce={NONCE}").status_code == 405
