"""`coordi-wipe stick`: the stick of the live image."""

import typer

from coordi_wipe.cli import stick_prepare, stick_watch
from coordi_wipe.messages.sentences import say


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.stick.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="stick")
    stick_prepare.add_to(group)
    stick_watch.add_to(group)
