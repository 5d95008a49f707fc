"""What a certificate declares in a drive's first sector is the one fingerprint that its facts give."""

import hashlib

import pytest
from certificates import makers, samples
from msgspec.structs import replace

from coordi_wipe.certificate import evidence_file, issue
from coordi_wipe.certificate.verification import verify
from coordi_wipe.model import sector
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.facts import Ended, Marked
from coordi_wipe.model.plan import Plan

BRIDGED = replace(samples.DRIVE, source="bridge", medium="usb-disk", wwn="")
NATIVE = replace(samples.DRIVE, logical=4096, physical=4096)


def made(drive=samples.DRIVE, end="finished", **said):
    """Evidence of a drive that was overwritten, with a fingerprint that may say otherwise."""
    plan = Plan(drive, None, (samples.STEP,))
    *before, ended = samples.overwrite_facts(drive)
    facts = (*before, samples.marked(before, plan, **said), replace(ended, how=end))
    return samples.evidence(facts, plan=plan)


def with_mark(**changes):
    """The same, but for the recorded fact."""
    good = made()
    facts = tuple(replace(fact, **changes) if isinstance(fact, Marked) else fact for fact in good.facts)
    return samples.evidence(facts)


def verdict(evidence):
    return verify(makers.sealed(evidence_file.encode(evidence)), trust=[makers.root()])


@pytest.mark.parametrize("drive", [samples.DRIVE, BRIDGED, NATIVE], ids=["serial", "no-serial", "4096"])
def test_the_one_that_is_due_is_believed(drive):
    found = verdict(made(drive))
    assert (found.verdict, found.level) == ("signed", "clear")


def test_also_of_a_drive_that_was_gone_afterwards():
    found = verdict(made(end="vanished"))
    assert (found.verdict, found.status) == ("signed", "failed")


@pytest.mark.parametrize(
    "said",
    [
        {"job": "019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f4"},
        {"number": "7K3M9-QX2RT-4"},
        {"at": "2026-11-25T08:00:00+00:00"},
        {"status": "sanitized_with_exceptions"},
        {"level": "purge"},
        {"serial": ""},
        {"rehearsal": True},
    ],
    ids=lambda said: next(iter(said)),
)
def test_one_that_says_anything_else_is_not(said):
    found = verdict(made(**said))
    assert found.verdict == "invalid"
    assert found.reasons == (Reason("certificate-fingerprint-differs"),)


@pytest.mark.parametrize(
    "changes", [{"sha256": "ab" * 32}, {"sha256": ""}, {"length": 1024}, {"offset": 512}]
)
def test_nor_is_one_of_other_bytes_or_elsewhere(changes):
    assert [reason.code for reason in verdict(with_mark(**changes)).reasons] == [
        "certificate-fingerprint-differs"
    ]


@pytest.mark.parametrize(
    "at", ["", "hier", "é", "2026-11-24T09:33:00Z", "2026-11-24T09:33:00+00:00\nlevel=purge"]
)
def test_a_time_that_no_clock_gives_is_declared_by_nobody(at):
    """The digest is right for the bytes, but they are no fingerprint."""
    good = made()
    began, wrote, read, mark, ended = good.facts
    before = (began, wrote, replace(read, at=at))
    try:
        forged = samples.marked(before, good.plan)
    except UnicodeEncodeError:
        forged = mark
    assert verdict(samples.evidence((*before, forged, ended))).verdict == "invalid"


@pytest.mark.parametrize("uuid", ["", "not-one", "\u0661" * 32, "{019ab5c2-7a41-7d11-9d3e-7be0a5a1c0f3}"])
def test_nor_by_a_job_without_a_number(uuid):
    assert not sector.declared_truly(replace(made(), uuid=uuid))


def test_a_drive_that_was_not_erased_declares_none():
    before = samples.overwrite_facts(mismatches=3)[:-1]
    data = b"COORDI-WIPE 1\n".ljust(512, b"\0")
    mark = Marked(samples.at(601), 9301.0, 0, 512, hashlib.sha256(data).hexdigest())
    found = verdict(
        samples.evidence((*before, mark, Ended(samples.at(602), 9400.0, "finished", samples.DRIVE)))
    )
    assert [reason.code for reason in found.reasons] == ["certificate-fingerprint-differs"]


def test_it_is_issued_by_nobody_either():
    data = evidence_file.encode(with_mark(sha256="cd" * 32))
    with pytest.raises(DamagedError, match="certificate-not-accepted"):
        issue.issue(data, makers.stick(), samples.ORGANISATION, "fr")
