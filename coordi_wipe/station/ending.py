"""Switches the PC off, or starts it again, once nothing of this stick is at work on it."""

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath
from typing import Literal

from coordi_wipe.hardware.host import Host
from coordi_wipe.jobs.folder import JobFolder, folders
from coordi_wipe.jobs.lookout import Lookout
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import CoordiWipeError, RefusedError
from coordi_wipe.model.facts import Began
from coordi_wipe.station.station import Station

_SPINNING = 15.0  # seconds that a drive may take to stop turning
_WRITTEN = 30.0  # seconds for a slow stick; systemd writes what is left
_ASKED = 30.0  # seconds for systemd to say yes


def power_off(station: Station) -> None:
    """Switches this PC off. Raises RefusedError("job-runs-yet" | "power-refused"): then it stays on."""
    _end(station, "poweroff")


def restart(station: Station) -> None:
    """Starts this PC again. Raises as `power_off`."""
    _end(station, "reboot")


def check(station: Station) -> None:
    """Raises RefusedError("job-runs-yet") while a worker of this stick runs, or has just been started."""
    views = Lookout(station.home, station.run, station.ledger).look()
    running = sum(job.state == "running" for job in views)
    if running:
        raise RefusedError("job-runs-yet", count=running)


def _end(station: Station, how: Literal["poweroff", "reboot"]) -> None:
    """Papers first, drives last. What cannot be kept now (the stick was pulled) is made in a later boot."""
    check(station)
    with contextlib.suppress(OSError, CoordiWipeError):
        station.catch_up()
    check(station)  # a worker that had died before its evidence may be at work again
    _spin_down(station.host, tuple(_wiped(station)))
    with contextlib.suppress(OSError):
        station.host.run(["sync", "--file-system", str(station.home)], timeout=_WRITTEN)
    # workers hold an inhibitor: systemd refuses too, should one have been begun this very moment
    _ask(station.host, ["systemctl", how, "--check-inhibitors=yes"])


def _ask(host: Host, argv: Sequence[str]) -> None:
    try:
        done = host.run(argv, timeout=_ASKED)
    except OSError as error:
        raise RefusedError("power-refused", error=error.strerror or str(error)) from error
    if done.code:
        said = done.err.decode(errors="replace").strip() or f"{argv[0]}: {done.code}"
        raise RefusedError("power-refused", error=said.splitlines()[0])


def _wiped(station: Station) -> Iterator[Identity]:
    """The drives on which a job of this boot began, and that hang as they did then."""
    boot = str(station.host.facts("boot").get("id", ""))
    for live in folders(station.run, station.run):
        facts = JobFolder(station.home, station.run, live.uuid).facts()
        began = next((fact for fact in reversed(facts) if isinstance(fact, Began)), None)
        if began is not None and began.boot == boot and _still_there(station.host, began.drive):
            yield began.drive


def _still_there(host: Host, drive: Identity) -> bool:
    """Whether its node is still that of the same attachment: another drive is left alone."""
    try:
        told = host.read(f"/sys/block/{PurePath(drive.node).name}/diskseq")
    except OSError:
        return False
    return told.strip() == str(drive.diskseq).encode()


def _spin_down(host: Host, drives: Sequence[Identity]) -> None:
    """Stops what turns, all at once: a head is parked before somebody carries the drive away. NVMe and
    soldered drives have nothing to stop. Best effort: nobody can be asked any more."""

    def stop(argv: Sequence[str]) -> None:
        with contextlib.suppress(OSError):
            host.run(argv, timeout=_SPINNING)

    commands = [argv for drive in drives if (argv := _stopping(drive))]
    if commands:
        with ThreadPoolExecutor(len(commands)) as pool:
            list(pool.map(stop, commands))


def _stopping(drive: Identity) -> Sequence[str]:
    """ATA STANDBY IMMEDIATE (ACS-4, 7.48), SCSI START STOP UNIT (SBC-4, 5.25), also through a bridge."""
    if drive.medium in ("ata-hdd", "ata-sshd", "ata-ssd"):
        return ("hdparm", "-y", drive.node)
    if drive.medium in ("scsi-hdd", "scsi-ssd", "usb-disk"):
        return ("sg_start", "--readonly", "--stop", drive.node)
    return ()
