"""An entry counts however soon it comes: a scanner that reads twice confirms by itself."""

from coordi_wipe.tui.app import CoordiWipe

CoordiWipe._too_soon = lambda self: False  # noqa: ARG005 - blind on purpose
