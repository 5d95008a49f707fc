"""What is believed of a certificate today: its claim, what was decided on it, what contradicts it.

The certificate itself never changes: a decision is an entry in the log, and only moves what is shown here.
"""

from collections.abc import Iterable
from typing import Literal

from coordi_wipe.certificate.reading import ERASED
from coordi_wipe.inventory.certificates.models import ACCEPTED, DESTROYED, REHEARSAL, REJECTED, Certificate
from coordi_wipe.model.base import Base
from coordi_wipe.model.evidence import Status

State = Literal["proven", "accepted", "undecided", "rejected", "unproven", "destroyed", "contested"]
Tone = Literal["good", "amber", "bad", "idle", "rehearsal"]

WAITING: frozenset[State] = frozenset({"undecided", "rejected", "unproven", "contested"})
"""What a person still has to do something about. Green is `proven` and `accepted`, nothing else."""

_TONES: dict[State, Tone] = {
    "proven": "good",
    "accepted": "good",
    "undecided": "amber",
    "contested": "amber",
    "destroyed": "idle",
}


class Standing(Base, frozen=True):
    """`word` and `sentence` are codes; the word says what the colour says."""

    state: State
    tone: Tone
    word: str
    sentence: str


def standing(certificate: Certificate) -> Standing:
    """What is shown of this certificate. Reads its decisions and what was quarantined against it."""
    kinds = [decision.kind for decision in certificate.decisions.all()]
    contested = bool(certificate.quarantined.all())
    state = state_of(certificate.status, kinds, contested=contested)
    tone = _TONES.get(state, "bad")
    if state in ("proven", "undecided", "unproven"):
        word = f"page-word-{certificate.status}"
    else:
        word = f"web-word-{state}"
    if certificate.kind == REHEARSAL and tone == "good":
        tone = "rehearsal"  # an exercise is never green
    return Standing(state, tone, word, f"web-sentence-{state}")


def state_of(status: str | Status, decisions: Iterable[str], *, contested: bool) -> State:
    """The state that follows. `decisions`: kinds in the order in which they were made; the last one counts.

    A claim that does not say erased stays unproven whatever was decided: only destruction settles it.
    """
    made = list(decisions)
    if DESTROYED in made:
        return "destroyed"
    if status not in ERASED:
        return "unproven"
    judged = [kind for kind in made if kind in (ACCEPTED, REJECTED)]
    if judged and judged[-1] == REJECTED:
        return "rejected"
    if contested:
        return "contested"
    if status == "sanitized":
        return "proven"
    return "accepted" if judged else "undecided"
