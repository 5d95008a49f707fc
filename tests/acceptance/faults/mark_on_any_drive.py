"""Every drive that was worked on gets a fingerprint, erased or not."""

from coordi_wipe.model import sector
from coordi_wipe.model.evidence import Claim

sector.claim = lambda plan, facts: Claim("sanitized", "clear", "overwrite")  # noqa: ARG005 - blind on purpose
