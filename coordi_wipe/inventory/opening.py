"""Opens the inventory of a data folder in this process: folder, secrets, tables, keys, in that order."""

import os
from pathlib import Path

from coordi_wipe.inventory import folder
from coordi_wipe.model.errors import MissingError

ADDRESS = "COORDI_WIPE_INVENTORY_ADDRESS"


def open_inventory(data: Path, address: str = "") -> None:
    """Makes what is missing and brings the tables up to date; once in a process. `address`: `https://host`.

    Raises MissingError("inventory-folder"), and what `certificates.keys.make` raises.
    """
    os.environ[folder.VARIABLE] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordi_wipe.inventory.settings")
    if address:
        os.environ[ADDRESS] = address
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
