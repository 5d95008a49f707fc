"""What the screen of this moment is about, as one reason: its number is said on the telephone."""

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model import tag as tags
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.tui import ending, flow
from coordi_wipe.tui.ends import WORST, tone_of, why_of
from coordi_wipe.tui.pages import place
from coordi_wipe.tui.pages.works import percent
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World


def reason(state: State, world: World) -> Reason:
    """What is wrong, the gravest first; where nothing is, the screen itself (`supervisor.at.…`)."""
    at = flow.step(state, world)
    found = {
        "power": world.power,
        "no-drive": _no_drive(world),
        "works": _works(world),
        "result": _ended(state, world),
        "docks": _ended(state, world) or _works(world),
        "place": place.reason(world.place),
    }.get(at)
    return found or state.wrong or _stick(world) or Reason(f"supervisor.at.{at}")


def tag(state: State, world: World) -> str:
    """The tag that this is about: of the PC, or of the drive that is spoken of; empty where there is none.

    Only what is a tag: a job begun at a shell may hold anything in its place.
    """
    job = subject(state, world)
    text = job.tag if job is not None else state.tag.text if state.tag is not None else ""
    try:
        return tags.parse(text).text
    except CoordiWipeError:
        return ""


def subject(state: State, world: World) -> JobView | None:
    """The job that the screen speaks of: on docks the oldest at its end, else the worst of all."""
    ended = [job for job in world.jobs if job.state == "done"]
    if flow.step(state, world) == "docks":
        return ended[0] if ended else None
    if len(ended) < len(world.jobs):
        return next(job for job in world.jobs if job.state != "done")
    return min(ended, key=lambda job: WORST.index(tone_of(job)), default=None)


def _no_drive(world: World) -> Reason:
    return world.machine.notes[0] if flow.is_hidden(world) else Reason("tui.no-drive.none.sentence")


def _ended(state: State, world: World) -> Reason | None:
    job = subject(state, world)
    if job is None or job.state != "done":
        return None
    return ending.why(job, world) if flow.step(state, world) == "result" else why_of(job)


def _works(world: World) -> Reason | None:
    return next(filter(None, map(_in_the_way, world.jobs)), None)


def _in_the_way(job: JobView) -> Reason | None:
    progress = job.progress
    if job.state == "interrupted":
        return job.why or Reason("tui.works.cut-off", {"percent": percent(job)})
    if job.state != "running" or progress is None:
        return job.why
    if progress.stick != "present":
        return Reason(f"tui.works.stick-{progress.stick}")
    if progress.stage == "cooling":
        return Reason("tui.works.cooling", {"celsius": progress.celsius or 0})
    return Reason("tui.works.waiting") if progress.stage == "waiting" else job.why


def _stick(world: World) -> Reason | None:
    if world.stick.troubles:
        return world.stick.troubles[0]
    return Reason("tui.custody.locked") if world.stick.custody == "locked" else None
