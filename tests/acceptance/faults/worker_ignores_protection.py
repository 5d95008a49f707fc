"""The worker takes a drive without asking whether it may be touched."""

from coordi_wipe.jobs import finding

finding.refuse_protected = lambda drive: None  # noqa: ARG005 - blind on purpose
