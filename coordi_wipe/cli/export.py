"""`coordi-wipe export`: what waits for the inventory, in a ZIP to be carried there by hand."""

from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.export.help"))
    def export(
        file: Annotated[Path, typer.Argument(metavar="ZIP", help=say("cli.export.file.help"))],
        every: Annotated[bool, typer.Option("--all", help=say("cli.export.all.help"))] = False,
        replace: Annotated[bool, typer.Option("--replace", help=say("cli.export.replace.help"))] = False,
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
    ) -> int:
        """0 when all that should be in it is, else 1."""
        from coordi_wipe.cli.stations import station
        from coordi_wipe.station import sending

        here = station()
        for problem in here.catch_up():
            output.note(sentence(problem))
        manifest = sending.export(
            here.home, here.run, here.ledger, here.outbox, file, every=every, replace=replace
        )
        for problem in manifest.problems:
            output.note(sentence(problem))
        if json:
            output.data(manifest)
        else:
            output.line(say("cli.export.done", path=str(file), count=len(manifest.certificates)))
        return 1 if manifest.problems else 0
