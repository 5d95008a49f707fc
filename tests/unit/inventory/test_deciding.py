"""Who may decide what; each decision is an entry of the log, and none is taken twice."""

import inventories
import pytest

from coordi_wipe.certificate import log, number
from coordi_wipe.model.errors import CoordiWipeError

pytestmark = pytest.mark.usefixtures("site")


def decide(one, kind, user, **words):
    from coordi_wipe.inventory.certificates.deciding import decide

    return decide(one, kind, user, **({"reason": "vu avec le donateur"} | words))


def refused(one, kind, user, **words) -> str:
    with pytest.raises(CoordiWipeError) as told:
        decide(one, kind, user, **words)
    return told.value.reason.code


def test_an_accepted_exception_is_an_entry_of_the_log():
    from coordi_wipe.inventory.certificates import journal, keys

    one = inventories.kept("exceptions")
    made = decide(one, "accepted", inventories.account())
    assert (made.by, made.reason, made.leaf.index) == ("marie", "vu avec le donateur", 1)
    data = bytes.fromhex(number.digest(bytes(made.entry)))
    assert log.check(journal.proof(made.leaf), data, keys.public(one.kind)).index == 1
    assert one.digest.encode() in bytes(made.entry)


def test_two_entries_of_the_same_words_are_not_guessed_from_each_other():
    user = inventories.account()
    leaves = {
        bytes(decide(inventories.kept(kind), "rejected", user).leaf.data)
        for kind in ("exceptions", "sanitized")
    }
    assert len(leaves) == 2


@pytest.mark.parametrize("role", ["viewer", ""])
def test_only_a_supervisor_decides(role):
    one = inventories.kept("exceptions")
    assert refused(one, "accepted", inventories.account("paul", role)) == "inventory-not-supervisor"
    assert not one.decisions.exists()


def test_whoever_left_decides_nothing():
    from django.contrib.auth.models import AnonymousUser

    gone = inventories.account()
    gone.is_active = False
    one = inventories.kept("exceptions")
    for user in (gone, AnonymousUser()):
        assert refused(one, "accepted", user) == "inventory-not-supervisor"


@pytest.mark.parametrize(
    ("kind", "decision", "code"),
    [
        ("failed", "accepted", "inventory-not-exceptions"),
        ("interrupted", "accepted", "inventory-not-exceptions"),
        ("sanitized", "accepted", "inventory-not-exceptions"),
        ("unverified", "rejected", "inventory-not-erased"),
        ("exceptions", "forgotten", "inventory-decision-unknown"),
    ],
)
def test_what_is_not_to_be_decided(kind, decision, code):
    assert refused(inventories.kept(kind), decision, inventories.account()) == code


@pytest.mark.parametrize(
    ("decision", "words", "code"),
    [
        ("accepted", {"reason": "  "}, "inventory-reason-missing"),
        ("rejected", {"reason": "x" * 501}, "inventory-reason-missing"),
        ("destroyed", {"slip": ""}, "inventory-slip-missing"),
        ("destroyed", {"slip": "x" * 65}, "inventory-slip-missing"),
    ],
)
def test_a_decision_says_why(decision, words, code):
    assert refused(inventories.kept("exceptions"), decision, inventories.account(), **words) == code


def test_a_decision_is_taken_once_and_can_be_reversed_until_the_drive_is_gone():
    user, one = inventories.account(), inventories.kept("exceptions")
    decide(one, "accepted", user)
    assert refused(one, "accepted", user) == "inventory-decided"
    decide(one, "rejected", user)
    decide(one, "destroyed", user, slip="BSD-77")
    for kind in ("accepted", "rejected", "destroyed"):
        assert refused(one, kind, user, slip="BSD-78") == "inventory-destroyed"
    assert [decision.kind for decision in one.decisions.all()] == ["accepted", "rejected", "destroyed"]
