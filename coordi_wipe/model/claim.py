"""The claim: a pure function of a plan and recorded facts. A missing link lowers; nothing raises.

Whoever holds the evidence (worker, certificate, verifier, inventory) computes it again; what is
printed and what is computed must be equal. Rules: JOBS.md, "Evidence"; NIST SP 800-88 Rev. 2,
section 4 (verification); SANITIZATION.md for limits and exceptions.

In doubt a rule takes the harsher side: a good story told in an odd order is refused, never guessed.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from coordi_wipe.model.base import Level, Reason, lowest
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Identity, same_drive
from coordi_wipe.model.evidence import Claim, Status
from coordi_wipe.model.facts import AnyFact, Began, Ended, Noted, Planted, Ran, Read, Saw, Wrote
from coordi_wipe.model.levels import (
    ELIDING_MEDIA,
    MIN_CANARIES,
    OVERWRITE,
    REPLUG_MEDIA,
    best_level,
    erases,
    passes_needed,
)
from coordi_wipe.model.marks import mark_fault
from coordi_wipe.model.notes import Weight, cap, heaviest, weight
from coordi_wipe.model.plan import Plan, Step


def claim(plan: Plan, facts: Sequence[AnyFact]) -> Claim:
    """What may be said about the drive of this plan after these facts."""
    ending = _ending(facts)
    if ending is not None:
        return ending
    broken = _broken_chain(plan, facts)
    if broken is not None:
        return Claim("failed", reasons=(broken,))
    number = _steps_of(facts)[-1]  # a fallback replaces the claim of the step that failed before it
    step = plan.steps[number]
    own = [fact for fact in facts if isinstance(fact, _OF_A_STEP) and fact.step == number]
    notes = _notes(plan, step, facts)
    found = _overwrite(plan, step, own, facts) if step.passes else _firmware(plan, step, own)
    missing = [*found, *(_Missing("failed", reason) for reason in _weighing("loss", notes))]
    if missing:
        worst = min((link.status for link in missing), key=("failed", "unverified").index)
        return Claim(worst, technique=step.technique, reasons=tuple(link.reason for link in missing))
    return _verified(plan, step, notes)


class _Missing(NamedTuple):
    """A missing link: the erase failed, or it is not shown to have worked."""

    status: Literal["failed", "unverified"]
    reason: Reason


_OF_A_STEP = Began | Ran | Saw | Planted | Wrote | Read


class _Ending(NamedTuple):
    status: Status
    code: str


ENDINGS: dict[str, _Ending] = {
    "cancelled": _Ending("interrupted", "cancelled"),
    "refused": _Ending("refused", "refused"),
    "refused-after-start": _Ending("failed", "refused-after-start"),
    "vanished": _Ending("failed", "drive-vanished"),
    "gave_up": _Ending("failed", "gave-up"),
}
"""How work ended, when not by finishing → its claim, and why where the worker did not say."""


def _ending(facts: Sequence[AnyFact]) -> Claim | None:
    """The claim of work that did not reach its end, or None when it finished."""
    last = facts[-1] if facts else None
    if not isinstance(last, Ended):
        return Claim("interrupted", reasons=(Reason("not-ended"),))
    if last.how == "finished":
        return None
    begun = last.how == "refused" and any(_may_have_changed_the_drive(fact) for fact in facts)
    ending = ENDINGS["refused-after-start" if begun else last.how]
    return Claim(ending.status, reasons=(last.reason or Reason(ending.code),))


def _may_have_changed_the_drive(fact: AnyFact) -> bool:
    return isinstance(fact, Ran | Planted | Wrote) or (isinstance(fact, Saw) and fact.state != "capability")


def _broken_chain(plan: Plan, facts: Sequence[AnyFact]) -> Reason | None:
    """Why these facts are not one uninterrupted story of the planned drive, or None."""
    if any(isinstance(fact, Ended) for fact in facts[:-1]):
        return Reason("facts-after-the-end")
    if not isinstance(facts[0], Began):
        return Reason("never-began")
    if plan.drive.size <= 0:
        return Reason("drive-without-size")
    sightings = [fact.drive for fact in facts if isinstance(fact, Began | Ended)]
    if not all(same_drive(plan.drive, seen) for seen in sightings):
        return Reason("another-drive")
    steps = _steps_of(facts)
    if steps != sorted(steps) or not set(steps) <= set(range(len(plan.steps))):
        return Reason("steps-out-of-order")
    return mark_fault(plan.drive, facts)


def _steps_of(facts: Sequence[AnyFact]) -> list[int]:
    """The step of each fact that belongs to one, in the order of the facts."""
    return [fact.step for fact in facts if isinstance(fact, _OF_A_STEP)]


# --- overwrite -----------------------------------------------------------------------------------


def _overwrite(plan: Plan, step: Step, own: Sequence[AnyFact], facts: Sequence[AnyFact]) -> list[_Missing]:
    """What is missing from this overwrite: nothing when every byte of every pass was written and stayed."""
    fault = _overwrite_fault(plan, step, own) or _read_fault(own)
    if fault is not None:
        return [_Missing("failed", fault)]
    last = _standing_read(own)
    if last is None:
        return [_Missing("unverified", Reason("no-read-back"))]
    if (last.kind, last.read) != ("full", plan.drive.size):
        return [_Missing("unverified", Reason("read-back-not-whole", {"bytes": last.read}))]
    if plan.drive.medium in REPLUG_MEDIA and not _plugged_again(facts):
        return [_Missing("unverified", Reason("not-plugged-again"))]
    return []


def _overwrite_fault(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> Reason | None:
    """Why this overwrite was not written as planned, or None."""
    if step.technique != OVERWRITE or len(step.patterns) != step.passes or step.verify != "full":
        return Reason("plan-does-not-hold-together")
    if any(isinstance(fact, Planted | Saw) and _may_have_changed_the_drive(fact) for fact in facts):
        return Reason("facts-of-another-technique")
    needed = passes_needed(plan.drive.medium)
    if step.passes < needed:
        return Reason("too-few-passes", {"passes": step.passes, "needed": needed})
    return _gap(plan.drive.size, step.passes, facts) or _skipped(step.passes, facts)


def _gap(size: int, passes: int, facts: Sequence[AnyFact]) -> Reason | None:
    """Replays `began` and `wrote`: each pass in order, joined without a gap from 0 to `size`."""
    number, reached = 0, 0
    for fact in facts:
        if not isinstance(fact, Began | Wrote):
            continue
        if fact.number == number + 1 and reached == size:
            number, reached = fact.number, 0
        if isinstance(fact, Began) and 0 <= fact.number < number:
            number, reached = fact.number, size  # back to an earlier pass, which had been whole
        start = fact.offset if isinstance(fact, Began) else fact.start
        if fact.number != number or not 0 <= start <= reached:
            return Reason("gap", {"number": number + 1, "offset": reached})
        if isinstance(fact, Began):
            reached = start
            continue
        if not start < fact.upto <= size or not _all_inside(fact.skipped, start, fact.upto):
            return Reason("impossible-range", {"number": number + 1, "offset": start})
        reached = max(reached, fact.upto)
    if (number, reached) != (passes - 1, size):
        return Reason("gap", {"number": number + 1, "offset": reached})
    return None


def _all_inside(ranges: Sequence[tuple[int, int]], start: int, upto: int) -> bool:
    return all(start <= first < end <= upto for first, end in ranges)


def _skipped(passes: int, facts: Sequence[AnyFact]) -> Reason | None:
    """Bytes of the last pass that could not be written, or None. What is begun again is forgotten."""
    ranges: list[tuple[int, int]] = []
    for fact in facts:
        if isinstance(fact, Began):
            kept = fact.offset if fact.number == passes - 1 else 0
            ranges = [(start, min(end, kept)) for start, end in ranges if start < kept]
        elif isinstance(fact, Wrote) and fact.number == passes - 1:
            ranges.extend(fact.skipped)
    return Reason("not-overwritten", {"bytes": _bytes_in(ranges)}) if ranges else None


def _bytes_in(ranges: Sequence[tuple[int, int]]) -> int:
    """Bytes in these [start, end) ranges; one that makes no sense counts as a byte."""
    return sum(max(end - start, 1) for start, end in ranges)


def _read_fault(facts: Sequence[AnyFact]) -> Reason | None:
    """What any read-back since the last write saw that must not be there, or could not see."""
    reads: list[Read] = []
    for fact in facts:
        if isinstance(fact, Wrote):
            reads.clear()
        elif isinstance(fact, Read):
            reads.append(fact)
    for read in reads:
        if read.canaries_alive:
            return Reason("canaries-alive", {"count": read.canaries_alive})
        if read.mismatches:
            return Reason("differences", {"count": read.mismatches})
        if read.unreadable:
            return Reason("unreadable", {"bytes": _bytes_in(read.unreadable)})
    return None


def _standing_read(facts: Sequence[AnyFact]) -> Read | None:
    """The last read-back, if nothing was written since and the drive was never out of hand since."""
    last = next((fact for fact in reversed(facts) if isinstance(fact, Began | Wrote | Read)), None)
    return last if isinstance(last, Read) else None


def _plugged_again(facts: Sequence[AnyFact]) -> bool:
    """Whether the drive was attached anew, in one boot, after the last write.

    `diskseq` grows with each attachment (kernel ≥ 5.15); a reboot alone does not cut a card's power.
    """
    attached: list[Began] = []
    for fact in facts:
        if isinstance(fact, Began):
            attached.append(fact)
        elif isinstance(fact, Wrote):
            attached = attached[-1:]  # that of this write; later ones follow
    written, now = attached[0], attached[-1]
    return written.boot == now.boot and written.drive.diskseq < now.drive.diskseq


# --- firmware ------------------------------------------------------------------------------------


def _firmware(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> list[_Missing]:
    """What is missing from this firmware erase. Only the drive's own words and bytes count."""
    if step.technique == OVERWRITE or step.patterns:
        return [_Missing("failed", Reason("plan-does-not-hold-together"))]
    if any(isinstance(fact, Wrote) for fact in facts):
        return [_Missing("failed", Reason("facts-of-another-technique"))]
    needed, own = erases(step.scheme), _of_this_run(facts)
    rounds = _rounds(own) if needed > 1 else [own]
    if len(rounds) < needed:
        return [_Missing("failed", Reason("no-completion-seen"))]
    return [missing for one in rounds[-needed:] for missing in _one_erase(plan, step, one)]


def _of_this_run(facts: Sequence[AnyFact]) -> Sequence[AnyFact]:
    """What was begun again, with canaries of its own, counts from there only."""
    begun = [number for number, fact in enumerate(facts) if isinstance(fact, Began)]
    later = facts[begun[-1] :] if begun else facts
    return later if any(isinstance(fact, Planted) for fact in later) else facts


def _rounds(facts: Sequence[AnyFact]) -> list[Sequence[AnyFact]]:
    """The erases of one run, each from its planting on."""
    starts = [number for number, fact in enumerate(facts) if isinstance(fact, Planted)]
    return [facts[start:end] for start, end in zip(starts, [*starts[1:], len(facts)], strict=True)]


def _one_erase(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> list[_Missing]:
    """What is missing from one erase of this step."""
    erase = _erase(facts)
    if erase is None:
        return [_Missing("failed", Reason("no-completion-seen"))]
    fault = _read_fault(facts[erase.done :])
    if fault is not None:
        return [_Missing("failed", fault)]
    last = _standing_read(facts[erase.done :])
    doubt = _sampling_doubt(plan, step, _planted(facts, erase.start), last)
    return [] if doubt is None else [_Missing("unverified", doubt)]


def _sampling_doubt(plan: Plan, step: Step, planted: int, last: Read | None) -> Reason | None:
    """Why this read-back does not show that the planted canaries are gone, or None."""
    if last is None:
        return Reason("no-read-back")
    if "full" in (step.verify, last.kind) and (last.kind, last.read) != ("full", plan.drive.size):
        return Reason("read-back-not-whole", {"bytes": last.read})
    needed = max(min(MIN_CANARIES, plan.drive.size // max(plan.drive.logical, 1)), 1)
    if planted < needed:
        return Reason("too-few-canaries", {"count": planted, "needed": needed})
    if min(last.canaries_checked, last.read) < planted:
        return Reason("canaries-not-checked", {"count": last.canaries_checked, "needed": planted})
    return None


class _Erase(NamedTuple):
    """Indices of the facts where an erase was first seen under way, and where it was complete."""

    start: int
    done: int


def _erase(facts: Sequence[AnyFact]) -> _Erase | None:
    """The last erase that was seen under way before it was seen complete, with nothing after it.

    A drive that was never asked may say "completed" of an older erase: alone this counts for nothing.
    """
    start: int | None = None
    erase: _Erase | None = None
    for index, fact in enumerate(facts):
        match fact:
            case Saw(state="accepted" | "running"):
                start, erase = index if start is None else start, None
            case Saw(state="failed"):
                start, erase = None, None
            case Saw(state="completed") if start is not None:
                erase, start = _Erase(start, index), None
    return erase


def _planted(facts: Sequence[AnyFact], start: int) -> int:
    """Canaries of the last planting, if that was before the erase was under way; else none."""
    before = [fact.count for fact in facts[:start] if isinstance(fact, Planted)]
    since = any(isinstance(fact, Planted) for fact in facts[start:])
    return before[-1] if before and not since else 0


# --- weight --------------------------------------------------------------------------------------


class _Note(NamedTuple):
    reason: Reason
    weight: Weight
    cap: Level


def _notes(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> list[_Note]:
    """Everything that was noted before, during, or that follows from the drive, each at its weight."""
    overwrite = step.passes > 0
    known = (*implied_notes(plan.drive), *_implied_by_patterns(plan.drive, step), *plan.notes)
    noted = [fact for fact in facts if isinstance(fact, Noted)]
    return [
        *(_Note(reason, weight(reason.code, overwrite=overwrite), cap(reason.code)) for reason in known),
        *(
            _Note(
                fact.reason,
                heaviest(fact.kind, weight(fact.reason.code, overwrite=overwrite)),
                lowest(fact.cap, cap(fact.reason.code)),
            )
            for fact in noted
        ),
    ]


def implied_notes(drive: Identity) -> tuple[Reason, ...]:
    """What follows from the identity alone, so that no worker can forget to note it."""
    if drive.source == "bridge":
        return (Reason("identity-from-bridge"),)
    if (drive.source == "none" or not drive.serial) and drive.medium not in REHEARSAL_MEDIA:
        return (Reason("no-identity"),)
    return ()


def _implied_by_patterns(drive: Identity, step: Step) -> tuple[Reason, ...]:
    """A solid-state controller may answer constant bytes without storing them."""
    random = any(pattern.removeprefix("~") == "random" for pattern in step.patterns)
    constant = drive.medium in ELIDING_MEDIA and step.passes > 0 and not random
    return (Reason("constant-on-flash"),) if constant else ()


def _weighing(heavy: Weight, notes: Sequence[_Note]) -> tuple[Reason, ...]:
    """The reasons that weigh this much, each code once."""
    return tuple({note.reason.code: note.reason for note in notes if note.weight == heavy}.values())


def _verified(plan: Plan, step: Step, notes: Sequence[_Note]) -> Claim:
    """Level and status of a step that was done and verified, after all that was noted."""
    level = lowest(
        step.level, best_level(step.technique, plan.drive.medium, step.scheme), *(note.cap for note in notes)
    )
    if level == "none":
        return Claim("failed", technique=step.technique, reasons=(Reason("no-level"),))
    exceptions = _weighing("exception", notes)
    if plan.wanted is not None and lowest(level, plan.wanted) != plan.wanted:
        others = (reason for reason in exceptions if reason.code != "level-below-asked")
        exceptions = (*others, Reason("level-below-asked", {"wanted": plan.wanted, "level": level}))
    if exceptions:
        return Claim("sanitized_with_exceptions", level, step.technique, exceptions)
    return Claim("sanitized", level, step.technique)
