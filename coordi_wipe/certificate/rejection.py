"""Why a file is not accepted: raised where it is seen, caught only where the verdict is made."""

from coordi_wipe.model.errors import CoordiWipeError


class UnreadableError(CoordiWipeError):
    """Nothing can be said about this file: it is no certificate that this version can read."""


class InvalidError(CoordiWipeError):
    """This file is, or claims to be, a certificate, and is not to be believed."""
