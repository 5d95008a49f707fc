"""Every drive is taken for the planned one."""

from coordi_wipe.model import drive

drive.same_drive = lambda one, other: True  # noqa: ARG005 - blind on purpose
