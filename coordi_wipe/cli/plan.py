"""`coordi-wipe plan`: what would be done to these drives, how long, and what may be claimed after."""

from typing import Annotated, Literal

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base, Level, lowest
from coordi_wipe.model.claim import implied_notes
from coordi_wipe.model.drive import Health
from coordi_wipe.model.notes import cap
from coordi_wipe.model.plan import Plan


class Planned(Base, frozen=True):
    """One drive of `plan --json`: the plan, the best level that it may lead to, and an estimate in seconds.

    `health` decides what becomes of the drive afterwards, never whether it is erased.
    """

    plan: Plan
    level: Level
    seconds: float
    health: Health | None = None


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.plan.help"))
    def plan(
        drives: Annotated[list[str], typer.Argument(metavar=say("cli.drive"), help=say("cli.drive.help"))],
        level: Annotated[
            Literal["purge", "clear"] | None, typer.Option(metavar="purge|clear", help=say("cli.level.help"))
        ] = None,
        method: Annotated[
            str, typer.Option(metavar=say("cli.name"), help=say("cli.method.help"), show_default=False)
        ] = "auto",
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
        file_drive: Annotated[bool, typer.Option("--file-drive", help=say("cli.file-drive.help"))] = False,
    ) -> None:
        from coordi_wipe.cli.stations import station
        from coordi_wipe.sanitize.estimate import seconds

        here = station()
        found = here.detect(drives, file_drives=file_drive)
        plans = [here.plan(drive, level, method) for drive in found]
        planned = [
            Planned(plan, _level(plan), seconds(plan), drive.health)
            for plan, drive in zip(plans, here.with_health(found), strict=True)
        ]
        if json:
            output.data(planned)
            return
        for one in planned:
            _words(one)


def _level(plan: Plan) -> Level:
    """What is left of the technique's level once everything known before the start is counted."""
    return lowest(
        plan.steps[0].level, *(cap(note.code) for note in (*plan.notes, *implied_notes(plan.drive)))
    )


def _words(planned: Planned) -> None:
    drive, step = planned.plan.drive, planned.plan.steps[0]
    output.line(
        say(
            "cli.plan.drive",
            node=drive.node,
            model=drive.model or say("unknown"),
            serial=drive.serial or "–",
            size=drive.size,
        )
    )
    output.line("    " + say("cli.plan.step", scheme=step.scheme, passes=step.passes))
    output.line("    " + say("cli.plan.level", level=f"level.{planned.level}"))
    output.line("    " + say("cli.plan.time", seconds=planned.seconds))
    if planned.health is not None:
        output.line("    " + say("cli.detect.health", verdict=f"health.{planned.health.verdict}"))
    for note in (*planned.plan.notes, *planned.plan.rejected):
        output.line(f"    ! {sentence(note)}")
