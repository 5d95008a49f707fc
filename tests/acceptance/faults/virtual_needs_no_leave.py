"""A verdict does not ask whether the key's root lets it sign in a virtual machine."""

from coordi_wipe.certificate import signature

signature.allows_virtual = lambda leaf: True  # noqa: ARG005 - blind on purpose
