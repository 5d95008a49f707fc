"""`coordi-wipe ledger`: follows the chain, and shows it."""

from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.ledger.chain import Report
from coordi_wipe.ledger.entry import Absent, Entry, Intent, Repaired
from coordi_wipe.messages.sentences import say, sentence


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.ledger.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="ledger")

    @group.command(help=say("cli.ledger.check.help"))
    def check(json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False) -> int:
        from coordi_wipe.cli.stations import station

        report = station().ledger.check()
        if json:
            output.data(report)
        else:
            _words(report)
        return 0 if report.whole else 1

    @group.command(help=say("cli.ledger.show.help"))
    def show(json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False) -> None:
        from coordi_wipe.cli.stations import station

        entries = tuple(station().ledger.entries())
        if json:
            output.data(entries)
        elif not entries:
            output.line(say("ledger.empty"))
        else:
            output.table([_row(entry) for entry in entries])


def _words(report: Report) -> None:
    if report.whole:
        output.line(say("ledger-whole", lines=report.lines))
    for fault in report.faults:
        output.line(sentence(fault))
    if report.torn:
        output.line(say("ledger-torn"))
    if report.repaired:
        output.line(say("ledger-repaired", lines=report.repaired))


def _row(entry: Entry) -> tuple[str, ...]:
    content = entry.content
    if isinstance(content, Intent):
        what = say(
            "ledger.intent",
            model=content.model or say("unknown"),
            serial=content.serial or "–",
            size=content.size,
            technique=content.technique,
        )
    elif isinstance(content, Absent):
        what = say("ledger.absent", tag=content.tag, machine=content.machine or say("unknown"))
    elif isinstance(content, Repaired):
        what = say("ledger-repaired", lines=content.lines)
    else:
        what = say("ledger.result", status=f"status.{content.status}", certificate=content.certificate)
    return str(entry.number), say("ledger.at", at=entry.at), entry.job or "–", what
