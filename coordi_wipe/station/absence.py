"""A PC without a drive: entered into the ledger, for the supervisor's list."""

from pathlib import Path

from coordi_wipe.hardware import machine
from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs.folder import new_uuid
from coordi_wipe.jobs.work import stamp
from coordi_wipe.ledger import durable
from coordi_wipe.ledger.entry import Absent
from coordi_wipe.ledger.ledger import Ledger


def report(host: Host, home: Path, ledger: Ledger, tag: str, operator: str, *, hidden: bool) -> None:
    """Says that a person looked into the PC of this tag and found no drive. Raises OSError."""
    here = machine.read(host)
    found = Absent(tag, here.name, here.serial, operator, hidden)
    durable.make_folder(home)  # a new stick's first word
    ledger.append(found, job=new_uuid(), at=stamp(host.wall()))
