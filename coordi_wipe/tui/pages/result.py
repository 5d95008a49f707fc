"""Step 4: green, amber or red, the code to copy onto the label, and what to do with the drive."""

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import situations
from coordi_wipe.tui import ending
from coordi_wipe.tui.ends import WORST, is_unproven, tone_of
from coordi_wipe.tui.label import label
from coordi_wipe.tui.page import Page, Row, Tone
from coordi_wipe.tui.pages.wording import enter, named, wrong
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import Offer, World, at_hand, free, unerasable


def page(state: State, world: World) -> Page:
    """The worst of all drives decides what is said first. While a drive of this PC holds what it held, no
    label but a red one is given: whoever takes that drive out sees the label."""
    jobs, left, fixed = at_hand(world), free(world), unerasable(world)
    tones = [tone_of(job) for job in jobs]
    tone = min(tones, key=WORST.index)
    several = len(jobs) > 1
    worst = [job for job, one in zip(jobs, tones, strict=True) if one == tone]
    held = ending.is_held(worst[0], world)
    why = ending.why(worst[0], world)
    return Page(
        "result",
        4,
        "warning" if held else tone,
        _title(tone, _which(tone, worst), left, fixed),
        rows=(
            *(row for job in jobs for row in rows(job, world, several=several, held=held)),
            *_left((*left, *fixed)),
        ),
        sentence=_sentence(_which(tone, worst), left, held=held),
        label="" if held else "   ".join(label(tone_of(job), job.tag) for job in worst[:3]),
        steps=() if held else _steps(tone, worst, world),
        remark=say("tui.result.why", why=sentence(why)) if why is not None else "",
        code=situations.number(why) if why is not None else "",
        wrong=wrong(state),
        keys=(enter("tui.does.other-drive" if left else "tui.does.next"),),
    )


def _title(tone: Tone, which: str, left: tuple[Offer, ...], fixed: tuple[Offer, ...]) -> str:
    if left or (fixed and tone != "bad"):
        return say("tui.result.left.title", count=len(left) + len(fixed))
    return say(f"tui.result.{which if which == 'unproven' else tone}.title")


def _sentence(which: str, left: tuple[Offer, ...], *, held: bool) -> str:
    if left:
        return say("tui.result.left.sentence")
    return say("tui.result.stuck.sentence" if held else f"tui.result.{which}.sentence")


def _left(offers: tuple[Offer, ...]) -> tuple[Row, ...]:
    """Drives of this PC that hold what they held: a green drive beside them makes no green PC."""
    return tuple(
        Row(say("tui.confirm.drive"), named(offer.drive.identity), say("tui.result.left"), "bad")
        for offer in offers
    )


def _steps(tone: Tone, jobs: list[JobView], world: World) -> tuple[str, ...]:
    """What to do by hand, one imperative a line."""
    if tone == "good":
        return ()
    tags = ", ".join(job.tag or job.uuid[-6:] for job in jobs)
    ends = ", ".join(
        job.drive.serial.strip()[-4:] for job in jobs if job.drive is not None and job.drive.serial
    )
    which = _which(tone, jobs)
    second = "2-live" if which == "bad" and ending.is_offered(world) else "2"
    return tuple(
        say(f"tui.result.{which}.{number}", tag=tags, end=ends or tags) for number in ("1", second, "3")
    )


def _which(tone: Tone, jobs: list[JobView]) -> str:
    """Which words: a drive that cannot be taken out makes the whole PC red; one without a proof waits."""
    if tone == "amber" and all(is_unproven(job) for job in jobs):
        return "unproven"
    soldered = any(job.drive is not None and job.drive.medium == "emmc" for job in jobs)
    return "bad.soldered" if tone == "bad" and soldered else tone


def rows(job: JobView, world: World, *, several: bool, held: bool = False) -> tuple[Row, ...]:
    """A drive's end, its label and its certificate; of several drives one line each. `held`: no label yet."""
    tone = tone_of(job)
    paper = world.papers.get(job.uuid)
    drive = named(job.drive) if job.drive is not None else say("unknown")
    status = say(f"status.{job.claim.status}") if job.claim is not None else say("unknown")
    if several:
        return (Row(job.tag, f"{status} · {drive}", "" if held else label(tone, job.tag), tone),)
    paper_rows: tuple[Row, ...] = ()
    if paper is not None:
        which = "tui.result.certificate" if tone != "bad" else "tui.result.statement"
        paper_rows = (Row(say(which), paper.number, say(f"tui.paper.{paper.registration}")),)
    return (Row(job.tag or say("tui.confirm.drive"), drive, status, tone), *paper_rows)
