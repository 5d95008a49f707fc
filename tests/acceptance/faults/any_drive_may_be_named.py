"""Whoever has one drive may give any drive to a program."""

from coordi_wipe.hardware.claiming import ClaimedDrive

ClaimedDrive._only_ours = lambda self, argv: None  # noqa: ARG005 - blind on purpose
