"""What is true of every claim, whatever was planned and recorded."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from plugins.properties import examples
from unit.model.stories import GOOD, SIZE, Story, evidence, noted, one_pass
from unit.model.strategies import anything, honest, near, spoiled

from coordi_wipe.model.base import LEVELS
from coordi_wipe.model.claim import claim
from coordi_wipe.model.evidence import Claim, Evidence
from coordi_wipe.model.facts import AnyFact, Began, Ended, Noted, Read, Wrote
from coordi_wipe.model.levels import OVERWRITE
from coordi_wipe.model.notes import NOTES
from coordi_wipe.model.plan import Plan, Step

BETTER = ("unverified", "sanitized_with_exceptions", "sanitized")


many = examples(200)


def _rank(made: Claim) -> tuple[int, int]:
    """How good a claim is: nothing, not shown, with exceptions, whole; then its level."""
    return (BETTER.index(made.status) + 1 if made.status in BETTER else 0, LEVELS.index(made.level))


def _claim(story: Story) -> Claim:
    return claim(story.plan, story.facts)


@st.composite
def _stories(draw: st.DrawFn) -> Story:
    """Nonsense of the right types: facts in any order about a drive that may be the planned one."""
    drive = draw(near(Plan)).drive
    steps = st.builds(
        Step,
        technique=st.sampled_from((OVERWRITE, "other")),
        level=st.sampled_from(LEVELS),
        passes=st.integers(-1, 3),
        verify=st.sampled_from(("full", "sampled")),
        patterns=st.lists(st.sampled_from(("random", "00")), max_size=3).map(tuple),
    )
    plan = Plan(drive, draw(st.sampled_from((None, *LEVELS))), tuple(draw(st.lists(steps, max_size=3))))
    facts = draw(st.lists(near(AnyFact), max_size=8))
    planned = [
        structs.replace(fact, drive=drive)
        if isinstance(fact, Began | Ended) and draw(st.booleans())
        else fact
        for fact in facts
    ]
    return Story(plan, tuple(planned))


@examples(60)
@given(_stories())
def test_nonsense_never_raises_and_a_level_never_comes_without_a_status(story: Story) -> None:
    made = _claim(story)
    proven = made.status in ("sanitized", "sanitized_with_exceptions")
    assert (made.level != "none") == proven
    assert bool(made.reasons) == (made.status != "sanitized")


@many
@given(honest())
def test_an_honest_overwrite_is_sanitized(story: Story) -> None:
    assert _claim(story) == Claim("sanitized", "clear", OVERWRITE)


@examples(600)
@given(spoiled())
def test_sanitized_means_that_every_byte_was_written_last_by_the_last_pass_and_read(story: Story) -> None:
    made = _claim(story)
    if made.status == "sanitized":
        assert _erased(story)
    else:
        assert made.level == "none"


def _erased(story: Story) -> bool:
    """The same question asked differently: byte by byte at every edge, what does it hold at the end?

    A power cut may take with it what was written from the resume on; what was not asked for again is lost.
    """
    work = [fact for fact in story.facts if isinstance(fact, Began | Wrote | Read)]
    last = work[-1]
    assert isinstance(last, Read)
    edges = {
        fact.offset if isinstance(fact, Began) else fact.start for fact in work if not isinstance(fact, Read)
    }
    holes = {edge for fact in work if isinstance(fact, Wrote) for hole in fact.skipped for edge in hole}
    probes = {near for edge in edges | holes | {SIZE} for near in (edge - 1, edge) if 0 <= near < SIZE}
    passes = story.plan.steps[0].passes
    return last.read == SIZE and not last.mismatches and all(_holds(work, probe, passes) for probe in probes)


def _holds(work: list[AnyFact], probe: int, passes: int) -> bool:
    """Whether this byte went through every pass and ends with the last."""
    seen: list[int] = []
    for fact in work:
        if isinstance(fact, Began) and probe >= fact.offset:
            seen = [number for number in seen if number < fact.number]
        elif isinstance(fact, Wrote) and fact.start <= probe < fact.upto:
            skipped = any(start <= probe < end for start, end in fact.skipped)
            lost = skipped and fact.number == passes - 1  # an earlier pass may leave bad sectors out
            seen.append(-1 if lost else fact.number)
    return seen[-1:] == [passes - 1] and set(range(passes)) <= set(seen)


def test_the_other_way_of_asking_sees_a_hole() -> None:
    assert _erased(one_pass())
    assert not _erased(one_pass().without(1))
    assert not _erased(one_pass().changing(1, skipped=((512, 1024),)))


@pytest.mark.parametrize("name", GOOD)
def test_a_lost_fact_never_makes_a_good_story_better(name: str) -> None:
    story = GOOD[name][0]()
    for index in range(len(story.facts)):
        assert _rank(_claim(story.without(index))) <= _rank(_claim(story)), story.facts[index]


@many
@given(honest(), st.data())
def test_a_lost_write_read_beginning_or_end_of_an_honest_story(story: Story, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(story.facts) - 1))
    less = story.without(index)
    made = _claim(less)
    assert _rank(made) <= _rank(_claim(story))
    if isinstance(story.facts[index], Read | Ended):
        assert made.level == "none"


@many
@given(
    st.sampled_from([build for build, _ in GOOD.values()]),
    st.sampled_from([*NOTES, "from-the-future"]),
    st.sampled_from(("limit", "exception")),
    st.sampled_from(LEVELS),
    st.data(),
)
def test_a_note_never_makes_it_better(build, code, kind, cap, data: st.DataObject) -> None:
    story = build()
    noting = story.adding(data.draw(st.integers(0, len(story.facts))), noted(code, kind, cap))
    assert _rank(_claim(noting)) <= _rank(_claim(story))


@many
@given(spoiled(), near(Noted), st.data())
def test_a_note_never_makes_a_spoiled_story_better(story: Story, note: Noted, data: st.DataObject) -> None:
    noting = story.adding(data.draw(st.integers(0, len(story.facts))), note)
    assert _rank(_claim(noting)) <= _rank(_claim(story))


@many
@given(honest(), anything(str), anything(float), anything(int))
def test_the_clock_and_the_attachment_prove_nothing(story: Story, at: str, up: float, diskseq: int) -> None:
    facts = tuple(structs.replace(fact, at=at, up=up) for fact in story.facts)
    moved = Story(story.plan, facts).putting(
        len(facts) - 1, structs.replace(facts[-1], drive=structs.replace(story.plan.drive, diskseq=diskseq))
    )
    assert _claim(moved) == _claim(story)


@examples(80)
@given(anything(Evidence))
def test_evidence_survives_json(written: Evidence) -> None:
    raw = msgspec.json.encode(written)
    again = msgspec.json.decode(raw, type=Evidence)
    assert again == written
    assert msgspec.json.encode(again) == raw


@examples(60)
@given(spoiled() | st.sampled_from([build() for build, _ in GOOD.values()]))
def test_the_claim_is_the_same_after_json(story: Story) -> None:
    raw = msgspec.json.encode(evidence(story, _claim(story)))
    again = msgspec.json.decode(raw, type=Evidence)
    assert claim(again.plan, again.facts) == again.claim == _claim(story)


def _objects(value: object) -> list[dict[str, object]]:
    """Every JSON object in this one, maps of free keys excepted."""
    if isinstance(value, list):
        return [found for item in value for found in _objects(item)]
    if not isinstance(value, dict):
        return []
    inner = [found for key, item in value.items() if key not in ("args", "tools") for found in _objects(item)]
    return [value, *inner]


@examples(60)
@given(anything(Evidence), st.data())
def test_an_unknown_field_is_refused_wherever_it_is(written: Evidence, data: st.DataObject) -> None:
    tree = msgspec.to_builtins(written)
    data.draw(st.sampled_from(_objects(tree)))["sentinel"] = 1
    with pytest.raises(msgspec.ValidationError, match="unknown field `sentinel`"):
        msgspec.json.decode(msgspec.json.encode(tree), type=Evidence)
