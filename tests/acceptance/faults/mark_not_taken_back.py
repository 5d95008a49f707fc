"""A job that goes on leaves its earlier fingerprint where it is."""

from coordi_wipe.jobs import work

work._Work._unmarked = lambda self, number, technique, start: start  # noqa: ARG005 - blind on purpose
