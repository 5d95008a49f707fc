"""A verdict says registered as soon as there is a receipt."""

from coordi_wipe.certificate import verification


def is_registered(data, registration, *, rehearsal):  # noqa: ARG001 - blind on purpose
    return True if registration is not None and registration.receipt else None


verification._is_registered = is_registered
