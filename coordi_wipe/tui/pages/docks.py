"""Drives out of their PCs, many at once: a grid of places, and what to do at which of them now."""

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import situations
from coordi_wipe.tui import flow
from coordi_wipe.tui.ends import tone_of, why_of
from coordi_wipe.tui.label import label
from coordi_wipe.tui.page import Cell, Key, Page
from coordi_wipe.tui.pages.wording import enter, wrong
from coordi_wipe.tui.pages.works import percent, shortly
from coordi_wipe.tui.state import State
from coordi_wipe.tui.world import World, at_hand


def page(state: State, world: World) -> Page:
    """Each place with its sign; below, the oldest one that waits for a hand."""
    cells = tuple(_cell(number, job) for number, job in enumerate(at_hand(world), 1))
    ended = [(number, job) for number, job in enumerate(at_hand(world), 1) if job.state == "done"]
    number, job = ended[0] if ended else (0, None)
    why = why_of(job) if job is not None else None
    cut_off = flow.interrupted(world)
    return Page(
        "docks",
        3,
        title=_counts(cells),
        cells=cells,
        sentence=_sentence(number, job) if job is not None else say("tui.docks.scan"),
        label=label(tone_of(job), job.tag) if job is not None else "",
        remark=sentence(why) if why is not None else "",
        code=situations.number(why) if why is not None else "",
        prompt=say("tui.docks.prompt"),
        wrong=wrong(state),
        keys=(
            *((enter("tui.does.taken-out"),) if ended else ()),
            *((Key("f5", "F5", say("tui.does.resume")),) if cut_off else ()),
        ),
    )


def _counts(cells: tuple[Cell, ...]) -> str:
    return say(
        "tui.docks.title",
        good=sum(cell.tone == "good" for cell in cells),
        running=sum(cell.tone == "plain" for cell in cells),
        amber=sum(cell.tone == "amber" for cell in cells),
        bad=sum(cell.tone == "bad" for cell in cells),
    )


def _sentence(number: int, job: JobView) -> str:
    return say(f"tui.docks.{tone_of(job)}", number=number, tag=job.tag)


def _cell(number: int, job: JobView) -> Cell:
    if job.state == "done":
        tone = tone_of(job)
        sign = {"good": "✔", "amber": "●", "bad": "✖"}[tone]
        return Cell(number, tone, sign, say(f"tui.docks.word.{tone}"))
    if job.state == "interrupted":
        return Cell(number, "amber", "!", say("tui.docks.word.cut-off"))
    return Cell(number, "plain", "▶", f"{percent(job)}% {shortly(job)}".strip())
