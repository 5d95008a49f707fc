"""The two logs: leaves in their order, heads that are signed, keys that are made once."""

import inventories
import pytest

from coordi_wipe.certificate import log
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.model.errors import DamagedError, MissingError

pytestmark = pytest.mark.usefixtures("site")


def test_every_leaf_stays_provable_as_the_log_grows():
    from coordi_wipe.inventory.certificates import journal, keys
    from coordi_wipe.inventory.certificates.models import REAL, LogLeaf

    for kind in ("sanitized", "failed", "exceptions"):
        inventories.kept(kind)
    leaves = LogLeaf.objects.filter(kind=REAL)
    assert len(leaves) == 3
    for leaf in leaves:
        entry = log.check(journal.proof(leaf), bytes(leaf.data), keys.public(REAL))
        assert (entry.index, entry.size) == (leaf.index, 3)


def test_real_and_rehearsal_are_two_logs():
    from coordi_wipe.inventory.certificates import journal, keys
    from coordi_wipe.inventory.certificates.models import REAL, REHEARSAL

    inventories.kept("sanitized")
    exercise = inventories.kept("rehearsed")
    assert (exercise.kind, exercise.leaf.index) == (REHEARSAL, 0)
    assert keys.public(REAL).name != keys.public(REHEARSAL).name
    with pytest.raises(InvalidError):
        log.check(journal.proof(exercise.leaf), bytes(exercise.leaf.data), keys.public(REAL))


def test_no_leaf_without_the_transaction_of_what_it_is_of(monkeypatch):
    from django.db import transaction

    from coordi_wipe.inventory.certificates import journal
    from coordi_wipe.inventory.certificates.models import REAL

    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        journal.append(REAL, bytes(32))


def test_a_hole_in_the_log_is_told_and_nothing_is_signed():
    from coordi_wipe.inventory.certificates import journal
    from coordi_wipe.inventory.certificates.models import REAL, LogLeaf

    for kind in ("sanitized", "failed"):
        inventories.kept(kind)
    LogLeaf.objects.filter(kind=REAL, index=0).delete()
    with pytest.raises(DamagedError) as told:
        journal.checkpoint(REAL)
    assert told.value.reason.code == "inventory-log-damaged"


def test_an_empty_log_has_a_head():
    from coordi_wipe.inventory.certificates import journal, keys
    from coordi_wipe.inventory.certificates.models import REAL

    assert journal.checkpoint(REAL).startswith(f"{keys.public(REAL).name}\n0\n")


def test_a_key_is_private_and_made_once(tmp_path):
    from coordi_wipe.inventory.certificates import keys
    from coordi_wipe.inventory.certificates.models import REAL

    keys.make(tmp_path)
    path = keys.path(tmp_path, REAL)
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    keys.make(tmp_path)
    assert path.read_bytes() == before


def test_a_log_that_lost_its_key_gets_no_other(tmp_path):
    from coordi_wipe.inventory.certificates import keys
    from coordi_wipe.inventory.certificates.models import REAL

    inventories.kept("sanitized")
    with pytest.raises(DamagedError) as told:
        keys.make(tmp_path)
    assert told.value.reason.code == "inventory-log-key-lost"
    assert not keys.path(tmp_path, REAL).exists()


@pytest.mark.parametrize(
    "content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_key_that_is_none_is_told(tmp_path, content):
    inventories.opened()
    from coordi_wipe.inventory.certificates import keys

    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises((MissingError, DamagedError)) as told:
        keys.read(tmp_path / "key")
    assert told.value.reason.code in ("inventory-log-key", "inventory-log-key-damaged")
