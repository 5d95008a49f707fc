"""A step of a plan → the erases that it is made of, each ready to be run between canaries."""

from collections.abc import Callable

from coordi_wipe.model.plan import Step
from coordi_wipe.sanitize.firmware import Commands, Technique
from coordi_wipe.sanitize.techniques import (
    ata_sanitize,
    ata_security_erase,
    emmc_sanitize,
    nvme_format,
    nvme_sanitize,
    scsi_sanitize,
)

Make = Callable[[Commands, str, float], Technique]
"""Makes the technique for one kind; `float`: how many seconds an ordinary drive takes."""

TECHNIQUES: dict[str, Make] = {
    one.NAME: one.make
    for one in (ata_sanitize, ata_security_erase, emmc_sanitize, nvme_format, nvme_sanitize, scsi_sanitize)
}


def erases(step: Step, commands: Commands, estimate: float) -> tuple[Technique, ...]:
    """What this step runs, one after the other: "crypto+block" is a crypto erase, then a block erase."""
    make = TECHNIQUES[step.technique]
    kinds = step.scheme.split("+") if step.scheme == "crypto+block" else [step.scheme]
    return tuple(make(commands, kind, estimate) for kind in kinds)
