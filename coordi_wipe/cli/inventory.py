"""`coordi-wipe inventory`: starts the central inventory, and what is done to it from its own machine."""

import os
from pathlib import Path
from typing import Annotated

import typer

from coordi_wipe.cli import inventory_users, output
from coordi_wipe.messages.sentences import say
from coordi_wipe.station import locations


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.inventory.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="inventory")
    _add_serve(group)
    _add_trust(group)
    _add_keeping(group)
    _add_import(group)
    inventory_users.add_to(group, data)


def data() -> Path:
    """The data folder: $COORDI_WIPE_INVENTORY, else `inventory` in the home."""
    chosen = os.environ.get("COORDI_WIPE_INVENTORY")
    return Path(chosen).absolute() if chosen else locations.home() / "inventory"


def _add_serve(group: typer.Typer) -> None:
    @group.command(help=say("cli.inventory.serve.help"))
    def serve(
        listen: Annotated[
            str, typer.Option(metavar="HOST:PORT", help=say("cli.inventory.listen.help"))
        ] = "127.0.0.1:8080",
        address: Annotated[
            str, typer.Option(metavar="URL", help=say("cli.inventory.address.help"), show_default=False)
        ] = "",
        rehearsal_root: Annotated[
            list[Path] | None, typer.Option(metavar="PEM", help=say("cli.inventory.rehearsal.help"))
        ] = None,
        workers: Annotated[int, typer.Option(min=1, max=16, help=say("cli.inventory.workers.help"))] = 2,
    ) -> None:
        from coordi_wipe.inventory import folder, opening, serving

        rehearsals = tuple(rehearsal_root or ())
        listening = serving.listen(listen)
        given = serving.checked_address(address)
        called = folder.address(data(), given) or serving.address(listening)
        opening.open_inventory(data(), called, rehearsals)
        _words(called, loopback=serving.is_loopback(listening.getsockname()[0]))
        serving.serve(listening, workers, lambda: _settings_lines(called, rehearsals=bool(rehearsals)))


def _words(called: str, *, loopback: bool) -> None:
    """What whoever starts it should know before it answers."""
    from coordi_wipe.inventory import folder

    if not loopback and not called.startswith("https://"):
        output.note(say("inventory-no-tls"))
    if not folder.roots(data()):
        output.note(say("inventory-trusts-nobody"))


def _settings_lines(called: str, *, rehearsals: bool) -> None:
    """Where it is, and the lines by which a stick finds it."""
    from coordi_wipe.inventory.certificates import keys, models

    output.line(say("cli.inventory.serves", address=called))
    output.line()
    output.line("[inventory]")
    output.line(f'address = "{called}"')
    output.line(f'log = "{keys.public(models.REAL)}"')
    if rehearsals:
        output.line(f'rehearsal_log = "{keys.public(models.REHEARSAL)}"')
    output.flush()


def _add_trust(group: typer.Typer) -> None:
    @group.command(help=say("cli.inventory.trust.help"))
    def trust(
        file: Annotated[Path, typer.Argument(metavar="PEM", help=say("cli.inventory.root.help"))],
    ) -> None:
        from coordi_wipe.certificate.authority import common_name
        from coordi_wipe.inventory import folder

        for root in folder.trust(data(), file):
            output.line(say("cli.inventory.trusted", name=common_name(root), print=folder.fingerprint(root)))


def _add_keeping(group: typer.Typer) -> None:
    @group.command(help=say("cli.inventory.backup.help"))
    def backup(
        file: Annotated[Path, typer.Argument(metavar="ZIP", help=say("cli.inventory.zip.help"))],
    ) -> None:
        from coordi_wipe.inventory import keeping

        count = keeping.backup(data(), file.absolute())
        output.line(say("cli.inventory.backed-up", count=count, path=str(file)))

    @group.command(help=say("cli.inventory.restore.help"))
    def restore(
        file: Annotated[Path, typer.Argument(metavar="ZIP", help=say("cli.inventory.zip.help"))],
    ) -> None:
        from coordi_wipe.inventory import keeping

        count = keeping.restore(file.absolute(), data())
        output.line(say("cli.inventory.restored", count=count, path=str(data())))


def _add_import(group: typer.Typer) -> None:
    @group.command(name="import", help=say("cli.inventory.import.help"))
    def take(
        file: Annotated[Path, typer.Argument(metavar="ZIP", help=say("cli.inventory.exported.help"))],
        answers: Annotated[Path, typer.Argument(metavar="JSON", help=say("cli.inventory.answers.help"))],
        address: Annotated[
            str, typer.Option(metavar="URL", help=say("cli.inventory.address.help"), show_default=False)
        ] = "",
        rehearsal_root: Annotated[
            list[Path] | None, typer.Option(metavar="PEM", help=say("cli.inventory.rehearsal.help"))
        ] = None,
    ) -> int:
        """0 when each certificate is registered, else 1."""
        from coordi_wipe.inventory import folder, opening, serving

        called = folder.address(data(), serving.checked_address(address))
        opening.open_inventory(data(), called, tuple(rehearsal_root or ()))
        from coordi_wipe.cli import inventory_import  # tables: only once it is open

        return inventory_import.take(file, answers)
