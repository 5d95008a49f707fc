"""A crypto erase and a block erase behind it: each must be shown, and the second hides the first."""

import pytest
from unit.model.stories import DRIVE, Story, began, ended, planted, ran, sampled, saw

from coordi_wipe.model.claim import claim
from coordi_wipe.model.plan import Plan, Step

STEP = Step("ata-sanitize", "purge", 0, "sampled", "crypto+block")
ONE = (saw("capability"), planted(), ran(), saw("accepted"), saw("running"), saw("completed"), sampled())
STORY = Story(Plan(DRIVE, None, (STEP,)), (began(), *ONE, *ONE, ended())).on(medium="ata-ssd")
FIRST, SECOND = 1, 1 + len(ONE)  # where each begins
ACCEPTED, COMPLETED, READ = 3, 5, 6  # in each


def test_both_shown_is_purge():
    found = claim(STORY.plan, STORY.facts)
    assert (found.status, found.level, found.technique) == ("sanitized", "purge", "ata-sanitize")


@pytest.mark.parametrize(
    ("story", "status", "code"),
    [
        (STORY.changing(FIRST + READ, canaries_alive=1), "failed", "canaries-alive"),
        (STORY.changing(SECOND + READ, canaries_alive=1), "failed", "canaries-alive"),
        (STORY.changing(FIRST + READ, mismatches=1), "failed", "differences"),
        (STORY.without(FIRST + READ), "unverified", "no-read-back"),
        (STORY.without(SECOND + READ), "unverified", "no-read-back"),
        (STORY.without(FIRST + COMPLETED), "failed", "no-completion-seen"),
        (STORY.without(SECOND + ACCEPTED, SECOND + ACCEPTED + 1), "failed", "no-completion-seen"),
        (STORY.without(*range(SECOND, SECOND + len(ONE))), "failed", "no-completion-seen"),
        (STORY.without(SECOND + 1), "failed", "no-completion-seen"),
        (STORY.changing(FIRST + 1, count=9), "unverified", "too-few-canaries"),
        (STORY.changing(SECOND + READ, canaries_checked=9), "unverified", "canaries-not-checked"),
    ],
)
def test_each_is_needed(story, status, code):
    found = claim(story.plan, story.facts)
    assert (found.status, found.level, found.reasons[0].code) == (status, "none", code)


def test_what_was_begun_again_counts_from_there():
    cut = STORY.adding(SECOND, began(drive=STORY.plan.drive))
    found = claim(cut.plan, cut.facts)
    assert (found.status, found.reasons[0].code) == ("failed", "no-completion-seen")
    whole = cut.adding(len(cut.facts) - 1, *ONE)
    assert claim(whole.plan, whole.facts).level == "purge"


def test_a_third_round_leaves_the_last_two():
    more = STORY.adding(FIRST, saw("capability"), planted(), saw("accepted"), saw("failed"))
    assert claim(more.plan, more.facts).level == "purge"


def test_an_erase_that_was_killed_and_begun_again_counts_with_its_own_canaries():
    """One erase, too: what the killed one had planted is none of the second's."""
    step = Step("ata-sanitize", "purge", 0, "sampled", "block")
    killed = (saw("capability"), planted(), ran(), saw("accepted"), saw("running"))
    story = Story(Plan(DRIVE, None, (step,)), (began(), *killed, began(), *ONE, ended())).on(medium="ata-ssd")
    assert claim(story.plan, story.facts).level == "purge"
    alive = story.changing(len(story.facts) - 2, canaries_alive=1)
    assert claim(alive.plan, alive.facts).reasons[0].code == "canaries-alive"
