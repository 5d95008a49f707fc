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
        files: Annotated[list[Path], typer.Argument(metavar="PDF", help=say("cli.pdf.help"))],
        trust: Annotated[list[Path] | None, typer.Option(metavar="PEM", help=say("cli.trust.help"))] = None,
        allow_rehearsal: Annotated[
            bool, typer.Option("--allow-rehearsal", help=say("cli.allow-rehearsal.help"))
        ] = False,
        receipt: Annotated[Path | None, typer.Option(metavar="FILE", help=say("cli.receipt.help"))] = None,
        log_key: Annotated[str, typer.Option(metavar="KEY", help=say("cli.log-key.help"))] = "",
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
    ) -> int:
        from coordi_wipe.cli import receipts, verdicts

        roots, kept = verdicts.roots(trust or []), receipts.wanted(receipt, log_key)
        found = [verdicts.of(path, roots, allow_rehearsal=allow_rehearsal, receipts=kept) for path in files]
        shown = [verdicts.on_file(path, verdict) for path, verdict in zip(files, found, strict=True)]
        if json:
            output.data(shown)
        else:
            for one in shown:
                output.line(verdicts.words(one))
        return 0 if all(one.valid for one in shown) else 1

    @group.command(help=say("cli.show-pdf.help"))
    def show(
        file: Annotated[Path, typer.Argument(metavar="PDF", help=say("cli.pdf.help"))],
        trust: Annotated[list[Path] | None, typer.Option(metavar="PEM", help=say("cli.trust.help"))] = None,
        json: Annotated[bool, typer.Option("--json", help=say("cli.show-json.help"))] = False,
    ) -> int:
        from coordi_wipe.cli import receipts, summary, verdicts

        roots, kept = verdicts.roots(trust or []), receipts.wanted(None, "")
        verdict = verdicts.of(file, roots, allow_rehearsal=True, receipts=kept)
        say_verdict = output.note if json else output.line
        say_verdict(verdicts.words(verdicts.on_file(file, verdict)))
        if verdict.evidence is None:
            return 1
        summary.show(file, verdict, json=json)
        return 0
