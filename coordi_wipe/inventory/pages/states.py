"""The rule: from a claim, decisions and contradiction to what is believed. It needs no database."""

from collections.abc import Iterable
from typing import Literal

from coordi_wipe.certificate.reading import ERASED

State = Literal["proven", "accepted", "undecided", "rejected", "unproven", "destroyed", "contested"]
"""Green is `proven` and `accepted`, nothing else; the others but `destroyed` wait for a person."""

Tone = Literal["good", "amber", "bad", "idle", "rehearsal"]

_TONES: dict[State, Tone] = {
    "proven": "good",
    "accepted": "good",
    "undecided": "amber",
    "contested": "amber",
    "destroyed": "idle",
}


def state_of(status: str, decisions: Iterable[str], *, contested: bool) -> State:
    """The state that follows. `decisions`: kinds in the order in which they were made; the last one counts.

    A claim that does not say erased stays unproven whatever was decided: only destruction settles it.
    """
    made = list(decisions)
    if "destroyed" in made:
        return "destroyed"
    if status not in ERASED:
        return "unproven"
    if made and made[-1] == "rejected":
        return "rejected"
    if contested:
        return "contested"
    if status == "sanitized":
        return "proven"
    return "accepted" if made[-1:] == ["accepted"] else "undecided"


def tone_of(state: State, *, rehearsal: bool) -> Tone:
    """The colour and shape of a state. An exercise is never green."""
    tone = _TONES.get(state, "bad")
    return "rehearsal" if rehearsal and tone == "good" else tone
