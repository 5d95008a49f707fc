"""The claim does not look at fingerprints: before the read-back, or over half the drive, all is well."""

from coordi_wipe.model import claim

claim.mark_fault = lambda drive, facts: None  # noqa: ARG005 - blind on purpose
