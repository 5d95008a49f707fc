"""A PC without a drive: entered into the ledger, for the supervisor's list."""

from coordi_wipe.hardware import machine
from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs.folder import new_uuid
from coordi_wipe.jobs.work import stamp
from coordi_wipe.ledger.entry import Absent
from coordi_wipe.ledger.ledger import Ledger


def report(host: Host, ledger: Ledger, tag: str, operator: str, *, hidden: bool) -> None:
    """Says that a person looked into the PC of this tag and found no drive. Raises OSError."""
    here = machine.read(host)
    name = " ".join(filter(None, (here.vendor, here.product)))
    found = Absent(tag, name, here.serial, operator, hidden)
    ledger.append(found, job=new_uuid(), at=stamp(host.wall()))
