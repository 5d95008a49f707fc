"""An interrupted job goes on without looking whether the drive still holds what was written."""

from coordi_wipe.sanitize import verification

verification.is_still_ours = lambda *args, **named: True  # noqa: ARG005 - blind on purpose
