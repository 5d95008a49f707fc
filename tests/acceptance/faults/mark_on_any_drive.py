"""Every drive that was worked on gets a fingerprint, erased or not."""

from coordi_wipe.jobs import marking
from coordi_wipe.model.evidence import Claim

marking.claim = lambda plan, facts: Claim("sanitized", "clear", "overwrite")  # noqa: ARG005 - blind on purpose
