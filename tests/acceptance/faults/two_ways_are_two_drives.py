"""A drive that is seen on two ports counts as two drives."""

from coordi_wipe.hardware import protection

protection._ways = lambda disk, graph: frozenset({disk.name})  # noqa: ARG005 - blind on purpose
