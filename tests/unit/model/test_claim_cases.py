"""The claim, rule by rule: a good story with one thing wrong, and what may still be said."""

import pytest
from msgspec import structs
from unit.model import cases_chain, cases_firmware, cases_marks, cases_overwrite, cases_weight
from unit.model.stories import (
    DRIVE,
    GOOD,
    HALF,
    SIZE,
    Cases,
    Story,
    firmware,
    marked,
    noted,
    one_pass,
    replugged,
    rewound,
    three_passes,
)

from coordi_wipe.model.base import Reason
from coordi_wipe.model.claim import claim, implied_notes
from coordi_wipe.model.evidence import Claim

TABLES = (cases_chain, cases_overwrite, cases_firmware, cases_weight, cases_marks)


def _rows(tables: list[Cases]) -> list[tuple[str, Story, tuple[str, ...]]]:
    return [
        (name, story, key) for table in tables for key, rows in table.items() for name, story in rows.items()
    ]


SPOILED = _rows([table.SPOILED for table in TABLES])
HARMLESS = _rows([table.HARMLESS for table in TABLES])


@pytest.mark.parametrize("name", GOOD)
def test_good_story(name: str) -> None:
    story, level = GOOD[name][0](), GOOD[name][1]
    technique = story.plan.steps[-1].technique
    assert claim(story.plan, story.facts) == Claim("sanitized", level, technique)


@pytest.mark.parametrize(("name", "story", "expected"), SPOILED, ids=[row[0] for row in SPOILED])
def test_one_rule_broken(name: str, story: Story, expected: tuple[str, ...]) -> None:
    del name
    assert _said(claim(story.plan, story.facts)) == expected


@pytest.mark.parametrize(("name", "story", "expected"), HARMLESS, ids=[row[0] for row in HARMLESS])
def test_harmless_difference(name: str, story: Story, expected: tuple[str, ...]) -> None:
    del name
    assert _said(claim(story.plan, story.facts)) == expected


def _said(made: Claim) -> tuple[str, ...]:
    """Status, with its level where there is one, and the codes of the reasons."""
    status = made.status if made.level == "none" else f"{made.status} {made.level}"
    return (status, *(reason.code for reason in made.reasons))


def test_there_are_enough_cases() -> None:
    names = [row[0] for row in SPOILED]
    assert len(names) == len(set(names)) >= 80


REASONS = {
    "a gap tells pass and offset": (
        rewound().without(7, 8),
        Reason("gap", {"number": 3, "offset": HALF - 4096}),
    ),
    "a pass cut short tells where": (three_passes().without(2), Reason("gap", {"number": 1, "offset": HALF})),
    "a missing pass": (three_passes().without(5, 6), Reason("gap", {"number": 2, "offset": SIZE})),
    "an impossible range": (
        three_passes().changing(4, upto=SIZE + 1),
        Reason("impossible-range", {"number": 2, "offset": HALF}),
    ),
    "skipped bytes are counted": (
        one_pass().changing(1, skipped=((0, 512), (1024, 3072))),
        Reason("not-overwritten", {"bytes": 2560}),
    ),
    "skipped bytes above a resume are counted once": (
        rewound()
        .changing(5, skipped=((HALF - 8192, HALF - 2048),))
        .changing(7, skipped=((HALF - 4096, HALF),)),
        Reason("not-overwritten", {"bytes": 8192}),
    ),
    "unreadable bytes are counted": (
        one_pass().changing(3, unreadable=((0, 512), (1024, 1536))),
        Reason("unreadable", {"bytes": 1024}),
    ),
    "unreadable nonsense counts as a byte": (
        one_pass().changing(3, unreadable=((512, 0), (5, 5))),
        Reason("unreadable", {"bytes": 2}),
    ),
    "differences are counted": (one_pass().changing(3, mismatches=7), Reason("differences", {"count": 7})),
    "living canaries are counted": (
        firmware().changing(7, canaries_alive=7),
        Reason("canaries-alive", {"count": 7}),
    ),
    "a read-back cut short tells how far": (
        one_pass().changing(3, read=512),
        Reason("read-back-not-whole", {"bytes": 512}),
    ),
    "a firmware read-back cut short tells how far": (
        firmware().changing(7, kind="full", read=512),
        Reason("read-back-not-whole", {"bytes": 512}),
    ),
    "passes": (
        replugged().stepping(0, passes=1, patterns=("55",)),
        Reason("too-few-passes", {"passes": 1, "needed": 2}),
    ),
    "canaries on a large drive": (
        firmware().changing(2, count=9),
        Reason("too-few-canaries", {"count": 9, "needed": 256}),
    ),
    "canaries on a small drive": (
        firmware().on(size=100 * 512).changing(2, count=9),
        Reason("too-few-canaries", {"count": 9, "needed": 100}),
    ),
    "canaries on a tiny drive": (
        firmware().on(size=100).without(2),
        Reason("too-few-canaries", {"count": 0, "needed": 1}),
    ),
    "canaries on a drive without block size": (
        firmware().on(size=300, logical=0).changing(2, count=200),
        Reason("too-few-canaries", {"count": 200, "needed": 256}),
    ),
    "canaries looked at": (
        firmware().changing(7, canaries_checked=9),
        Reason("canaries-not-checked", {"count": 9, "needed": 256}),
    ),
    "levels": (
        one_pass().planning(wanted="purge").adding(3, noted("level-below-asked")),
        Reason("level-below-asked", {"wanted": "purge", "level": "clear"}),
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_reason_tells_what_a_person_needs(name: str) -> None:
    story, reason = REASONS[name]
    made = claim(story.plan, story.facts)
    assert made.reasons == (reason,)
    assert made.technique == story.plan.steps[0].technique


def test_an_impossible_fingerprint_tells_where() -> None:
    story = one_pass().adding(4, marked(offset=1024, length=4096))
    reason = Reason("mark-impossible", {"offset": 1024, "bytes": 4096})
    assert claim(story.plan, story.facts) == Claim("failed", reasons=(reason,))


def test_the_last_of_two_notes_of_one_code_is_printed() -> None:
    first, last = (
        noted("no-witness"),
        structs.replace(noted("no-witness"), reason=Reason("no-witness", {"n": 2})),
    )
    story = firmware().adding(3, first, last)
    assert claim(story.plan, story.facts).reasons == (Reason("no-witness", {"n": 2}),)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"source": "bridge"}, ["identity-from-bridge"]),
        ({"source": "none"}, ["no-identity"]),
        ({"serial": ""}, ["no-identity"]),
        ({"source": "none", "medium": "loop"}, []),
        ({"serial": "", "medium": "file"}, []),
        ({"source": "none", "medium": "virtual"}, ["no-identity"]),
    ],
)
def test_what_an_identity_implies(changes: dict[str, str], codes: list[str]) -> None:
    drive = structs.replace(DRIVE, **changes)
    assert [reason.code for reason in implied_notes(drive)] == codes
