"""Every stick may sign in a virtual machine."""

from coordi_wipe.certificate import stick_key

stick_key.allows_virtual = lambda leaf: True  # noqa: ARG005 - blind on purpose
