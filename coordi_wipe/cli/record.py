"""`coordi-wipe record`: writes this machine down as a folder for tests/machines/, serials replaced."""

from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.record.help"))
    def record(folder: Annotated[Path, typer.Argument(metavar=say("cli.folder"))]) -> None:
        from coordi_wipe.hardware import record as recording
        from coordi_wipe.hardware.linux import LinuxHost

        recording.machine(LinuxHost.from_environment(), folder)
        output.line(say("cli.record.done", path=str(folder)))
