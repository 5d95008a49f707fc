"""What a face sees of a job: derived from its files at each look, remembered nowhere."""

import os
import signal

from coordi_wipe.certificate.evidence_file import decode
from coordi_wipe.jobs.folder import JobFolder, State, check_within
from coordi_wipe.jobs.locks import holder
from coordi_wipe.jobs.resume import reached
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import CoordiWipeError, DamagedError
from coordi_wipe.model.evidence import Claim, Evidence
from coordi_wipe.model.facts import Began
from coordi_wipe.model.plan import Plan
from coordi_wipe.model.progress import Progress


class JobView(Base, frozen=True):
    """One job now. `progress`: where it is, or where it was interrupted; `claim` once there is evidence;
    `why`: what keeps an interrupted job from going on, or what is wrong with its files. `drive` None:
    job.json is damaged. `rehearsal`: its certificate proves nothing."""

    uuid: str
    state: State
    drive: Identity | None
    tag: str = ""
    progress: Progress | None = None
    claim: Claim | None = None
    why: Reason | None = None
    rehearsal: bool = False


def view(folder: JobFolder, ledger: Ledger) -> JobView:
    """This job as its files tell it. Never raises for a damaged job: it is shown as such."""
    try:
        job = folder.job()
    except CoordiWipeError as error:
        if folder.running:  # the stick was pulled, and its worker waits for it
            return JobView(folder.uuid, "running", None, progress=folder.now(), why=error.reason)
        return JobView(folder.uuid, "interrupted", None, why=error.reason)
    state = _state(folder, ledger)
    try:
        evidence = read_evidence(folder)
        progress = _progress(folder, job.plan, state)
    except CoordiWipeError as error:
        return JobView(folder.uuid, state, job.plan.drive, job.tag, why=error.reason)
    return JobView(
        folder.uuid,
        state,
        job.plan.drive,
        job.tag,
        progress=progress,
        claim=evidence.claim if evidence is not None else None,
        why=folder.why_stopped() if state == "interrupted" else None,
        rehearsal=job.rehearsal,
    )


def _progress(folder: JobFolder, plan: Plan, state: State) -> Progress | None:
    """Where it is, or where it was interrupted. Raises DamagedError for facts of another plan."""
    if state == "running":
        return folder.now()
    facts = folder.facts()
    if state != "interrupted" or not facts:
        return None
    check_within(folder, plan)
    step = max((fact.step for fact in facts if isinstance(fact, Began)), default=0)
    at, passes = reached(facts, step), plan.steps[step].passes
    return Progress(
        step, "write", at.number, passes, at.offset, plan.drive.size, 0.0, None, None, "present", facts[-1].up
    )


def _state(folder: JobFolder, ledger: Ledger) -> State:
    if _has_result(folder, ledger):
        return "done"
    if folder.running:
        return "running"
    return "worked" if folder.ended else "interrupted"


def _has_result(folder: JobFolder, ledger: Ledger) -> bool:
    try:
        return ledger.find("result", folder.uuid) is not None
    except OSError:
        return False  # the stick is away: what the running PC knows tells the rest


def read_evidence(folder: JobFolder) -> Evidence | None:
    """The worker's evidence; None until there is some. Raises DamagedError."""
    try:
        return decode(folder.evidence.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DamagedError("job-damaged", job=folder.uuid, error=error.strerror or str(error)) from error


def stop(folder: JobFolder) -> bool:
    """Asks a running worker to stop as by a power cut; false when none runs."""
    process = holder(folder.alive)
    if process is None:
        return False
    try:
        os.kill(process, signal.SIGTERM)
    except ProcessLookupError:
        return False
    return True
