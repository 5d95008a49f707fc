"""A secret at rest: only its words open it, and what a guess costs lies beside it."""

import base64
import json

import pytest

from coordi_wipe.certificate import vault
from coordi_wipe.certificate.vault import Cost, seal, unseal
from coordi_wipe.model.errors import DamagedError, RefusedError

CHEAP = Cost(8, 1, 1)
WORDS = "baudrier insecte labourer dentelle maléfice"
SECRET = b"what must not be seen"


@pytest.fixture(scope="module")
def sealed():
    return seal(SECRET, WORDS, "test", CHEAP)


@pytest.mark.parametrize(
    "typed",
    [WORDS, "baudrier insecte labourer dentelle malefice", "  BAUDRIER insecte\tlabourer dentelle Maléfice "],
)
def test_its_words_open_it_however_they_are_typed(sealed, typed):
    assert unseal(sealed, typed, "test") == SECRET


@pytest.mark.parametrize(
    "typed",
    ["", "baudrier", WORDS + " x", "insecte baudrier labourer dentelle maléfice", WORDS.replace(" ", "")],
)
def test_other_words_do_not(sealed, typed):
    with pytest.raises(RefusedError, match="words-wrong"):
        unseal(sealed, typed, "test")


def test_a_secret_of_one_kind_is_none_of_another(sealed):
    with pytest.raises(RefusedError, match="words-wrong"):
        unseal(sealed, WORDS, "coordi-wipe root")


def test_the_secret_is_not_in_the_file_and_no_file_is_like_another(sealed):
    assert SECRET not in sealed
    assert base64.b64encode(SECRET)[:8] not in sealed
    assert json.loads(sealed)["salt"] != json.loads(seal(SECRET, WORDS, "test", CHEAP))["salt"]


def test_a_guess_costs_what_the_design_says_unless_the_file_says_otherwise():
    made = json.loads(seal(SECRET, WORDS, "test"))
    assert made["cost"] == {"memory": 64 * 1024, "passes": 3, "lanes": 4}
    assert unseal(json.dumps(made).encode(), WORDS, "test") == SECRET
    with pytest.raises(RefusedError, match="words-wrong"):
        unseal(json.dumps(made | {"cost": {"memory": 8, "passes": 1, "lanes": 1}}).encode(), WORDS, "test")


def test_no_byte_of_it_may_change(sealed):
    made = json.loads(sealed)
    for part in ("salt", "nonce", "sealed"):
        raw = base64.b64decode(made[part])
        for at in range(len(raw)):
            changed = base64.b64encode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).decode()
            with pytest.raises(RefusedError, match="words-wrong"):
                unseal(json.dumps(made | {part: changed}).encode(), WORDS, "test")


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"salt": "AAAA"},
        {"nonce": "é"},
        {"sealed": "A"},
        {"sealed": 7},
        {"more": 1},
        {"cost": {"memory": 1 << 30, "passes": 1, "lanes": 1}},  # a file that would take a terabyte
        {"cost": {"memory": 8, "passes": 1 << 40, "lanes": 1}},
        {"cost": {"memory": 8, "passes": 1, "lanes": 16}},  # Argon2 itself wants 8 KiB a lane
    ],
    ids=str,
)
def test_a_damaged_file_is_called_one(sealed, change):
    with pytest.raises(DamagedError, match="vault-damaged"):
        unseal(json.dumps(json.loads(sealed) | change).encode(), WORDS, "test")


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[1]", b"null"])
def test_junk_is_damaged(data):
    with pytest.raises(DamagedError, match="vault-damaged"):
        unseal(data, WORDS, "test")


def test_the_bounds_hold_the_cost_in_use():
    assert 8 <= vault.COST.memory <= 1 << 20
    assert vault.COST.memory * 1024 == 64 << 20
