"""The screens take every place for a sound one: a stick that is away is not asked for, and all may begin."""

from coordi_wipe.tui import flow

flow.is_kept = lambda world: True  # noqa: ARG005 - blind on purpose
