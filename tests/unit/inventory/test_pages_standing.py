"""What is shown follows from the claim, the decisions and what contradicts it; green is rare."""

import datetime
import itertools

import inventories
import pytest
from certificates import samples
from msgspec.structs import replace

pytestmark = pytest.mark.usefixtures("site")

STATUSES = ["sanitized", "sanitized_with_exceptions", "unverified", "failed", "refused", "interrupted"]
DECISIONS = ["accepted", "rejected", "destroyed"]


def contradict(one, text="x"):
    from django.utils import timezone

    from coordi_wipe.inventory.certificates.models import Quarantined

    digest = (text * 64)[:64]
    return Quarantined.objects.create(digest=digest, against=one, pdf=b"%PDF-", signer="?", at=timezone.now())


def decide(one, *kinds):
    from django.utils import timezone

    from coordi_wipe.inventory.certificates.models import Decision

    for kind in kinds:
        Decision.objects.create(certificate=one, kind=kind, by="marie", at=timezone.now(), entry=b"")


def shown(one):
    from coordi_wipe.inventory.pages.standing import standing

    return standing(one)


def told(one, browser=None) -> str:
    return (browser or inventories.client()).get(f"/C/{one.digest}").content.decode()


def state_of(*args, **named):
    from coordi_wipe.inventory.pages import states

    return states.state_of(*args, **named)


def test_green_is_what_is_erased_and_neither_rejected_nor_contradicted():
    """Every story of up to three decisions."""
    stories = [s for n in range(4) for s in itertools.product(DECISIONS, repeat=n)]
    for status, story, contested in itertools.product(STATUSES, stories, (False, True)):
        state = state_of(status, story, contested=contested)
        judged = [kind for kind in story if kind != "destroyed"]
        green = (
            status in ("sanitized", "sanitized_with_exceptions")
            and "destroyed" not in story
            and not contested
            and judged[-1:] != ["rejected"]
            and (status == "sanitized" or judged[-1:] == ["accepted"])
        )
        assert (state in ("proven", "accepted")) == green, (status, story, contested)


def test_the_database_and_the_rule_agree():
    from typing import get_args

    from coordi_wipe.inventory.certificates.models import Certificate
    from coordi_wipe.inventory.pages import queries
    from coordi_wipe.inventory.pages.states import State

    stories = [(), ("accepted",), ("rejected",), ("accepted", "rejected"), ("rejected", "accepted")]
    stories += [("destroyed",), ("rejected", "destroyed")]
    cases = list(itertools.product(STATUSES[:3], stories, (False, True)))
    for one, (status, story, contested) in zip(inventories.filled(len(cases)), cases, strict=True):
        Certificate.objects.filter(pk=one.pk).update(status=status)
        decide(one, *story)
        if contested:
            contradict(one, one.digest[-8:])
    listed = {state: {c.pk for c in queries.listed(queries.Filter(state=state))} for state in get_args(State)}
    for one in queries.certificates():
        assert [state for state, found in listed.items() if one.pk in found] == [shown(one).state]
    assert min(len(found) for found in listed.values()) > 0


@pytest.mark.parametrize("kind", ["failed", "unverified", "refused", "interrupted", "exceptions"])
def test_the_public_page_is_not_green_for_what_is_not_proven(kind):
    one = inventories.kept(kind)
    text = told(one)
    assert "Enregistré le" in text
    assert 'class="verdict good"' not in text
    assert ">EFFACÉ<" not in text
    assert ('class="verdict bad"' in text) == (kind != "exceptions")


def test_what_was_put_aside_is_never_registered():
    inventories.kept()
    other = replace(samples.sanitized(), uuid="019ab5c2-7a41-7d11-9d3e-7be0a5a1c000", operator="OP99")
    from coordi_wipe.certificate import attachment, number
    from coordi_wipe.inventory.certificates.receiving import receive

    pdf = inventories.signed(other)
    digest = number.digest(attachment.evidence_of(pdf))
    assert receive(pdf, digest).status == 409
    text = inventories.client().get(f"/C/{digest}").content.decode()
    assert "NON ENREGISTRÉ" in text
    assert "Enregistré le" not in text
    assert 'class="verdict good"' not in text
    first = told(inventories.kept())
    assert "À EXAMINER" in first
    assert 'class="verdict good"' not in first


def test_an_unknown_file_is_never_registered():
    inventories.kept()
    answer = inventories.client().get(f"/C/{'0' * 64}")
    assert answer.status_code == 404
    assert "Enregistré le" not in answer.content.decode()


def test_a_supervisor_accepts_and_the_verdict_changes():
    one = inventories.kept("exceptions")
    browser = inventories.client(inventories.account())
    assert "EFFACÉ AVEC RÉSERVE" in told(one)
    given = {"decision": "accepted", "reason": "Numéro lu sur le <disque>."}
    answer = browser.post(f"/certificate/{one.digest}/judge", given, follow=True)
    text = answer.content.decode()
    assert 'class="verdict good"' in text
    assert "Numéro lu sur le &lt;disque&gt;." in text
    public = told(one)
    assert "EFFACÉ, RÉSERVES ACCEPTÉES" in public
    assert "marie" not in public
    assert "Numéro lu" not in public


def test_a_rejected_exception_is_red_and_waits_in_the_bin():
    one = inventories.kept("exceptions")
    browser = inventories.client(inventories.account())
    browser.post(f"/certificate/{one.digest}/judge", {"decision": "rejected", "reason": "Numéro faux."})
    for text in (told(one), browser.get(f"/certificate/{one.digest}").content.decode()):
        assert 'class="verdict bad"' in text
        assert "REFUSÉ" in text
        assert 'class="verdict good"' not in text
    waiting = browser.get("/waiting").content.decode()
    assert "Bac rouge\N{NO-BREAK SPACE}: 1" in waiting
    assert "Réserves à décider" not in waiting


def test_a_decision_needs_a_supervisor_and_its_words():
    one = inventories.kept("exceptions")
    address = f"/certificate/{one.digest}/judge"
    given = {"decision": "accepted", "reason": "Vu."}
    viewer = inventories.client(inventories.account("vue", "viewer"))
    assert viewer.post(address, given).status_code == 403
    assert b"<form method" not in viewer.get(f"/certificate/{one.digest}").content.split(b"<main")[1]
    assert inventories.client().post(address, given).status_code == 302
    browser = inventories.client(inventories.account())
    assert browser.get(address).status_code == 405
    assert browser.post(address, given | {"reason": " "}).status_code == 422
    assert browser.post(address, given | {"decision": "proven"}).status_code == 422
    assert not one.decisions.exists()
    assert browser.post("/certificate/00/judge", given).status_code == 404


def test_without_its_form_no_decision_is_taken():
    from django.test import Client

    one = inventories.kept("exceptions")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(inventories.account(), backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(f"/certificate/{one.digest}/judge", {"decision": "accepted", "reason": "x"})
    assert answer.status_code == 403
    assert "rechargez la page" in answer.content.decode()
    assert not one.decisions.exists()


def test_a_destroyed_drive_leaves_the_bin_with_its_slip_and_witness():
    one = inventories.kept("failed")
    browser = inventories.client(inventories.account())
    assert "Bac rouge\N{NO-BREAK SPACE}: 1" in browser.get("/waiting").content.decode()
    address = f"/certificate/{one.digest}/destroyed"
    wrong = browser.post(address, {"slip": "B-17", "witness": " "})
    assert wrong.status_code == 422
    assert 'value="B-17"' in wrong.content.decode()  # nothing that was written is lost
    text = browser.post(address, {"slip": "B-17", "witness": "OP03"}, follow=True).content.decode()
    for words in ("DISQUE DÉTRUIT", "Bordereau B-17", "Témoin\N{NO-BREAK SPACE}: OP03"):
        assert words in text
    assert "RIEN À TRAITER" in browser.get("/waiting").content.decode()
    assert "B-17" not in told(one)


def test_a_drive_erased_later_leaves_the_bin_unless_an_adapter_named_it():
    inventories.kept("failed")
    browser = inventories.client(inventories.account())
    later = inventories.kept("sanitized")  # the same drive
    from coordi_wipe.inventory.certificates.models import Certificate

    Certificate.objects.filter(pk=later.pk).update(ended_at=later.ended_at + datetime.timedelta(minutes=1))
    assert "RIEN À TRAITER" in browser.get("/waiting").content.decode()
    Certificate.objects.update(drive_numbered=False)
    assert "Bac rouge\N{NO-BREAK SPACE}: 1" in browser.get("/waiting").content.decode()


def test_a_life_is_told_from_the_last_day_to_the_first():
    one = inventories.kept("exceptions")
    decide(one, "accepted")
    browser = inventories.client(inventories.account())
    text = browser.get(f"/drive?serial={one.drive_serial}&model={one.drive_model}").content.decode()
    order = ["Réserves acceptées par marie", "Document enregistré", "Fin du travail"]
    assert sorted(order, key=text.index) == order
    pc = browser.get(f"/pc?tag={one.pc_tag}").content.decode()
    assert "Disques\N{NO-BREAK SPACE}: 1" in pc
    assert "Dell Inc." in pc
