"""What a verdict means: `valid` is a good seal on a drive that was sanitized, and no rehearsal."""

import datetime
import time

import pytest
from certificates import makers, samples
from msgspec.structs import replace

from coordi_wipe.certificate import evidence_file
from coordi_wipe.certificate.verification import Verdict, verify
from coordi_wipe.messages.catalogue import catalogue

EXPECTED = {
    "sanitized": (True, "sanitized", "clear", ["certificate-to-be-registered"]),
    "exceptions": (False, "sanitized_with_exceptions", "clear", ["certificate-exceptions"]),
    "failed": (False, "failed", "none", ["certificate-not-erased"]),
    "unverified": (False, "unverified", "none", ["certificate-not-erased"]),
    "refused": (False, "refused", "none", ["certificate-not-erased"]),
    "interrupted": (False, "interrupted", "none", ["certificate-not-erased"]),
    "firmware": (False, "failed", "none", ["certificate-not-erased"]),
    "longest": (False, "sanitized_with_exceptions", "clear", ["certificate-exceptions"]),
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_signed(kind):
    verdict = verify(makers.certificate(kind), trust=[makers.root()])
    valid, status, level, reasons = EXPECTED[kind]
    assert (verdict.verdict, verdict.valid, verdict.status, verdict.level) == ("signed", valid, status, level)
    assert [reason.code for reason in verdict.reasons] == reasons
    assert not verdict.registered
    assert not verdict.rehearsal
    assert verdict.signer == makers.LEAF_NAME
    assert verdict.evidence == samples.EVERY_KIND[kind]()
    assert verdict.serials == (verdict.evidence.plan.drive.serial,)
    assert verdict.time_source == "untrusted"
    signed_at = datetime.datetime.fromisoformat(verdict.signed_at)
    assert abs(signed_at.timestamp() - time.time()) < 86_400


def test_a_rehearsal_is_called_one_and_is_valid_only_where_it_is_allowed():
    pdf, root = makers.rehearsal_certificate(), makers.rehearsing().root
    refused = verify(pdf, trust=[], rehearsal_trust=[root])
    allowed = verify(pdf, trust=[], rehearsal_trust=[root], allow_rehearsal=True)
    assert (refused.verdict, refused.valid, refused.rehearsal) == ("rehearsal", False, True)
    assert (allowed.verdict, allowed.valid, allowed.rehearsal) == ("rehearsal", True, True)
    assert refused.reasons[0].code == allowed.reasons[0].code == "certificate-rehearsal"
    assert replace(refused, valid=True) == allowed


def test_a_rehearsal_root_given_as_trusted_stays_a_rehearsal_root():
    verdict = verify(makers.rehearsal_certificate(), trust=[makers.rehearsing().root])
    assert (verdict.verdict, verdict.valid) == ("rehearsal", False)


def test_a_real_root_vouches_for_nothing_when_given_for_rehearsals():
    verdict = verify(makers.certificate(), trust=[], rehearsal_trust=[makers.root()], allow_rehearsal=True)
    assert (verdict.verdict, verdict.valid) == ("invalid", False)


def test_a_rehearsal_of_someone_else_is_unknown():
    verdict = verify(makers.rehearsal_certificate(), trust=[makers.root()], allow_rehearsal=True)
    assert verdict == Verdict("invalid", valid=False, reasons=verdict.reasons)
    assert verdict.reasons[0].code == "certificate-unknown-authority"


def test_no_trust_at_all():
    assert verify(makers.certificate(), trust=[]).verdict == "invalid"


@pytest.mark.parametrize("year", [1980, 2000, 2035, 2060])
def test_a_wrong_clock_changes_nothing(year, monkeypatch):
    """Certificates made and checked on a machine whose clock stands elsewhere."""
    wrong = datetime.datetime(year, 1, 1, 0, 1, tzinfo=datetime.UTC).timestamp()
    real = datetime.datetime

    class Wrong(real):
        @classmethod
        def now(cls, tz=None):
            return real.fromtimestamp(wrong, tz)

    monkeypatch.setattr(time, "time", lambda: wrong)
    monkeypatch.setattr(datetime, "datetime", Wrong)
    pdf = makers.sealed(samples.data("sanitized"))
    assert verify(pdf, trust=[makers.root()]).valid
    assert verify(makers.certificate(), trust=[makers.root()]).valid


def test_times_of_the_evidence_are_not_believed_and_do_not_matter():
    good = samples.sanitized()
    facts = tuple(replace(fact, at=fact.at.replace("2026", "1999")) for fact in good.facts)
    verdict = verify(makers.sealed(evidence_file.encode(samples.evidence(facts))), trust=[makers.root()])
    assert verdict.valid
    assert verdict.time_source == "untrusted"


def test_every_reason_has_its_sentence():
    for language in ("fr", "en"):
        known = catalogue(language)
        for expected in EXPECTED.values():
            assert all(code in known for code in expected[3])
