"""Opens the inventory of a data folder in this process: folder, secrets, tables, keys, in that order."""

import os
from collections.abc import Sequence
from pathlib import Path

from coordi_wipe.inventory import folder
from coordi_wipe.model.errors import MissingError

ADDRESS, REHEARSALS = "COORDI_WIPE_INVENTORY_ADDRESS", "COORDI_WIPE_INVENTORY_REHEARSALS"


def open_inventory(data: Path, address: str = "", rehearsals: Sequence[Path] = ()) -> None:
    """Makes what is missing and brings the tables up to date; once in a process.

    `address`: how the world calls it, `https://host`. `rehearsals`: PEM files of rehearsal roots.
    Raises MissingError("inventory-folder"), and what `folder.rehearsal_roots` and `keys.make` raise.
    """
    folder.rehearsal_roots(rehearsals)
    os.environ[folder.VARIABLE] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordi_wipe.inventory.settings")
    if address:
        os.environ[ADDRESS] = address
    if rehearsals:
        os.environ[REHEARSALS] = os.pathsep.join(str(path.absolute()) for path in rehearsals)
    try:
        folder.make(data)
        _open(data)
    except OSError as error:
        raise MissingError("inventory-folder", path=str(data), error=error.strerror or "") from error


def _open(data: Path) -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    from coordi_wipe.inventory.certificates import keys

    call_command("migrate", verbosity=0, interactive=False)
    (data / folder.DATABASE).chmod(0o600)
    keys.make(data)
    connections.close_all()  # a server forks after this: no process shares a connection
