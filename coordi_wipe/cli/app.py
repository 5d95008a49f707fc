"""The commands there are: each group lives in a file of its own, and is read only when it is called."""

import sys
from typing import Annotated

import typer
from typer._click import Command

from coordi_wipe import __version__
from coordi_wipe.cli import (
    authority,
    card,
    certificate,
    detect,
    export,
    inventory,
    jobs,
    labels,
    ledger,
    output,
    plan,
    record,
    stick,
    sync,
    wipe,
)
from coordi_wipe.cli.words import in_language
from coordi_wipe.messages.sentences import say


def command() -> Command:
    """The whole command line, in the language in use."""
    app = typer.Typer(
        help=say("cli.help"),
        rich_markup_mode=None,
        invoke_without_command=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    @app.callback()
    def options(
        context: typer.Context,
        lang: Annotated[
            str, typer.Option(metavar="fr|en", help=say("cli.lang.help"), show_default=False)
        ] = "",
        version: Annotated[
            bool, typer.Option("--version", callback=_version, is_eager=True, help=say("cli.version.help"))
        ] = False,
    ) -> None:
        del lang, version  # the language is read before the commands are made: see usage.py
        if context.invoked_subcommand is not None:
            return
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            output.line(context.get_help())
            return
        from coordi_wipe.tui.launch import run

        raise typer.Exit(run())

    for group in (
        detect,
        plan,
        wipe,
        jobs,
        certificate,
        labels,
        card,
        authority,
        ledger,
        sync,
        export,
        inventory,
        record,
        stick,
    ):
        group.add_to(app)
    return in_language(typer.main.get_command(app))


def _version(asked: bool) -> None:
    if asked:
        output.line(f"coordi-wipe {__version__}")
        raise typer.Exit
