"""`coordi-wipe sync`: waiting certificates go to the inventory; `receipts`: answers carried by hand."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence

if TYPE_CHECKING:
    from coordi_wipe.sync.delivery import Fate, SyncReport


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command(help=say("cli.sync.help"))
    def sync(
        again: Annotated[bool, typer.Option("--again", help=say("cli.sync.again.help"))] = False,
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
    ) -> int:
        """0 when all is registered, else 1; 2 without an inventory."""
        from coordi_wipe.cli.stations import station

        here = station()
        here.inventory()  # a wrong call is told before papers are made
        for problem in here.catch_up():
            output.note(sentence(problem))
        report = here.sync(insist=True, again=again)
        output.data(report) if json else _words(report)
        return 0 if report.complete else 1

    @app.command(help=say("cli.receipts.help"))
    def receipts(
        file: Annotated[Path, typer.Argument(metavar="ZIP|JSON", help=say("cli.receipts.file.help"))],
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
    ) -> int:
        """0 when each of this stick's certificates in it is registered now, else 1."""
        from coordi_wipe.cli.stations import station
        from coordi_wipe.station import sending

        here = station()
        report = sending.take_receipts(here.outbox, here.inventory(), file)
        output.data(report) if json else _words(report)
        return 0 if report.complete and report.certificates else 1


def _words(report: "SyncReport") -> None:
    for fate in report.certificates:
        output.line(_line(fate))
        for reason in fate.reasons:
            output.line(f"    {sentence(reason)}")
    for problem in report.problems:
        output.line(sentence(problem))
    if report.trouble is not None:
        output.line(say("cli.sync.stopped"))
        output.line(f"    {sentence(report.trouble)}")
    counts = Counter(fate.fate for fate in report.certificates)
    output.line(
        say(
            "cli.sync.counts",
            before=report.registered_before,
            registered=counts["registered"],
            waiting=counts["waiting"],
            refused=counts["refused"],
            kept=counts["kept"],
        )
    )


def _line(fate: "Fate") -> str:
    words = (fate.number or fate.digest[:16], say(f"fate.{fate.fate}"), fate.url)
    return "  ".join(filter(None, words))
