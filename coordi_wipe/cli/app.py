"""The commands there are: each group lives in a file of its own, and is read only when it is called."""

from typing import Annotated

import typer
from typer._click import Command

from coordi_wipe import __version__
from coordi_wipe.cli import certificate, detect, jobs, ledger, output, plan, record, wipe
from coordi_wipe.messages.sentences import say


def command() -> Command:
    """The whole command line, in the language in use."""
    app = typer.Typer(
        help=say("cli.help"),
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_options)
    for group in (detect, plan, wipe, jobs, certificate, ledger, record):
        group.add_to(app)
    return typer.main.get_command(app)


def _version(asked: bool) -> None:
    if asked:
        output.line(f"coordi-wipe {__version__}")
        raise typer.Exit


def _options(
    lang: Annotated[str, typer.Option(help="fr|en")] = "",
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    del lang, version  # read before the commands are made: see main.py
