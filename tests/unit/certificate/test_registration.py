"""Registered is what a proof shows that holds for this evidence, in the log of its kind, and nothing else."""

import pytest
from certificates import makers, samples
from certificates.logs import Log

from coordi_wipe.certificate import number
from coordi_wipe.certificate.verification import Registration, verify

DIGEST = number.digest(samples.data("sanitized"))


def verdict(registration, kind="sanitized", **more):
    return verify(makers.certificate(kind), trust=[makers.root()], registration=registration, **more)


def test_a_proof_that_holds_registers():
    log = Log()
    for _ in range(2):
        found = verdict(Registration(log.add(DIGEST), log.public))
        assert (found.verdict, found.registered, found.valid, found.reasons) == ("registered", True, True, ())
        log.add("00" * 32)  # the tree has grown meanwhile


@pytest.mark.parametrize(
    "forged",
    [
        lambda log: log.add("00" * 32),
        lambda log: Log(log.public.name).add(DIGEST),
        lambda _: Log("another").add(DIGEST),
        lambda log: log.add(DIGEST).replace("index 0", "index 1"),
        lambda log: log.add(DIGEST)[:-20],
        lambda log: log.public.name,
    ],
    ids=["other-leaf", "other-key", "other-log", "other-index", "torn", "garbage"],
)
def test_a_proof_that_does_not_hold_raises_nothing_and_is_said(forged):
    log = Log()
    found = verdict(Registration(forged(log), log.public))
    assert (found.verdict, found.registered, found.valid) == ("signed", False, True)
    assert [reason.code for reason in found.reasons] == ["log-proof"]


def test_without_receipt_or_key_it_is_still_to_be_registered():
    log = Log()
    for registration in (None, Registration("", log.public), Registration(log.add(DIGEST))):
        found = verdict(registration)
        assert (found.verdict, found.registered) == ("signed", False)
        assert [reason.code for reason in found.reasons] == ["certificate-to-be-registered"]


def test_registered_makes_no_proof_of_a_drive_that_was_not_erased():
    log = Log()
    proof = log.add(number.digest(samples.data("failed")))
    found = verdict(Registration(proof, log.public), "failed")
    assert (found.verdict, found.registered, found.valid) == ("registered", True, False)
    assert [reason.code for reason in found.reasons] == ["certificate-not-erased"]


def test_registered_makes_no_signature_good():
    log = Log()
    found = verify(makers.certificate(), trust=[], registration=Registration(log.add(DIGEST), log.public))
    assert (found.verdict, found.registered, found.valid) == ("invalid", False, False)


def test_the_two_logs_register_their_own_kind_only():
    real, rehearsals = Log("real"), Log("rehearsals")
    pdf, digest = makers.rehearsal_certificate(), number.digest(samples.encode(samples.rehearsed()))

    def on(proof):
        told = Registration(proof, real.public, rehearsals.public)
        return verify(pdf, trust=[], rehearsal_trust=[makers.rehearsing().root], registration=told)

    own, other = on(rehearsals.add(digest)), on(real.add(digest))
    assert (own.verdict, own.registered, own.valid) == ("rehearsal", True, False)
    assert (other.verdict, other.registered, other.valid) == ("rehearsal", False, False)
    crossed = verdict(Registration(rehearsals.add(DIGEST), real.public, rehearsals.public))
    assert (crossed.verdict, crossed.registered) == ("signed", False)
