"""Each forged or mangled certificate is refused, for the right reason; and the true ones are not."""

import contextlib
import io
import random

import pikepdf
import pytest
from attacks import inside, outside, tools
from attacks.registry import ATTACKS, TRUSTED_TOO
from certificates import makers, samples

from coordi_wipe.certificate import signature, strict
from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.certificate.verification import verify

REFUSALS_OF_FLIPS = {"invalid", "unreadable"}


def verdict_on(pdf):
    return verify(
        pdf,
        trust=[makers.root(), *TRUSTED_TOO],
        rehearsal_trust=[makers.rehearsing().root],
        allow_rehearsal=True,
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused_with_its_reason(name):
    attack = ATTACKS[name]
    verdict = verdict_on(attack.make())
    assert (verdict.verdict, [reason.code for reason in verdict.reasons]) == (attack.verdict, [attack.reason])
    assert not verdict.valid
    assert (verdict.status, verdict.level, verdict.serials, verdict.evidence) == ("", "none", (), None)


def test_the_certificates_that_were_attacked_are_good_themselves():
    for kind, expected in {"sanitized": True, "failed": False}.items():
        verdict = verdict_on(makers.certificate(kind))
        assert (verdict.verdict, verdict.valid, verdict.evidence) == (
            "signed",
            expected,
            samples.EVERY_KIND[kind](),
        )


def test_updates_really_change_what_is_read():
    """Otherwise the attacks by incremental update would be refused for nothing."""
    with pikepdf.open(io.BytesIO(outside.evidence_swapped_by_an_update())) as pdf:
        held = pdf.attachments["evidence.json"].get_file().read_bytes()
    assert held == samples.data("sanitized")
    with pikepdf.open(io.BytesIO(outside.a_page_redrawn_by_an_update())) as pdf:
        page = pdf.pages[0].Contents.read_bytes()
    with pikepdf.open(io.BytesIO(makers.certificate())) as pdf:
        assert page.strip() == pdf.pages[0].Contents.read_bytes().strip()


def test_there_are_attacks_of_both_kinds():
    assert {attack.make.__module__ for attack in ATTACKS.values()} == {inside.__name__, outside.__name__}
    assert len(ATTACKS) >= 50


def flipped(pdf: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(pdf)
    changed[place] ^= 1 << bit
    return bytes(changed)


def test_one_flipped_bit_in_the_signed_range():
    pdf = makers.certificate()
    start, end = tools.gap(pdf)
    chance = random.Random(20261124)
    reasons: dict[str, int] = {}
    for _ in range(300):
        place = chance.randrange(len(pdf) - (end - start))
        place += (end - start) * (place >= start)
        verdict = verdict_on(flipped(pdf, place, chance.randrange(8)))
        assert verdict.verdict in REFUSALS_OF_FLIPS, place
        reasons[verdict.reasons[0].code] = reasons.get(verdict.reasons[0].code, 0) + 1
    # all but flips in the few bytes that say where the signature is, and in the first and last line
    assert reasons["certificate-bytes-changed"] >= 290, reasons


def test_one_flipped_bit_in_the_gap():
    """Digits, padding, brackets: pyHanko alone accepts about half of these."""
    pdf = makers.certificate()
    start, end = tools.gap(pdf)
    used = start + 1 + 2 * len(tools.seal(pdf))
    chance = random.Random(20261124)
    places = [chance.randrange(start, used) for _ in range(300)]
    places += [chance.randrange(used, end) for _ in range(50)]
    places += [start, end - 1, used - 1, used]
    for place in places:
        verdict = verdict_on(flipped(pdf, place, chance.randrange(8)))
        assert verdict.verdict in REFUSALS_OF_FLIPS, place


def test_every_flipped_bit_of_the_seal():
    """All 8 × 1,473 or so of them, one after the other."""
    pdf = makers.certificate()
    signed = strict.read(pdf)
    der = bytearray(signed.cms)
    assert signature.check(signed.content, bytes(der), [makers.root()]).signer == makers.LEAF_NAME
    accepted = []
    for place in range(len(der)):
        for bit in range(8):
            der[place] ^= 1 << bit
            with contextlib.suppress(InvalidError):
                signature.check(signed.content, bytes(der), [makers.root()])
                accepted.append((place, bit))
            der[place] ^= 1 << bit
    assert accepted == []
