"""How long a plan may take, before anything is known of the drive's real speed."""

from coordi_wipe.model.drive import Medium
from coordi_wipe.model.plan import Plan

# bytes a second that an ordinary drive of each kind sustains over its whole size
_RATE: dict[Medium, float] = {
    "ata-hdd": 110e6,
    "ata-sshd": 100e6,
    "ata-ssd": 350e6,
    "nvme": 1000e6,
    "scsi-hdd": 150e6,
    "scsi-ssd": 500e6,
    "emmc": 80e6,
    "sd": 15e6,
    "usb-flash": 10e6,
    "usb-disk": 90e6,
    "usb-nvme": 350e6,
    "loop": 500e6,
    "file": 500e6,
}
_UNKNOWN = 50e6

LONG = 48 * 3600
"""Seconds after which a supervisor is asked first (SANITIZATION.md, "Overwrite schemes")."""


def seconds(plan: Plan) -> float:
    """Every pass and the read-back, at an ordinary rate."""
    passes = sum(step.passes + 1 for step in plan.steps[:1])
    return passes * plan.drive.size / _RATE.get(plan.drive.medium, _UNKNOWN)
