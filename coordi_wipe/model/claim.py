"""The claim: a pure function of a plan and recorded facts. A missing link lowers; nothing raises.

Whoever holds the evidence (worker, certificate, verifier, inventory) computes it again; what is
printed and what is computed must be equal. Rules: JOBS.md, "Evidence"; NIST SP 800-88 Rev. 2,
section 4 (verification); SANITIZATION.md for limits and exceptions.
"""

from collections.abc import Sequence

from coordi_wipe.model.base import Level, Reason, lowest
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Identity, same_drive
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import AnyFact, Began, Ended, Noted, Planted, Ran, Read, Saw, Wrote
from coordi_wipe.model.levels import (
    MIN_CANARIES,
    OVERWRITE,
    REPLUG_MEDIA,
    best_level,
    passes_needed,
)
from coordi_wipe.model.notes import cap, weight
from coordi_wipe.model.plan import Plan, Step


def claim(plan: Plan, facts: Sequence[AnyFact]) -> Claim:
    """What may be said about the drive of this plan after these facts."""
    ending = _ending(facts)
    if ending is not None:
        return ending
    chain = _broken_chain(plan, facts)
    if chain is not None:
        return Claim("failed", reasons=(chain,))
    number = _last_step(facts)
    if number is None or not 0 <= number < len(plan.steps):
        return Claim("failed", reasons=(Reason("nothing-was-done"),))
    step = plan.steps[number]
    own = [fact for fact in facts if _step_of(fact) in (None, number)]
    fault = _overwrite_fault(plan, step, own) if step.passes else _firmware_fault(step, own)
    if fault is not None:
        return Claim("failed", technique=step.technique, reasons=(fault,))
    doubt = _doubt(plan, step, own)
    if doubt is not None:
        return Claim("unverified", technique=step.technique, reasons=(doubt,))
    return _weighed(plan, step, own)


def _ending(facts: Sequence[AnyFact]) -> Claim | None:
    """The claim of work that did not reach its end, or None when it finished."""
    last = facts[-1] if facts else None
    if not isinstance(last, Ended):
        return Claim("interrupted", reasons=(Reason("not-ended"),))
    why = (last.reason,) if last.reason is not None else ()
    match last.how:
        case "finished":
            return None
        case "cancelled":
            return Claim("interrupted", reasons=why or (Reason("cancelled"),))
        case "refused" if not any(isinstance(f, Ran | Saw | Planted | Wrote) for f in facts):
            return Claim("refused", reasons=why or (Reason("refused"),))
        case "refused":
            return Claim("failed", reasons=why or (Reason("refused-after-start"),))
        case "vanished":
            return Claim("failed", reasons=why or (Reason("drive-vanished"),))
        case "gave_up":
            return Claim("failed", reasons=why or (Reason("gave-up"),))


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
    return None


def _step_of(fact: AnyFact) -> int | None:
    """The step that a fact belongs to; None for facts about the whole job."""
    return fact.step if isinstance(fact, Began | Ran | Saw | Planted | Wrote | Read) else None


def _last_step(facts: Sequence[AnyFact]) -> int | None:
    """The step that counts: a fallback replaces the claim of the step that failed before it."""
    steps = [fact.step for fact in facts if isinstance(fact, Ran | Saw | Planted | Wrote | Read)]
    return max(steps, default=None)


# --- overwrite -----------------------------------------------------------------------------------


def _overwrite_fault(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> Reason | None:
    """Why this overwrite did not happen as planned, or None when every byte of every pass did."""
    if step.technique != OVERWRITE or len(step.patterns) != step.passes:
        return Reason("plan-does-not-hold-together")
    needed = passes_needed(step.technique, plan.drive.medium)
    if step.passes < needed:
        return Reason("too-few-passes", {"passes": step.passes, "needed": needed})
    if step.verify != "full":
        return Reason("overwrite-needs-full-read-back")
    gap = _gap(plan.drive.size, step.passes, facts)
    if gap is not None:
        return gap
    skipped = _bytes_in(_skipped(step, facts))
    if skipped:
        return Reason("not-overwritten", {"bytes": skipped})
    return _read_fault(facts)


def _gap(size: int, passes: int, facts: Sequence[AnyFact]) -> Reason | None:
    """Replays `wrote` and `began`: each pass in order, joined without a gap from 0 to `size`."""
    number, reached = 0, 0
    for fact in facts:
        if isinstance(fact, Began):
            if fact.number > number or (fact.number == number and fact.offset > reached):
                return Reason("gap", {"number": number + 1, "offset": reached})
            number, reached = fact.number, fact.offset
        elif isinstance(fact, Wrote):
            if fact.number == number + 1 and reached == size:
                number, reached = fact.number, 0
            if fact.number != number or not 0 <= fact.start <= reached:
                return Reason("gap", {"number": number + 1, "offset": reached})
            if not fact.start < fact.upto <= size:
                return Reason("impossible-range", {"number": number + 1, "offset": fact.start})
            reached = max(reached, fact.upto)
    if (number, reached) != (passes - 1, size):
        return Reason("gap", {"number": number + 1, "offset": reached})
    return None


def _skipped(step: Step, facts: Sequence[AnyFact]) -> list[tuple[int, int]]:
    """Ranges of the last pass that could not be written, since that pass was last begun from 0."""
    ranges: list[tuple[int, int]] = []
    for fact in facts:
        if isinstance(fact, Began) and (fact.number < step.passes - 1 or fact.offset == 0):
            ranges.clear()
        elif isinstance(fact, Wrote) and fact.number == step.passes - 1:
            ranges.extend(fact.skipped)
    return ranges


def _read_fault(facts: Sequence[AnyFact]) -> Reason | None:
    """A difference or an unreadable byte seen by any read-back since the last write."""
    for read in _reads_after_last_write(facts):
        if read.mismatches:
            return Reason("differences", {"count": read.mismatches})
        if _bytes_in(read.unreadable):
            return Reason("unreadable", {"bytes": _bytes_in(read.unreadable)})
    return None


def _reads_after_last_write(facts: Sequence[AnyFact]) -> list[Read]:
    last = max((i for i, fact in enumerate(facts) if isinstance(fact, Wrote)), default=-1)
    return [fact for fact in facts[last + 1 :] if isinstance(fact, Read)]


def _bytes_in(ranges: Sequence[tuple[int, int]]) -> int:
    """Bytes in these [start, end) ranges; a range that makes no sense counts as one byte at least."""
    return sum(max(end - start, 1) for start, end in ranges)


# --- firmware ------------------------------------------------------------------------------------


def _firmware_fault(step: Step, facts: Sequence[AnyFact]) -> Reason | None:
    """Why this firmware erase did not complete, or None. Only the drive's own words count."""
    if step.technique == OVERWRITE:
        return Reason("plan-does-not-hold-together")
    done = _completed(facts)
    if done is None:
        return Reason("no-completion-seen")
    for read in (fact for fact in facts[done:] if isinstance(fact, Read)):
        if read.canaries_alive:
            return Reason("canaries-alive", {"count": read.canaries_alive})
        if read.mismatches:
            return Reason("differences", {"count": read.mismatches})
        if _bytes_in(read.unreadable):
            return Reason("unreadable", {"bytes": _bytes_in(read.unreadable)})
    return None


def _completed(facts: Sequence[AnyFact]) -> int | None:
    """Index of the last `completed` that an `accepted` or `running` precedes, with no failure after."""
    under_way, done = False, None
    for index, fact in enumerate(facts):
        if isinstance(fact, Saw):
            if fact.state in ("accepted", "running"):
                under_way, done = True, None
            elif fact.state == "completed" and under_way:
                done = index
            elif fact.state == "failed":
                under_way, done = False, None
    return done


# --- verification and weight ---------------------------------------------------------------------


def _doubt(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> Reason | None:
    """Why what was done is not shown to have worked, or None."""
    if step.passes:
        reads = _reads_after_last_write(facts)
        if not reads:
            return Reason("no-read-back")
        last = reads[-1]
        if last.kind != "full" or last.read != plan.drive.size:
            return Reason("read-back-not-whole", {"bytes": last.read})
        if plan.drive.medium in REPLUG_MEDIA and not _plugged_again(facts):
            return Reason("not-plugged-again")
        return None
    done = _completed(facts) or 0
    reads = [fact for fact in facts[done:] if isinstance(fact, Read)]
    if not reads:
        return Reason("no-read-back")
    planted = _planted(facts[:done])
    needed = max(min(MIN_CANARIES, plan.drive.size // max(plan.drive.logical, 1)), 1)
    if planted < needed:
        return Reason("too-few-canaries", {"count": planted, "needed": needed})
    if reads[-1].canaries_checked < planted:
        return Reason("canaries-not-checked", {"count": reads[-1].canaries_checked})
    return None


def _planted(facts: Sequence[AnyFact]) -> int:
    """Canaries in place when the erase that counts was sent: those of the last planting."""
    counts = [fact.count for fact in facts if isinstance(fact, Planted)]
    return counts[-1] if counts else 0


def _plugged_again(facts: Sequence[AnyFact]) -> bool:
    """Whether the last read-back was made in another attachment than the last write."""
    attachment = written = ("", -1)
    for fact in facts:
        if isinstance(fact, Began):
            attachment = (fact.boot, fact.drive.diskseq)
        elif isinstance(fact, Wrote):
            written = attachment
    return attachment != written


def _weighed(plan: Plan, step: Step, facts: Sequence[AnyFact]) -> Claim:
    """Level and status of a step that was done and verified, after all that was noted."""
    overwrite = step.passes > 0
    notes = [fact for fact in facts if isinstance(fact, Noted)]
    implied = implied_notes(plan.drive)
    level = lowest(
        step.level,
        best_level(step.technique, plan.drive.medium),
        *(lowest(note.cap, cap(note.reason.code)) for note in notes),
        *(cap(reason.code) for reason in implied),
    )
    reasons = {reason.code: reason for reason in (*implied, *(note.reason for note in notes))}
    weights = {code: weight(code, overwrite=overwrite) for code in reasons}
    weights |= {
        n.reason.code: "exception"
        for n in notes
        if n.kind == "exception" and weights[n.reason.code] == "limit"
    }
    losses = tuple(reasons[code] for code in weights if weights[code] == "loss")
    if losses:
        return Claim("failed", technique=step.technique, reasons=losses)
    if level == "none":
        return Claim("failed", technique=step.technique, reasons=(Reason("no-level"),))
    exceptions = [reasons[code] for code in weights if weights[code] == "exception"]
    if _below(level, plan.wanted) and "level-below-asked" not in weights:
        exceptions.append(Reason("level-below-asked", {"wanted": str(plan.wanted), "level": level}))
    if exceptions:
        return Claim("sanitized_with_exceptions", level, step.technique, tuple(exceptions))
    return Claim("sanitized", level, step.technique)


def _below(level: Level, wanted: Level | None) -> bool:
    return wanted is not None and lowest(level, wanted) != wanted


def implied_notes(drive: Identity) -> tuple[Reason, ...]:
    """What follows from the identity alone, so that no worker can forget to note it."""
    if drive.source == "bridge":
        return (Reason("identity-from-bridge"),)
    if drive.source == "none" and drive.medium not in REHEARSAL_MEDIA:
        return (Reason("no-identity"),)
    return ()
