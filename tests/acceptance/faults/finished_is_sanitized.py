"""Whatever says that it finished is sanitized (nwipe 116)."""

from coordi_wipe.model import claim as rules
from coordi_wipe.model.evidence import Claim
from coordi_wipe.model.facts import Ended

honest = rules.claim


def claim(plan, facts):
    last = facts[-1] if facts else None
    finished = isinstance(last, Ended) and last.how == "finished"
    return Claim("sanitized", "clear", "overwrite") if finished else honest(plan, facts)


rules.claim = claim
