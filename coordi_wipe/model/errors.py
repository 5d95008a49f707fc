"""Errors as types: each holds a coded reason for the person and the exit code of the contract."""

from coordi_wipe.model.base import Reason


class CoordiWipeError(Exception):
    """Something that a person has to know. `messages/` makes the sentence from `reason`."""

    exit_code = 1

    def __init__(self, code: str, **args: str | int) -> None:
        super().__init__(code, args)
        self.reason = Reason(code, args)


class UsageError(CoordiWipeError):
    """The command was called wrongly: nothing was done."""

    exit_code = 2


class RefusedError(CoordiWipeError):
    """What was asked is possible but not allowed: nothing was done."""

    exit_code = 3


class MissingError(CoordiWipeError):
    """A needed tool, file or privilege is missing."""

    exit_code = 4


class DamagedError(CoordiWipeError):
    """A file that should be whole is not."""

    exit_code = 1
