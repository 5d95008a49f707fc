"""How a job ended, as far as the screens may say it: its colour, and why it is no better."""

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import REHEARSAL_MEDIA
from coordi_wipe.model.tone import Tone, of_status

WORST: tuple[Tone, ...] = ("bad", "amber", "good")


def tone_of(job: JobView) -> Tone:
    """What its end allows; red without one. A real drive whose paper is only a rehearsal gets no green
    label: nothing proves what became of it."""
    tone = of_status(job.claim.status) if job.claim is not None else "bad"
    return "amber" if tone == "good" and is_unproven(job) else tone


def is_unproven(job: JobView) -> bool:
    """Whether it is about a real drive, on a stick that only rehearses."""
    return job.rehearsal and job.drive is not None and job.drive.medium not in REHEARSAL_MEDIA


def why_of(job: JobView) -> Reason | None:
    """Why it did not end better; None where it did well, or nobody knows."""
    if tone_of(job) == "good":
        return None
    if job.claim is not None and job.claim.status == "sanitized":
        return Reason("certificate-rehearsal")
    return job.claim.reasons[0] if job.claim is not None and job.claim.reasons else job.why
