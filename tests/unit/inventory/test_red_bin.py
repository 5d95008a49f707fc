"""What takes a drive out of the red bin: a proof that is later by both clocks, or its destruction."""

import datetime
import itertools

import inventories
import pytest

pytestmark = pytest.mark.usefixtures("site")

NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
BIN = "Bac rouge\N{NO-BREAK SPACE}: "


def ended(one, hour: int | None):
    """This certificate, as if its work had ended then by the stick's clock."""
    at = None if hour is None else NOON + hour * HOUR
    type(one).objects.filter(pk=one.pk).update(ended_at=at)
    one.refresh_from_db()
    return one


def in_bin() -> set[str]:
    from coordi_wipe.inventory.pages import queries

    return set(queries.red_bin().values_list("pk", flat=True))


def proof_and_failure(first: str, hours: dict[str, int | None]):
    """Both certificates of one drive; `first` is the one that came first."""
    order = ["sanitized", "failed"] if first == "sanitized" else ["failed", "sanitized"]
    return {kind: ended(inventories.kept(kind), hours[kind]) for kind in order}


@pytest.mark.parametrize("first", ["sanitized", "failed"])
@pytest.mark.parametrize(
    ("proof", "failure"), [*itertools.permutations((1, 2)), (1, 1), (None, 1), (1, None)]
)
def test_only_a_proof_later_by_both_clocks_clears_a_failure(first, proof, failure):
    made = proof_and_failure(first, {"sanitized": proof, "failed": failure})
    clears = first == "failed" and proof is not None and failure is not None and proof > failure
    assert in_bin() == (set() if clears else {made["failed"].pk})


def test_an_old_proof_sent_late_shows_green_nowhere():
    proof_and_failure("failed", {"sanitized": 1, "failed": 2})
    browser = inventories.client(inventories.account())
    one = inventories.kept("failed")
    assert BIN + "1" in browser.get("/waiting").content.decode()
    for address in (f"/drive?serial={one.drive_serial}&model={one.drive_model}", f"/pc?tag={one.pc_tag}"):
        text = browser.get(address).content.decode().split('id="life"')[0]
        assert "NON EFFACÉ" in text
        assert 'class="verdict good"' not in text
        assert 'class="mark good"' not in text


def test_a_drive_erased_later_is_green_in_its_life():
    proof_and_failure("failed", {"sanitized": 2, "failed": 1})
    browser = inventories.client(inventories.account())
    one = inventories.kept("failed")
    text = browser.get(f"/drive?serial={one.drive_serial}&model={one.drive_model}").content.decode()
    assert 'class="verdict good"' in text


def test_a_destroyed_drive_takes_its_other_certificates_out_of_the_bin_but_none_that_comes_later():
    from coordi_wipe.inventory.certificates.deciding import decide

    failed = ended(inventories.kept("failed"), None)
    unverified = ended(inventories.kept("unverified"), None)
    assert in_bin() == {failed.pk, unverified.pk}
    decide(failed, "destroyed", inventories.account(), slip="B-17", reason="OP03")
    assert in_bin() == set()
    later = inventories.kept("interrupted")  # it was not destroyed after all
    assert in_bin() == {later.pk}


def test_a_proof_that_the_log_does_not_hold_clears_nothing():
    from coordi_wipe.inventory.certificates.models import LogLeaf

    made = proof_and_failure("failed", {"sanitized": 2, "failed": 1})
    assert in_bin() == set()
    LogLeaf.objects.filter(certificate=made["sanitized"]).delete()
    assert in_bin() == {made["failed"].pk}


@pytest.mark.parametrize("lost", ["leaf", "receipt"])
def test_what_the_log_does_not_hold_is_not_called_registered(lost):
    from coordi_wipe.inventory.certificates.models import LogLeaf

    one = inventories.kept()
    browser = inventories.client()
    addresses = [f"/C/{one.digest}", f"/C/{one.number}"]
    assert all("Enregistré le" in browser.get(address).content.decode() for address in addresses)
    if lost == "leaf":
        LogLeaf.objects.all().delete()
    else:
        type(one).objects.update(receipt=b"")
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "Enregistré le" not in answer.content.decode()
