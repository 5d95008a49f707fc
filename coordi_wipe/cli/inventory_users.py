"""`coordi-wipe inventory user`: accounts. Passwords are generated and shown once, or read from a pipe."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say

_LONGEST = 200  # characters


def add_to(group: typer.Typer, data: Callable[[], Path]) -> None:
    """Adds the group. `data` tells the inventory's folder."""
    users = typer.Typer(help=say("cli.inventory.user.help"), no_args_is_help=True, rich_markup_mode=None)
    group.add_typer(users, name="user")

    @users.command(help=say("cli.inventory.user-add.help"))
    def add(
        name: Annotated[str, typer.Argument(help=say("cli.inventory.name.help"))],
        role: Annotated[
            str, typer.Option(metavar="viewer|supervisor", help=say("cli.inventory.role.help"))
        ] = "viewer",
        password_stdin: Annotated[
            bool, typer.Option("--password-stdin", help=say("cli.inventory.password-stdin.help"))
        ] = False,
    ) -> None:
        from coordi_wipe.inventory import opening

        opening.open_inventory(data())
        from coordi_wipe.inventory.certificates import accounts

        password = _read() if password_stdin else accounts.generated_password()
        accounts.add(name, role, password)
        output.line(say("cli.inventory.user-added", name=name, role=role))
        if not password_stdin:
            output.line(say("cli.inventory.password", password=password))

    @users.command(help=say("cli.inventory.user-password.help"))
    def password(
        name: Annotated[str, typer.Argument(help=say("cli.inventory.name.help"))],
        password_stdin: Annotated[
            bool, typer.Option("--password-stdin", help=say("cli.inventory.password-stdin.help"))
        ] = False,
    ) -> None:
        from coordi_wipe.inventory import opening

        opening.open_inventory(data())
        from coordi_wipe.inventory.certificates import accounts

        chosen = _read() if password_stdin else accounts.generated_password()
        accounts.change_password(name, chosen)
        output.line(say("cli.inventory.password-changed", name=name))
        if not password_stdin:
            output.line(say("cli.inventory.password", password=chosen))

    @users.command(help=say("cli.inventory.user-close.help"))
    def close(name: Annotated[str, typer.Argument(help=say("cli.inventory.name.help"))]) -> None:
        from coordi_wipe.inventory import opening

        opening.open_inventory(data())
        from coordi_wipe.inventory.certificates import accounts

        accounts.close(name)
        output.line(say("cli.inventory.user-closed", name=name))


def _read() -> str:
    """One line of standard input."""
    return sys.stdin.readline(_LONGEST).rstrip("\r\n")
