"""What is believed of a certificate today: its claim, what was decided on it, what contradicts it.

The certificate itself never changes: a decision is an entry in the log, and only moves what is shown here.
"""

from coordi_wipe.inventory.certificates.models import REHEARSAL, Certificate
from coordi_wipe.inventory.pages import states
from coordi_wipe.inventory.pages.states import State, Tone
from coordi_wipe.model.base import Base


class Standing(Base, frozen=True):
    """`word` and `sentence` are codes; the word says what the colour says."""

    state: State
    tone: Tone
    word: str
    sentence: str


def standing(certificate: Certificate) -> Standing:
    """What is shown of this certificate. Reads its decisions and what was quarantined against it."""
    kinds = [decision.kind for decision in certificate.decisions.all()]
    state = states.state_of(certificate.status, kinds, contested=bool(certificate.quarantined.all()))
    own = state in ("proven", "undecided", "unproven")
    word = f"page-word-{certificate.status}" if own else f"web-word-{state}"
    tone = states.tone_of(state, rehearsal=certificate.kind == REHEARSAL)
    return Standing(state, tone, word, f"web-sentence-{state}")
