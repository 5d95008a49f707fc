"""Whether a laptop has the power for a job: on mains, with a battery that survives a pulled plug."""

from collections.abc import Sequence

from coordi_wipe.model.drive import REHEARSAL_MEDIA
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan

ENOUGH = 30
"""Percent of charge that a battery must exceed before any job (SANITIZATION.md, "Own the drive")."""


def check(machine: Machine, plans: Sequence[Plan]) -> None:
    """Raises RefusedError before a real drive is begun on a laptop that may go out in the middle of it."""
    if not machine.batteries or all(plan.drive.medium in REHEARSAL_MEDIA for plan in plans):
        return
    if not machine.mains:
        raise RefusedError("mains-unplugged")
    charge = max(battery.percent for battery in machine.batteries)
    if charge <= ENOUGH:
        raise RefusedError("battery-low", percent=charge, enough=ENOUGH)
