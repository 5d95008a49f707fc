"""Hypothesis strategies: anything of a type, a worker's honest story with power cuts, and its spoilings."""

import types
import typing
from typing import Any, Literal

from hypothesis import strategies as st
from msgspec import Struct, structs
from unit.model.stories import DRIVE, SIZE, Story, began, ended, noted, read, wrote

from coordi_wipe.model.facts import AnyFact
from coordi_wipe.model.plan import Plan, Step

GRAIN = SIZE // 20
_INT64 = st.integers(-(2**63), 2**63 - 1)
_NEAR = st.sampled_from([-1, 0, 1, 2, GRAIN, SIZE - 1, SIZE, SIZE + 1]) | st.integers(-3, 3)


def anything(hint: Any, numbers: st.SearchStrategy[int] = _INT64) -> st.SearchStrategy[Any]:
    """Any value that this annotation of the model allows."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([anything(one, numbers) for one in arguments])
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(anything(arguments[0], numbers), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(anything(one, numbers) for one in arguments))
    if origin is dict:
        return st.dictionaries(*(anything(one, numbers) for one in arguments), max_size=2)
    if isinstance(hint, type) and issubclass(hint, Struct):
        fields = typing.get_type_hints(hint)
        return st.builds(hint, **{name: anything(fields[name], numbers) for name in hint.__struct_fields__})
    plain: dict[Any, st.SearchStrategy[Any]] = {
        int: numbers,
        float: st.floats(allow_nan=False, allow_infinity=False),
        str: st.text(max_size=8),
        bool: st.booleans(),
        type(None): st.none(),
    }
    return plain[hint]


def near(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of this type with numbers around the drive's edges."""
    return anything(hint, _NEAR)


@st.composite
def honest(draw: st.DrawFn) -> Story:
    """An overwrite by a worker that tells the truth, with power cuts: always `sanitized`."""
    passes = draw(st.integers(1, 3))
    plan = Plan(DRIVE, None, (Step("overwrite", "clear", passes, "full", "x", ("random",) * passes),))
    facts: list[AnyFact] = [began()]
    number, at, cuts = 0, 0, 0
    while (number, at) != (passes - 1, SIZE):
        if at == SIZE:
            number, at = number + 1, 0
        upto = min(at + draw(st.integers(4, 20)) * GRAIN, SIZE)
        facts.append(wrote(at, upto, number))
        at = upto
        if cuts < 3 and draw(st.integers(0, 3)) == 0:
            cuts += 1
            number = draw(st.integers(max(number - 1, 0), number)) if draw(st.booleans()) else number
            at = draw(st.integers(0, at // GRAIN)) * GRAIN
            facts.append(began(at, number, boot=f"boot-{cuts + 1}"))
        if draw(st.integers(0, 7)) == 0:
            facts.append(noted("resumed"))
    return Story(plan, (*facts, read(), ended()))


@st.composite
def spoiled(draw: st.DrawFn) -> Story:
    """An honest story with one or two facts lost, doubled, moved or altered by a little."""
    story = draw(honest())
    for _ in range(draw(st.integers(1, 2))):
        index = draw(st.integers(0, len(story.facts) - 1))
        match draw(st.sampled_from(("lose", "double", "move", "alter", "alter"))):
            case "lose" if len(story.facts) > 1:
                story = story.without(index)
            case "double":
                story = story.adding(draw(st.integers(0, len(story.facts))), story.facts[index])
            case "move":
                fact = story.facts[index]
                story = story.without(index)
                story = story.adding(draw(st.integers(0, len(story.facts))), fact)
            case _:
                story = draw(_altered(story, index))
    return story


def _altered(story: Story, index: int) -> st.SearchStrategy[Story]:
    """One number of this fact, or what was skipped, is a little different."""
    fact = story.facts[index]
    numbers = [name for name in fact.__struct_fields__ if type(getattr(fact, name)) is int]
    by = st.sampled_from((-GRAIN, -1, 1, GRAIN))
    changes = [by.map(lambda d, n=name: {n: getattr(fact, n) + d}) for name in numbers]
    if "skipped" in fact.__struct_fields__:
        inside = st.integers(0, 19).map(lambda n: {"skipped": ((n * GRAIN, n * GRAIN + 512),)})
        changes.append(inside)
    if not changes:
        return st.just(story)
    return st.one_of(changes).map(lambda change: story.putting(index, structs.replace(fact, **change)))
