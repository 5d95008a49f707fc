"""What can be read off evidence for a page: which step counts, when, and what samples show."""

import datetime

from coordi_wipe.model.evidence import Evidence, Status
from coordi_wipe.model.facts import Marked, Planted, Ran, Read, Saw, Wrote
from coordi_wipe.model.figures import share_shown
from coordi_wipe.model.plan import Step

ERASED: frozenset[Status] = frozenset({"sanitized", "sanitized_with_exceptions"})
"""What an « attestation » is about; anything else is a « constat de non-effacement »."""

_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def step_done(evidence: Evidence) -> Step | None:
    """The step that the claim is about: the last one at work, as `model.claim` counts. None before any."""
    at_work = (fact.step for fact in evidence.facts if isinstance(fact, Ran | Saw | Planted | Wrote | Read))
    last = max(at_work, default=-1)
    return evidence.plan.steps[last] if 0 <= last < len(evidence.plan.steps) else None


def mark(evidence: Evidence) -> Marked | None:
    """The fingerprint written since the last read-back: what a look at the drive finds there instead of the
    last pass. None where there is none; an earlier one was overwritten before that read-back."""
    last = next((fact for fact in reversed(evidence.facts) if isinstance(fact, Read | Marked)), None)
    return last if isinstance(last, Marked) else None


def moment_of(at: str) -> datetime.datetime:
    """A fact's time in UTC; the beginning of 2000 where it cannot be read."""
    try:
        moment = datetime.datetime.fromisoformat(at)
        return moment.astimezone(datetime.UTC) if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    except (ValueError, OverflowError):
        return _EPOCH


def ended_at(evidence: Evidence) -> datetime.datetime:
    """The time of the last fact, in UTC."""
    return moment_of(evidence.facts[-1].at) if evidence.facts else _EPOCH


def missed_share(places: int, language: str) -> str:
    """`model.figures.share_shown` as the page prints it: in percent. 258 places: "1.2"."""
    share = f"{share_shown(places) * 100:.2g}"
    return share.replace(".", ",") if language == "fr" else share
