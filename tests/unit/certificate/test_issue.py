"""Nothing is handed out that the verifier would not accept, or that does not say what the evidence says."""

import pytest
from certificates import makers, samples
from msgspec.structs import replace

from coordi_wipe.certificate import evidence_file, readback
from coordi_wipe.certificate import issue as room
from coordi_wipe.certificate.issue import issue
from coordi_wipe.certificate.render import render
from coordi_wipe.model.errors import DamagedError, RefusedError
from coordi_wipe.model.evidence import Claim


@pytest.mark.parametrize(
    ("data", "authority"),
    [
        (samples.data("sanitized"), makers.rehearsing()),
        (evidence_file.encode(samples.rehearsed()), makers.stick()),
    ],
)
def test_rehearsal_and_authority_must_agree(data, authority):
    with pytest.raises(RefusedError) as caught:
        issue(data, authority, samples.ORGANISATION, "fr")
    assert caught.value.reason.code == "certificate-rehearsal-differs"


def test_a_claim_that_does_not_follow_is_never_sealed():
    forged = replace(samples.failed(), claim=Claim("sanitized", "clear", "overwrite"))
    with pytest.raises(DamagedError) as caught:
        issue(evidence_file.encode(forged), makers.stick(), samples.ORGANISATION, "fr")
    assert caught.value.reason.args["why"] == "certificate-claim-differs"


def test_a_page_about_another_drive_is_never_sealed(monkeypatch):
    other = replace(samples.DRIVE, serial="ANOTHER-SERIAL")
    evidence = samples.evidence(
        samples.overwrite_facts(other), plan=replace(samples.sanitized().plan, drive=other)
    )
    page = render(evidence_file.encode(evidence), samples.ORGANISATION, "fr", signer=makers.LEAF_NAME)
    monkeypatch.setattr(room, "render", lambda *_, **__: page)
    with pytest.raises(DamagedError) as caught:
        issue(samples.data("sanitized"), makers.stick(), samples.ORGANISATION, "fr")
    assert caught.value.reason.code == "certificate-page-differs"
    assert samples.DRIVE.serial in str(caught.value.reason.args["missing"])


def test_broken_evidence():
    with pytest.raises(DamagedError) as caught:
        issue(b"{}", makers.stick(), samples.ORGANISATION, "fr")
    assert caught.value.reason.code == "evidence-damaged"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "change",
    [
        {"operator": "OP99"},
        {"tag": "C99-9999-D9"},
        {"lot": "L-1999"},
        {"uuid": "019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f4"},
        {"clock": "ntp"},
        {"ledger": replace(samples.sanitized().ledger, line=13)},
        {"machine": replace(samples.MACHINE, serial="OTHER")},
        {"claim": replace(samples.sanitized().claim, status="failed")},
    ],
)
def test_readback_misses_what_a_page_does_not_say(language, change):
    page = render(samples.data("sanitized"), samples.ORGANISATION, language, signer=makers.LEAF_NAME)
    true = samples.sanitized()
    assert readback.missing(page, true, samples.data("sanitized"), language) == ()
    assert readback.missing(page, replace(true, **change), samples.data("sanitized"), language) != ()


def test_readback_does_not_read_artifacts():
    page = render(evidence_file.encode(samples.rehearsed()), samples.ORGANISATION, "fr", signer="x")
    assert readback.text(page).count("SANSVALEUR") == 1
