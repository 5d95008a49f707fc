"""`coordi-wipe authority`: the supervisor's root, the sticks that it lets sign, and their keys' custody."""

from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.authority.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="authority")
    _add_root(group)
    _add_stick(group)


def _add_root(group: typer.Typer) -> None:
    """What is done at the supervisor's desk, with the root."""

    @group.command(help=say("cli.authority.init.help"))
    def init(
        name: Annotated[
            str, typer.Option(metavar=say("cli.name"), help=say("cli.root-name.help"), show_default=False)
        ] = "",
        paper: Annotated[
            Path | None, typer.Option(metavar="PDF", help=say("cli.paper.help"), show_default=False)
        ] = None,
        own_passphrase: Annotated[
            bool, typer.Option("--own-passphrase", help=say("cli.own-passphrase.help"))
        ] = False,
    ) -> None:
        from coordi_wipe.cli import roots

        roots.init(name, paper, own=own_passphrase)

    @group.command(help=say("cli.authority.restore.help"))
    def restore(
        name: Annotated[
            str, typer.Option(metavar=say("cli.name"), help=say("cli.restore-name.help"), show_default=False)
        ] = "",
        fingerprint: Annotated[
            str, typer.Option(metavar="HEX", help=say("cli.fingerprint.help"), show_default=False)
        ] = "",
        own_passphrase: Annotated[
            bool, typer.Option("--own-passphrase", help=say("cli.own-passphrase.help"))
        ] = False,
    ) -> None:
        from coordi_wipe.cli import roots

        roots.restore(name, fingerprint, own=own_passphrase)

    @group.command(help=say("cli.authority.paper.help"))
    def paper(
        file: Annotated[Path, typer.Argument(metavar="PDF", help=say("cli.paper.help"))],
    ) -> None:
        from coordi_wipe.cli import roots

        roots.paper(file)

    @group.command(help=say("cli.authority.stick.help"))
    def stick(
        home: Annotated[
            Path | None,
            typer.Option(metavar=say("cli.folder"), help=say("cli.stick-home.help"), show_default=False),
        ] = None,
        name: Annotated[
            str, typer.Option(metavar=say("cli.name"), help=say("cli.stick-name.help"), show_default=False)
        ] = "",
        until: Annotated[
            str, typer.Option(metavar=say("cli.day"), help=say("cli.until.help"), show_default=False)
        ] = "",
        allow_virtual: Annotated[
            bool, typer.Option("--allow-virtual", help=say("cli.allow-virtual.help"))
        ] = False,
        replace: Annotated[bool, typer.Option("--replace", help=say("cli.replace-stick.help"))] = False,
    ) -> None:
        from coordi_wipe.cli import roots

        roots.stick(home, name, until, allow_virtual=allow_virtual, replace=replace)


def _add_stick(group: typer.Typer) -> None:
    """What is done on the stick, with its own key."""

    @group.command("open", help=say("cli.authority.open.help"))
    def open_(
        until: Annotated[
            str, typer.Option(metavar=say("cli.day"), help=say("cli.until.help"), show_default=False)
        ] = "",
    ) -> None:
        from coordi_wipe.cli import custodies

        custodies.unlock(until)

    @group.command(help=say("cli.authority.close.help"))
    def close() -> None:
        from coordi_wipe.cli import custodies

        custodies.lock()

    @group.command(help=say("cli.authority.show.help"))
    def show(json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False) -> None:
        from coordi_wipe.cli import custodies

        shown = custodies.standing()
        if json:
            output.data(shown)
        else:
            for line in custodies.words(shown):
                output.line(line)
