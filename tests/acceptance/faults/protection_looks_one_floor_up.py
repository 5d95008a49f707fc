"""A use is seen on the drive itself only, not on what is built on it."""

from coordi_wipe.hardware import protection

protection.built_on = lambda name, graph: frozenset({name})  # noqa: ARG005 - blind on purpose
