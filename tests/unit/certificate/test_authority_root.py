"""A root on a desk, and the sticks made under it: never replaced, never mixed up, never a rehearsal's."""

import json
import stat

import pytest
from certificates import makers
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from coordi_wipe.certificate import root_key, root_store, stick_key
from coordi_wipe.certificate.authority import STICK_POLICY, make_leaf, policies
from coordi_wipe.certificate.root_store import pem
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.model.errors import DamagedError, MissingError, RefusedError, UsageError

CHEAP = Cost(8, 1, 1)
WORDS, STICK_WORDS = "un mot de passe très long", "cinq mots de la clé"
ROOT = root_key.root(bytes(32), "Co'Ordi – Guéret")


@pytest.fixture
def desk(tmp_path):
    root_store.keep(tmp_path / "authority", ROOT, WORDS, CHEAP)
    return tmp_path / "authority"


def test_a_root_is_kept_locked(desk):
    assert sorted(path.name for path in desk.iterdir()) == ["root.key", "root.pem"]
    assert stat.S_IMODE((desk / "root.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.stat().st_mode) == 0o700
    assert ROOT.entropy not in (desk / "root.key").read_bytes()
    assert b"PRIVATE" not in (desk / "root.key").read_bytes() + (desk / "root.pem").read_bytes()
    opened = root_store.read(desk, WORDS)
    assert opened.certificate == ROOT.certificate
    assert opened.key.private_numbers() == ROOT.key.private_numbers()


def test_a_root_does_not_open_without_its_words(desk):
    with pytest.raises(RefusedError, match="words-wrong"):
        root_store.read(desk, WORDS + "x")


@pytest.mark.parametrize("left", ["root.key", "root.pem"])
def test_nothing_replaces_a_root_nor_half_of_one(desk, left):
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    with pytest.raises(RefusedError, match="root-exists"):
        root_store.keep(desk, root_key.root(bytes([1]) * 32, "Another"), "x", CHEAP)
    (desk / ({"root.key", "root.pem"} - {left}).pop()).unlink()
    with pytest.raises(RefusedError, match="root-exists") as refused:
        root_store.check_free(desk)
    assert refused.value.reason.args == {"path": str(desk / left)}
    assert (desk / left).read_bytes() == before[left]


def test_a_lost_key_comes_back_beside_its_certificate_and_no_other(desk):
    (desk / "root.key").unlink()
    with pytest.raises(MissingError, match="root-absent"):
        root_store.read(desk, WORDS)
    with pytest.raises(RefusedError, match="root-differs"):
        root_store.keep(desk, root_key.root(bytes(32), "Another name"), "x", CHEAP)
    assert not (desk / "root.key").exists()
    root_store.keep(desk, ROOT, "new words", CHEAP)
    assert root_store.read(desk, "new words").certificate == ROOT.certificate


def test_a_certificate_of_another_root_is_seen(desk):
    (desk / "root.pem").write_bytes(pem(root_key.root(bytes([1]) * 32, "Co'Ordi – Guéret").certificate))
    with pytest.raises(DamagedError, match="root-damaged"):
        root_store.read(desk, WORDS)


@pytest.mark.parametrize("name", ["root.key", "root.pem"])
def test_a_damaged_root_is_called_one(desk, name):
    (desk / name).write_bytes(b"junk")
    with pytest.raises(DamagedError, match="root-damaged") as damaged:
        root_store.read(desk, WORDS)
    assert damaged.value.reason.args == {"path": str(desk / name)}


@pytest.mark.parametrize(("name", "kept"), [("  Co'Ordi \t Guéret ", "Co'Ordi Guéret"), ("é" * 32, "é" * 32)])
def test_a_name_is_made_one_line(name, kept):
    assert root_store.checked_name(name) == kept
    assert root_key.root(bytes(32), kept).certificate == root_key.root(bytes(32), kept).certificate


@pytest.mark.parametrize("name", ["", "   ", "é" * 33, "a" * 65, "a\u202eb", "a\0b"])
def test_a_name_that_no_certificate_can_bear(name):
    with pytest.raises(UsageError, match="authority-name"):
        root_store.checked_name(name)


# --- the stick ---------------------------------------------------------------------------------------


@pytest.fixture
def stick(tmp_path):
    stick_key.put(tmp_path / "stick", ROOT, "Clé 07", STICK_WORDS, virtual=False, cost=CHEAP)
    return tmp_path / "stick"


def test_a_stick_signs_with_its_words_only(stick):
    there = stick_key.read(stick)
    assert (there.signer, there.virtual, there.root) == ("Clé 07", False, ROOT.certificate)
    assert policies(there.leaf) == (STICK_POLICY,)
    assert stat.S_IMODE((stick / "stick.key").stat().st_mode) == 0o600
    authority = there.authority(stick_key.opened(stick, there, STICK_WORDS))
    assert not authority.rehearsal
    assert authority.key.public_key() == there.leaf.public_key()
    with pytest.raises(RefusedError, match="words-wrong"):
        stick_key.opened(stick, there, STICK_WORDS + "s")


def test_its_root_lets_it_sign_in_a_virtual_machine_or_not(stick):
    allowed = stick_key.put(stick, ROOT, "Clé 07", STICK_WORDS, virtual=True, cost=CHEAP)
    assert allowed.virtual
    assert stick_key.read(stick).virtual
    assert policies(allowed.leaf) == (STICK_POLICY,)


def test_no_stick_is_no_error(tmp_path):
    assert stick_key.read(tmp_path) is None


def rehearsal_pair():
    return pem(makers.rehearsing().leaf, makers.rehearsing().root)


def stick_leaf_under_a_rehearsal_root():
    key = ec.generate_private_key(ec.SECP256R1())
    root = makers.make_root("R", key, makers.REHEARSAL_POLICY)
    return pem(make_leaf("S", key.public_key(), root, key, STICK_POLICY), root)


def leaf_of_another_root():
    return pem(makers.leaf_of_root().leaf, ROOT.certificate)


@pytest.mark.parametrize(
    "made",
    [
        rehearsal_pair,
        stick_leaf_under_a_rehearsal_root,
        leaf_of_another_root,
        lambda: pem(makers.leaf_of_root(None, "a server").leaf, makers.root()),
        lambda: pem(ROOT.certificate),
        lambda: b"junk",
    ],
)
def test_what_would_sign_nothing_real_is_no_stick(stick, made):
    (stick / "stick.pem").write_bytes(made())
    with pytest.raises(DamagedError, match="stick-damaged"):
        stick_key.read(stick)


def test_the_key_of_another_stick_is_refused(stick, tmp_path):
    stick_key.put(tmp_path / "other", ROOT, "Clé 08", STICK_WORDS, virtual=False, cost=CHEAP)
    (stick / "stick.key").write_bytes((tmp_path / "other/stick.key").read_bytes())
    with pytest.raises(DamagedError, match="stick-damaged"):
        stick_key.opened(stick, stick_key.read(stick), STICK_WORDS)
    (stick / "stick.key").unlink()
    with pytest.raises(MissingError, match="stick-key-absent"):
        stick_key.opened(stick, stick_key.read(stick), STICK_WORDS)


def test_a_roots_words_are_no_sticks(stick, desk):
    """One vault is not taken for the other, even under the same words."""
    (stick / "stick.key").write_bytes((desk / "root.key").read_bytes())
    with pytest.raises(RefusedError, match="words-wrong"):
        stick_key.opened(stick, stick_key.read(stick), WORDS)


def test_the_key_is_ciphertext(stick):
    there = stick_key.read(stick)
    key = stick_key.opened(stick, there, STICK_WORDS)
    assert key not in (stick / "stick.key").read_bytes()
    assert json.loads((stick / "stick.key").read_bytes())["cost"]["memory"] == 8
    assert serialization.load_der_private_key(key, None).public_key() == there.leaf.public_key()
