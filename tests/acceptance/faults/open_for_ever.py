"""No day is ever over."""

from coordi_wipe.station import custody

custody._over = lambda day: False  # noqa: ARG005 - blind on purpose
