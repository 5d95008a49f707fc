"""A short number for what is wrong, to be said on the telephone: the supervisor looks it up in docs/."""

from coordi_wipe.model.base import Reason

_NUMBERS: dict[str, str] = {
    "skipped-bytes": "D-31",
}


def number(reason: Reason) -> str:
    """The number of a reason; `D-99` for one that has none of its own."""
    return _NUMBERS.get(reason.code, "D-99")
