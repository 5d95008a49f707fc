"""The colour that the end of a drive allows: on certificates, labels, screens and pages."""

from typing import Literal

Tone = Literal["good", "amber", "bad"]

_TONES: dict[str, Tone] = {"sanitized": "good", "sanitized_with_exceptions": "amber"}


def of_status(status: str) -> Tone:
    """The colour of a claim's status: green only for what is erased and verified, amber for what a
    supervisor decides, red for all else, also for what nobody knows."""
    return _TONES.get(status, "bad")
