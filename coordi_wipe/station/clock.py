"""The live image's clock: set by the inventory's signed time, or by the network's. A hint, never a proof.

Many PCs that come in have an empty clock battery. With a clock that is years off, no connection is believed
and no person's date is right. We never write the PC's own hardware clock ourselves; but while timesyncd keeps
the time by the network, the kernel copies it there every 11 minutes (adjtimex(2), STA_UNSYNC cleared).
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs import told_time
from coordi_wipe.jobs.told_time import TOLERANCE, Told
from coordi_wipe.model.base import Reason
from coordi_wipe.station.place import in_image
from coordi_wipe.sync.settings import Inventory

_SYNCHRONIZED = "/run/systemd/timesync", "synchronized"  # systemd-timesyncd.service(8)


def is_ours() -> bool:
    """Whether the clock may be set: in the live image, by root. A workshop's own PC keeps its time."""
    return in_image() and os.geteuid() == 0


def set_from_inventory(
    host: Host, run: Path, inventory: Inventory, ask: Callable[[Inventory], object] | None = None
) -> Reason | None:
    """Sets the clock where it is off; answers why it is not known to be right. Nothing where it is not ours.

    `ask`: `sync.clock.ask`. Never raises for what the network, the other side or the machine does.
    """
    from coordi_wipe.sync import clock  # brings requests along, which is slow to import

    if not is_ours():
        return None
    told = (ask or clock.ask)(inventory)
    if not isinstance(told, clock.ServerTime):
        return told if isinstance(told, Reason) else Reason("time-not-believed")
    try:
        now = told.unix + host.up() - told.up
        jumped = abs(host.wall() - now) > TOLERANCE + told.error_seconds
        if jumped:
            host.set_wall(now)
        told_time.remember(run, _told("inventory", host), jumped=jumped)
    except OSError as error:
        return Reason("time-not-set", {"error": error.strerror or str(error)})
    return None


def notice_network_time(host: Host, run: Path) -> None:
    """Remembers that the network's time servers have been heard, once they have. Raises OSError."""
    folder, name = _SYNCHRONIZED
    if not is_ours() or any(one.source == "ntp" for one in told_time.known(run)):
        return
    try:
        heard = name in host.list(folder)
    except OSError:
        return
    if heard:
        told_time.remember(run, _told("ntp", host))


def _told(source: Literal["ntp", "inventory"], host: Host) -> Told:
    up = host.up()
    return Told(source, str(host.facts("boot").get("id", "")), up, host.wall() - up)
