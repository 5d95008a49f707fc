"""`coordi-wipe detect`: this machine and its drives, and which may not be touched and why."""

from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.fingerprints import lines
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Base
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.machine import Machine


class Detected(Base, frozen=True):
    """What `detect --json` prints."""

    machine: Machine
    drives: tuple[Drive, ...]


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.detect.help"))
    def detect(
        drives: Annotated[
            list[str] | None, typer.Argument(metavar=say("cli.drive"), help=say("cli.drive.help"))
        ] = None,
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
        file_drive: Annotated[bool, typer.Option("--file-drive", help=say("cli.file-drive.help"))] = False,
    ) -> None:
        from coordi_wipe.cli.stations import station

        here = station()
        drives_found = here.with_health(here.detect(drives or (), file_drives=file_drive))
        found = Detected(here.machine(), drives_found)
        if json:
            output.data(found)
        else:
            _words(found)


def _words(found: Detected) -> None:
    machine = found.machine
    output.line(say("cli.detect.machine", name=machine.name or say("unknown"), serial=machine.serial or "–"))
    for note in machine.notes:
        output.line(f"  ! {sentence(note)}")
    if not found.drives:
        output.line(say("cli.detect.none"))
    for drive in found.drives:
        output.line()
        _drive(drive)


def _drive(drive: Drive) -> None:
    identity = drive.identity
    output.line(
        say(
            "cli.detect.drive",
            node=identity.node,
            model=identity.model or say("unknown"),
            serial=identity.serial or "–",
            size=identity.size,
            medium=f"medium.{identity.medium}",
        )
    )
    for content in drive.content:
        what = " ".join(filter(None, (content.kind, content.label)))
        said = say("cli.detect.content", node=content.node, what=what or "?", size=content.size)
        output.line(f"    {said}")
    for line in lines(drive):
        output.line(f"    {line}")
    if drive.health is not None:
        output.line("    " + say("cli.detect.health", verdict=f"health.{drive.health.verdict}"))
        for reason in drive.health.reasons:
            output.line(f"      {sentence(reason)}")
    for reason in drive.protection:
        output.line(f"    ✖ {sentence(reason)}")
    for reason in drive.notes:
        output.line(f"    ! {sentence(reason)}")
