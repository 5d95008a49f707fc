"""How long a plan may take, before anything is known of the drive's real speed."""

from coordi_wipe.model.drive import Medium
from coordi_wipe.model.plan import Plan
from coordi_wipe.sanitize.pipeline import Checkpoint

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


_FACTS = 20_000  # checkpoints of one job: more would make an evidence that no certificate can hold
_LINE = 160  # bytes of one fact of a checkpoint, at most (measured: 152 on a disk of 18 TB)
_PAGE = 1_000_000  # bytes of a certificate with that many facts, compressed (measured: 483,000)


def checkpoint(plan: Plan) -> Checkpoint:
    """Every 5 s or 4 GiB; less often where a plan is so long that its evidence would grow too large."""
    usual = Checkpoint()
    passes = sum(step.passes for step in plan.steps[:1])
    return Checkpoint(
        max(usual.seconds, seconds(plan) / _FACTS), max(usual.bytes, passes * plan.drive.size // _FACTS)
    )


def papers(drives: int) -> int:
    """Bytes that the papers of so many drives may take: of each its facts, the evidence that says them
    again, the certificate, and its copy in the outbox."""
    return drives * (2 * _FACTS * _LINE + 2 * _PAGE)
