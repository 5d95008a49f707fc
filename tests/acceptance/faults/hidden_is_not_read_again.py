"""A disk that says that it shows all is believed."""

from coordi_wipe.sanitize import hidden

honest = hidden.uncover


def uncover(commands):
    try:
        return honest(commands)
    except hidden.FailedError:
        return hidden.Hidden(None, None, None)


hidden.uncover = uncover
