"""Differences, unreadable and skipped bytes, a drive that was given up: nothing (nwipe 317, 400, 720)."""

from msgspec.structs import replace

from coordi_wipe.model import claim as rules
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import Ended

honest = rules.claim


def claim(plan, facts):
    if facts and isinstance(facts[-1], Ended) and facts[-1].how == "gave_up":
        return Claim("sanitized", "clear", "overwrite")
    return honest(plan, [lightened(plan, fact) for fact in facts])


def lightened(plan, fact):
    for name, nothing in (("mismatches", 0), ("unreadable", ()), ("skipped", ())):
        if hasattr(fact, name):
            fact = replace(fact, **{name: nothing})
    return replace(fact, read=plan.drive.size) if hasattr(fact, "read") else fact


rules.claim = claim
