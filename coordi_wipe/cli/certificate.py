"""`coordi-wipe certificate`: a verdict with reasons, and what a certificate says in words."""

from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.certificate.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="certificate")

    @group.command(help=say("cli.verify-pdf.help"))
    def verify(
        files: Annotated[list[Path], typer.Argument(metavar="PDF")],
        trust: Annotated[list[Path] | None, typer.Option(help=say("cli.trust.help"))] = None,
        allow_rehearsal: Annotated[
            bool, typer.Option("--allow-rehearsal", help=say("cli.allow-rehearsal.help"))
        ] = False,
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
    ) -> int:
        from coordi_wipe.cli import verdicts

        found = [verdicts.of(path, trust or [], allow_rehearsal=allow_rehearsal) for path in files]
        if json:
            output.data(found)
        else:
            for verdict in found:
                output.line(verdicts.words(verdict))
        return 0 if all(verdict.valid for verdict in found) else 1

    @group.command(help=say("cli.show-pdf.help"))
    def show(file: Annotated[Path, typer.Argument(metavar="PDF")]) -> int:
        from coordi_wipe.cli import verdicts

        return verdicts.show(file)
