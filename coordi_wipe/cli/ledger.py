"""`coordi-wipe ledger`: follows the chain, and shows it."""

from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.ledger.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="ledger")

    @group.command(help=say("cli.ledger.check.help"))
    def check(json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False) -> int:
        from coordi_wipe.cli.stations import station
        from coordi_wipe.messages.sentences import sentence

        report = station().ledger.check()
        if json:
            output.data(report)
        else:
            output.line(say("ledger.whole" if report.whole else "ledger.broken", lines=report.lines))
            for fault in report.faults:
                output.line(f"    {sentence(fault)}")
        return 0 if report.whole else 1

    @group.command(help=say("cli.ledger.show.help"))
    def show(json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False) -> None:
        from coordi_wipe.cli.stations import station

        entries = tuple(station().ledger.entries())
        if json:
            output.data(entries)
            return
        for entry in entries:
            output.line(f"{entry.number:>6}  {entry.at}  {say(f'ledger.kind.{entry.kind}')}  {entry.job}")
