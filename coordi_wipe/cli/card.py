"""`coordi-wipe card`: the two pages that hang at each bench, as PDF."""

from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.catalogue import current
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.card.help"))
    def card(out: Annotated[Path, typer.Option(metavar="PDF", help=say("cli.labels.out.help"))]) -> None:
        from coordi_wipe.certificate import card as paper
        from coordi_wipe.ledger import durable

        if out.exists():
            raise UsageError("card-out-exists", path=str(out))
        if not out.parent.is_dir():
            raise UsageError("out-folder-missing", path=str(out.parent))
        durable.write(out, paper.card(current().language), mode=0o644)
        output.line(say("cli.card.written", path=str(out)))
