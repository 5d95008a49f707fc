"""What the screens know of the machine, its drives and jobs: looked up elsewhere, only shown here."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.drive import Drive, same_drive
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan

Registration = Literal["waiting", "registered", "refused", "absent"]
Custody = Literal["rehearsal", "locked", "each-boot", "opened"]


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

    `unsent`: certificates that wait for the inventory; `inventory`: whether there is one to send to;
    `trouble`: what keeps papers from being made or sent.
    """

    custody: Custody = "rehearsal"
    until: str = ""
    inventory: bool = False
    unsent: int = 0
    trouble: tuple[Reason, ...] = ()


class World(Base, frozen=True):
    """All of it, at one moment. `looked`: whether drives have been looked for yet.

    `power`: why no real drive may be begun now. `jobs`: those that nobody has put away. `papers`: by job.
    """

    looked: bool = False
    machine: Machine = Machine()
    offers: tuple[Offer, ...] = ()
    power: Reason | None = None
    jobs: tuple[JobView, ...] = ()
    papers: Mapping[str, Paper] = msgspec.field(default_factory=dict)
    stick: Stick = Stick()


def free(world: World) -> tuple[Offer, ...]:
    """The drives that may be erased and are not being erased: those that a trainee is asked about."""
    taken = [job.drive for job in world.jobs if job.drive is not None]
    return tuple(
        offer
        for offer in world.offers
        if offer.plan is not None and not any(same_drive(offer.drive.identity, one) for one in taken)
    )


def is_here(world: World, job: JobView) -> bool:
    """Whether the drive of a job is attached."""
    return job.drive is not None and any(
        same_drive(offer.drive.identity, job.drive) for offer in world.offers
    )
