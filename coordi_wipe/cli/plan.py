"""`coordi-wipe plan`: what would be done to these drives, how long, and what may be claimed after."""

from typing import Annotated, Literal

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base, Level
from coordi_wipe.model.plan import Plan


class Planned(Base, frozen=True):
    """One drive of `plan --json`: the plan, the best claim it may lead to, and an estimate in seconds."""

    plan: Plan
    level: Level
    seconds: float


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.plan.help"))
    def plan(
        drives: Annotated[list[str], typer.Argument(metavar="DRIVE", help=say("cli.drive.help"))],
        level: Annotated[Literal["purge", "clear"] | None, typer.Option(help=say("cli.level.help"))] = None,
        method: Annotated[str, typer.Option(help=say("cli.method.help"))] = "auto",
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
        file_drive: Annotated[bool, typer.Option("--file-drive", help=say("cli.file-drive.help"))] = False,
    ) -> None:
        from coordi_wipe.cli.stations import station
        from coordi_wipe.sanitize.estimate import seconds

        here = station()
        found = here.detect(drives, file_drives=file_drive)
        plans = [here.plan(drive, level, method) for drive in found]
        planned = [Planned(plan, plan.steps[0].level, seconds(plan)) for plan in plans]
        if json:
            output.data(planned)
            return
        for one in planned:
            _words(one)


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
    output.line(
        "    " + say("cli.plan.step", scheme=step.scheme, passes=step.passes, level=f"level.{planned.level}")
    )
    output.line("    " + say("cli.plan.time", seconds=planned.seconds))
    for note in (*planned.plan.notes, *planned.plan.rejected):
        output.line(f"    ! {sentence(note)}")
