"""What the screens know of the machine, its drives and jobs: looked up elsewhere, only shown here."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Drive, Identity, same_drive
from coordi_wipe.model.keyboard import Console
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.place import Place
from coordi_wipe.model.plan import Plan

Registration = Literal["waiting", "registered", "refused", "absent"]
Custody = Literal["unknown", "rehearsal", "locked", "each-boot", "opened"]


class Offer(Base, frozen=True):
    """A drive and what would be done to it: `plan`, or `refused` which says why nothing would be.

    `level`: the best that the plan may lead to; `seconds`: an estimate.
    """

    drive: Drive
    plan: Plan | None = None
    refused: Reason | None = None
    level: Level = "none"
    seconds: float = 0.0


class Paper(Base, frozen=True):
    """A job's certificate: the number that people read, its evidence's digest, what its QR holds, and
    where it stands."""

    number: str
    digest: str
    address: str
    registration: Registration
    path: str


class Stick(Base, frozen=True):
    """This stick: who signs, until when its key lies open (ISO date or empty), and what is on its way.

    `custody` "unknown": nobody has looked yet, and nothing is said of it. `virtual`: it rehearses only
    because this is a virtual machine.
    `unsent`: certificates that wait for the inventory; `refused`: those it will not have; `inventory`:
    whether there is one to send to; `trouble`: what keeps papers from being made; `kept`: what keeps them
    from being sent.
    """

    custody: Custody = "rehearsal"
    until: str = ""
    virtual: bool = False
    inventory: bool = False
    unsent: int = 0
    refused: int = 0
    trouble: tuple[Reason, ...] = ()
    kept: tuple[Reason, ...] = ()

    @property
    def troubles(self) -> tuple[Reason, ...]:
        """Both, the graver first: without papers there is nothing to send."""
        return self.trouble + self.kept


class World(Base, frozen=True):
    """All of it, at one moment. `looked`: whether drives have been looked for yet.

    `power`: why no real drive may be begun now. `jobs`: those that nobody has put away. `papers`: by job.
    `elsewhere`: the jobs (UUID) at which nobody has been in this boot: most are another PC's. `finished`:
    drive and tag of those put away in this boot. `trouble`: what keeps these screens from looking.
    `live`: these are the live image's screens; `layout`: of its keyboard, where it is known; `place`: where
    it keeps things, None outside of it.
    """

    looked: bool = False
    machine: Machine = Machine()
    offers: tuple[Offer, ...] = ()
    power: Reason | None = None
    jobs: tuple[JobView, ...] = ()
    papers: Mapping[str, Paper] = msgspec.field(default_factory=dict)
    stick: Stick = Stick()
    elsewhere: frozenset[str] = frozenset()
    finished: tuple[tuple[Identity, str], ...] = ()
    trouble: tuple[Reason, ...] = ()
    live: bool = False
    layout: Console | None = None
    place: Place | None = None


_NO_DONORS = frozenset(
    f"protected-{why}"
    for why in ("optical", "floppy", "ram", "mtd", "network", "no-medium", "live-medium", "ledger")
)
"""Why a drive is left that can hold nothing of whoever gave this PC: it is no drive, not in it, empty, or
ours."""

_IN_USE = frozenset(
    f"protected-{why}" for why in ("system", "mounted", "swap", "held", "member", "volume", "loop-backing")
)
"""Why a drive of a machine that works is left. The live image uses no inner drive: there it is no excuse."""


def free(world: World) -> tuple[Offer, ...]:
    """The drives that may be erased and are not being erased: those that a trainee is asked about."""
    return tuple(
        offer
        for offer in world.offers
        if offer.plan is not None and not _has_a_job(offer.drive.identity, world)
    )


def unerasable(world: World) -> tuple[Offer, ...]:
    """Drives inside this PC that cannot be erased here, whatever the reason: they hold what they held."""
    return tuple(
        offer
        for offer in world.offers
        if offer.plan is None
        and _may_hold_data(offer.drive, world)
        and not _has_a_job(offer.drive.identity, world)
    )


def _may_hold_data(drive: Drive, world: World) -> bool:
    """Whether this drive, which nobody erases, may be one that came with the PC. What hangs on USB is mostly
    ours, and is seen from outside."""
    codes = {reason.code for reason in drive.protection}
    if drive.transport == "usb" or drive.identity.medium in REHEARSAL_MEDIA or codes & _NO_DONORS:
        return False
    return world.live or not codes & _IN_USE


def _has_a_job(here: Identity, world: World) -> bool:
    """Whether a job of this PC tells how this drive ended, or is at it."""
    return any(job.drive is not None and _is_it(here, job.drive, world) for job in at_hand(world))


def _is_it(here: Identity, one: Identity, world: World) -> bool:
    """Whether this attached drive is the one of a job. Of two that look alike only the job's own is, where
    it still hangs as it did."""
    if not same_drive(here, one):
        return False
    there = {(offer.drive.identity.node, offer.drive.identity.diskseq) for offer in world.offers}
    return (one.node, one.diskseq) not in there or (here.node, here.diskseq) == (one.node, one.diskseq)


def at_hand(world: World) -> tuple[JobView, ...]:
    """The jobs that concern this PC now: those of this boot, and those cut off whose drive hangs here.

    A stick goes from PC to PC: what another one left undone must not keep this one from being erased.
    """
    return tuple(
        job
        for job in world.jobs
        if job.uuid not in world.elsewhere
        or job.state == "running"
        or (job.state == "interrupted" and is_here(world, job))
    )


def is_here(world: World, job: JobView) -> bool:
    """Whether the drive of a job is attached."""
    return job.drive is not None and any(
        same_drive(offer.drive.identity, job.drive) for offer in world.offers
    )


def is_kept(world: World) -> bool:
    """Whether what is begun now could be kept."""
    return world.place is None or world.place.state == "ready"


def is_away(world: World) -> bool:
    """Whether the stick is out: nothing can be read of what it keeps, and what was known stays true."""
    return world.place is not None and world.place.state in ("pulled", "other")
