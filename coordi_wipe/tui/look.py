"""Looks at the machine, its drives and this stick through Station: slow questions, asked off the screen."""

from collections import Counter
from collections.abc import Sequence

from coordi_wipe.certificate import number, organisation
from coordi_wipe.hardware import udev_data
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.errors import CoordiWipeError, RefusedError, UsageError
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.place import Place
from coordi_wipe.sanitize import estimate, policy
from coordi_wipe.station import locations, power
from coordi_wipe.station import place as places
from coordi_wipe.station.custody import Custody
from coordi_wipe.station.station import Station
from coordi_wipe.tui.world import Offer, Paper, Stick

_SIGNS = ("diskseq", "size")
_USES = ("/proc/self/mountinfo", "/proc/swaps")


def drives(station: Station, named: Sequence[str]) -> tuple[Machine, tuple[Offer, ...], Reason | None]:
    """This PC, its drives with what would be done to each, and why none may be begun now.

    `named`: disposable drives, which are found only by name. Raises OSError.
    """
    found = {drive.identity.node: drive for drive in station.detect()}
    for name in named:
        try:
            found |= {drive.identity.node: drive for drive in station.detect([name], file_drives=True)}
        except CoordiWipeError:  # it was taken away meanwhile
            found.pop(name, None)
    offers = tuple(_offer(station, drive) for drive in station.with_health(tuple(found.values())))
    machine = station.machine()
    return machine, offers, _power(machine, offers)


def plugged(station: Station) -> object:
    """What changes when a drive, or the mains, is plugged in or out, a battery is charged, or a drive comes
    into use. Raises OSError."""
    machine = station.machine()
    charged = tuple(battery.percent > power.ENOUGH for battery in machine.batteries)
    names = station.host.list("/sys/block")
    paths = [f"/sys/block/{name}/{sign}" for name in names for sign in _SIGNS]
    numbers = [_told(station, f"/sys/block/{name}/dev").decode().strip() for name in names]
    # who a drive is, udev knows some seconds after the kernel: a look before that sees somebody else
    known = [f"{udev_data.FOLDER}/b{number}" for number in numbers if number]
    return tuple((path, _told(station, path)) for path in (*paths, *known, *_USES)), machine.mains, charged


def _told(station: Station, path: str) -> bytes:
    try:
        return station.host.read(path)
    except OSError:
        return b""


def _offer(station: Station, drive: Drive) -> Offer:
    if drive.protection:
        return Offer(drive, refused=drive.protection[0])
    try:
        plan = station.plan(drive)
    except CoordiWipeError as error:
        return Offer(drive, refused=error.reason)
    level = policy.attainable(plan.steps[0], plan.notes, plan.drive)
    return Offer(drive, plan, None, level, estimate.seconds(plan))


def _power(machine: Machine, offers: Sequence[Offer]) -> Reason | None:
    try:
        power.check(machine, [offer.plan for offer in offers if offer.plan is not None])
    except RefusedError as error:
        return error.reason
    return None


def paper(station: Station, job: JobView) -> Paper | None:
    """The certificate of a job that is done; None where there is none, or it cannot be read."""
    try:
        folder = station.folder(job.uuid)
        evidence = folder.evidence.read_bytes()
        host = organisation.load(locations.settings()).verification_host
    except (OSError, CoordiWipeError):
        return None
    digest = number.digest(evidence)
    return Paper(
        number=number.short(job.uuid),
        digest=digest,
        address=number.address(host, evidence),
        registration=station.outbox.state(digest),
        path=str(folder.certificate),
    )


def stick(station: Station, trouble: tuple[Reason, ...], kept: tuple[Reason, ...]) -> Stick:
    """How this stick stands: who signs, and what waits to be sent. `trouble`, `kept`: see Stick. Raises
    OSError."""
    try:
        here = station.custody()
        virtual = here.kind != "rehearsal" and station.rehearses_here()
    except CoordiWipeError as error:
        here, virtual, trouble = Custody("locked"), False, (*trouble, error.reason)
    try:
        station.inventory()
    except UsageError as error:
        known = False
        kept = kept if error.reason.code == "inventory-not-set" else (*kept, error.reason)
    else:
        known = True
    states = Counter(station.outbox.state(digest) for digest in station.outbox.digests())
    return Stick(here.kind, here.until, virtual, known, states["waiting"], states["refused"], trouble, kept)


def place(station: Station, *, live: bool) -> Place | None:
    """Where things are kept, as the stick's service tells it; in the image it always does."""
    return places.read(station.run) or (places.UNREAD if live else None)
