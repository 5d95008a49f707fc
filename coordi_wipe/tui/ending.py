"""When a PC may be switched off from the screens, and which word it goes out with. Pure rules."""

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Reason
from coordi_wipe.model.tone import Tone
from coordi_wipe.tui.ends import WORST, tone_of, why_of
from coordi_wipe.tui.world import World, at_hand, free, unerasable


def is_offered(world: World) -> bool:
    """Whether there is a key for it: in the image, while nothing of this stick is at work here."""
    return world.live and not any(job.state == "running" for job in world.jobs)


def word(world: World) -> Tone | None:
    """The worst of what was done to this PC, red where a drive of it was left as it was; None where nothing
    was done."""
    jobs = at_hand(world)
    if not jobs:
        return None
    if free(world) or unerasable(world):
        return "bad"
    return min(map(tone_of, jobs), key=WORST.index)


def is_held(worst: JobView, world: World) -> bool:
    """Whether a drive that holds what it held is all that keeps this PC's label back: its worst job is not
    red."""
    return bool(free(world) or unerasable(world)) and tone_of(worst) != "bad"


def why(worst: JobView, world: World) -> Reason | None:
    """What there is to say about the end of this PC: where a drive that cannot be erased here holds it back,
    why that is so."""
    if is_held(worst, world) and not free(world):
        return unerasable(world)[0].refused
    return why_of(worst)
