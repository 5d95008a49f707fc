"""Step 3: it works; nothing to do but to wait, or to go on with what was cut off."""

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.quantities import duration
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.tui import flow
from coordi_wipe.tui.ends import tone_of
from coordi_wipe.tui.label import label
from coordi_wipe.tui.page import Key, Page, Row, Tone
from coordi_wipe.tui.pages.wording import enter, named, wrong
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World, at_hand

_BAR = 20
_FULL, _EMPTY = "█", "░"


def page(state: State, world: World) -> Page:
    """A line a drive: how far, how long, and what is in its way."""
    cut_off, stuck = flow.interrupted(world), flow.stuck(world)
    gone = any(job.state == "interrupted" for job in at_hand(world)) and not cut_off
    which = "resume" if cut_off else "gone" if gone else "unsigned" if stuck else "sentence"
    return Page(
        "works",
        3,
        "warning" if cut_off or gone or stuck else "plain",
        say(f"tui.works.title-{'cut-off' if cut_off or gone else 'unsigned'}")
        if cut_off or gone or stuck
        else say("tui.works.title"),
        rows=tuple(row for job in at_hand(world) for row in _rows(job)),
        sentence=say(f"tui.works.{which}"),
        remark=_trouble(world),
        label="   ".join(
            label("bad", job.tag) for job in at_hand(world) if gone and job.state == "interrupted"
        ),
        wrong=wrong(state),
        keys=(
            *((Key("f5", "F5", say("tui.does.resume")),) if cut_off else ()),
            *((enter("tui.does.put-away"),) if stuck else ()),
        ),
    )


def _trouble(world: World) -> str:
    return sentence(world.stick.troubles[0]) if world.stick.troubles else ""


def _rows(job: JobView) -> tuple[Row, ...]:
    name = job.tag or job.uuid[-6:]
    drive = named(job.drive) if job.drive is not None else say("unknown")
    why = (Row("", sentence(job.why), tone="amber"),) if job.why is not None else ()
    return Row(name, drive), Row("", *stands(job)), *why


def stands(job: JobView) -> tuple[str, str, Tone]:
    """How a job stands: bar and percent, what remains, and the tone."""
    progress = job.progress
    if job.state == "done" and job.claim is not None:
        tone = tone_of(job)
        return say(f"status.{job.claim.status}"), "", tone
    if job.state == "worked":
        return say("tui.works.papers"), "", "plain"
    if job.state == "interrupted":
        return say("tui.works.cut-off", percent=percent(job)), "", "amber"
    if progress is None or progress.stage == "starting":
        return say("tui.works.starting"), "", "plain"
    if progress.stick != "present":
        return say(f"tui.works.stick-{progress.stick}"), "", "amber"
    if progress.stage == "cooling":
        return say("tui.works.cooling", celsius=progress.celsius or 0), "", "amber"
    if progress.stage == "waiting":
        return say("tui.works.waiting"), "", "amber"
    filled = _BAR * percent(job) // 100
    bar = _FULL * filled + _EMPTY * (_BAR - filled)
    which = "tui.works.verify" if progress.stage == "verify" else "tui.works.write"
    line = say(which, bar=bar, percent=percent(job), number=progress.number + 1, passes=progress.passes)
    return line, left(job), "plain"


def percent(job: JobView) -> int:
    """How much of this pass is done, in percent."""
    progress = job.progress
    return 100 * progress.bytes // max(progress.total, 1) if progress is not None else 0


def left(job: JobView) -> str:
    """How long the whole job still takes; empty while nobody knows."""
    progress = job.progress
    if progress is None or progress.seconds_left is None:
        return ""
    return duration(progress.seconds_left, catalogue.current().language)


def shortly(job: JobView) -> str:
    """The same in a few characters, for a place of the grid: `41min`, `2h10`."""
    progress = job.progress
    if progress is None or progress.seconds_left is None:
        return ""
    minutes = max(1, round(progress.seconds_left / 60))
    return f"{minutes}min" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02}"
