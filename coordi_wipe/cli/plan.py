"""`coordi-wipe plan`: what would be done to these drives, how long, and what may be claimed after."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.drive import Drive, Health, Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.plan import Plan

if TYPE_CHECKING:
    from coordi_wipe.station.station import Station


class Planned(Base, frozen=True):
    """One drive of `plan --json`: the plan, the best level that it may lead to, and an estimate in seconds.

    `plan` None: nothing will be done to this drive, and `refused` says why. `health` decides what becomes
    of the drive afterwards, never whether it is erased.
    """

    drive: Identity
    plan: Plan | None = None
    level: Level = "none"
    seconds: float = 0.0
    health: Health | None = None
    refused: Reason | None = None


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
    ) -> int:
        from coordi_wipe.cli.stations import station

        here = station()
        found = here.with_health(here.detect(drives, file_drives=file_drive))
        planned = [_planned(here, drive, level, method) for drive in found]
        if json:
            output.data(planned)
        else:
            for one in planned:
                _words(one)
        return RefusedError.exit_code if any(one.refused for one in planned) else 0


def _planned(here: "Station", drive: Drive, level: Level | None, method: str) -> Planned:
    """What would be done to this drive, or why nothing will be. Raises UsageError."""
    from coordi_wipe.sanitize.estimate import seconds
    from coordi_wipe.sanitize.policy import attainable

    try:
        plan = here.plan(drive, level, method)
    except RefusedError as refusal:
        return Planned(drive.identity, health=drive.health, refused=refusal.reason)
    best = attainable(plan.steps[0], plan.notes, plan.drive)
    return Planned(drive.identity, plan, best, seconds(plan), drive.health)


def _words(planned: Planned) -> None:
    drive, plan = planned.drive, planned.plan
    if planned.refused is not None:
        output.note(sentence(planned.refused))
    if plan is None:
        return
    output.line(
        say(
            "cli.plan.drive",
            node=drive.node,
            model=drive.model or say("unknown"),
            serial=drive.serial or "–",
            size=drive.size,
        )
    )
    output.line("    " + say("cli.plan.step", scheme=plan.steps[0].scheme, passes=plan.steps[0].passes))
    output.line("    " + say("cli.plan.level", level=f"level.{planned.level}"))
    output.line("    " + say("cli.plan.time", seconds=planned.seconds))
    if planned.health is not None:
        output.line("    " + say("cli.detect.health", verdict=f"health.{planned.health.verdict}"))
    for note in (*plan.notes, *plan.rejected):
        output.line(f"    ! {sentence(note)}")
