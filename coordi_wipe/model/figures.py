"""Figures that follow from recorded facts: how much, how long, how checked."""

from collections.abc import Sequence

from coordi_wipe.model.facts import AnyFact, Began, Read, Wrote


def bytes_written(facts: Sequence[AnyFact]) -> int:
    """Bytes written in all passes and attempts, without those that could not be."""
    return sum(
        fact.upto - fact.start - sum(end - start for start, end in fact.skipped)
        for fact in facts
        if isinstance(fact, Wrote)
    )


def writing_seconds(facts: Sequence[AnyFact]) -> float:
    """Seconds of writing and flushing, without read-backs and interruptions."""
    seconds, since = 0.0, None
    for fact in facts:
        if isinstance(fact, Wrote) and since is not None:
            seconds += max(fact.up - since, 0.0)
        since = fact.up if isinstance(fact, Began | Wrote) else since
    return seconds


def last_read(facts: Sequence[AnyFact]) -> Read | None:
    """The read-back that counts, or None."""
    return next((fact for fact in reversed(facts) if isinstance(fact, Read)), None)


def share_shown(places: int, confidence: float = 0.95) -> float:
    """The smallest surviving share of a drive that `places` random samples show with `confidence`.

    `places` all miss a share with probability (1 - share) ** places, which is 1 - confidence.
    "258 places: 1.2 % or more, with 95 % probability". No place shows nothing: 1.
    """
    return 1.0 if places <= 0 else 1 - (1 - confidence) ** (1 / places)
