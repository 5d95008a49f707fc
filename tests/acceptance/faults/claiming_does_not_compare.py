"""A drive is taken without a look at its size and attachment."""

from coordi_wipe.hardware import claiming

claiming._compare = lambda planned, seen: None  # noqa: ARG005 - blind on purpose
