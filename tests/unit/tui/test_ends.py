"""The colour of an end: green only for what is erased, verified, and proven by more than a rehearsal."""

import pytest
from msgspec.structs import replace
from tui.situations import AMBER, BAD, GOOD, done, job

from coordi_wipe.tui.ends import tone_of, why_of


@pytest.mark.parametrize(("claim", "tone"), [(GOOD, "good"), (AMBER, "amber"), (BAD, "bad"), (None, "bad")])
def test_the_colour_is_that_of_the_claim(claim, tone):
    ended = done(claim=claim)
    assert tone_of(ended) == tone
    assert (why_of(ended) is None) == (tone == "good" or claim is None)


def test_a_real_drive_erased_by_a_stick_that_rehearses_gets_no_green_label():
    """As on printed labels: nothing proves it. An exercise on a disposable drive may look real."""
    ended = replace(done(), rehearsal=True)
    assert tone_of(ended) == "amber"
    assert why_of(ended).code == "certificate-rehearsal"
    assert tone_of(replace(ended, drive=replace(ended.drive, medium="loop"))) == "good"
    assert tone_of(replace(done(claim=BAD), rehearsal=True)) == "bad"


def test_one_that_is_not_over_is_not_green():
    assert tone_of(job()) == "bad"
