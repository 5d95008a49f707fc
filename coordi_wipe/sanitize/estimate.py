"""How long a plan may take, before anything is known of the drive's real speed."""

from collections.abc import Sequence

from coordi_wipe.model.drive import Ability, Identity, Medium
from coordi_wipe.model.plan import Plan, Step
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
_MAGNETIC: frozenset[Medium] = frozenset({"ata-hdd", "ata-sshd", "scsi-hdd"})

LONG = 48 * 3600
"""Seconds after which a supervisor is asked first (SANITIZATION.md, "Overwrite schemes")."""


_FIRMWARE = {"crypto": 2.0, "block": 60.0, "crypto+block": 62.0, "ses-2": 5.0, "ses-1": 60.0}  # seconds
_FEW_MINUTES = 120.0
_LOOKS = 30.0  # seconds for the canaries, before and after


def seconds(plan: Plan, abilities: Sequence[Ability] = ()) -> float:
    """The first step: every pass and the read-back, at an ordinary rate; or what the drive says of its own
    erase, or what such an erase ordinarily takes."""
    step = plan.steps[0]
    if step.passes:
        return (step.passes + 1) * whole(plan.drive)
    said = next(
        (one.seconds for one in abilities if (one.technique, one.kind) == (step.technique, step.scheme)), 0
    )
    return (said or firmware(step, plan.drive)) + _LOOKS


def firmware(step: Step, drive: Identity) -> float:
    """Seconds that such an erase usually takes: one that writes all of a disk takes as long as we would."""
    if drive.medium in _MAGNETIC and step.scheme != "crypto":
        return whole(drive)
    if step.scheme == "overwrite":
        return whole(drive)
    return _FIRMWARE.get(step.scheme, _FEW_MINUTES)


def whole(drive: Identity) -> float:
    """Seconds to write or read all of it at an ordinary rate."""
    return drive.size / _RATE.get(drive.medium, _UNKNOWN)


_FACTS = 20_000  # checkpoints of one job: more would make an evidence that no certificate can hold
_LINE = 160  # bytes of one fact of a checkpoint, at most (measured: 152 on a disk of 18 TB)
_PAGE = 1_000_000  # bytes of a certificate with that many facts, compressed (measured: 483,000)


def checkpoint(plan: Plan) -> Checkpoint:
    """Every 5 s or 4 GiB; less often where a plan is so long that its evidence would grow too large."""
    usual = Checkpoint()
    passes = plan.overwrite.passes if plan.overwrite is not None else 0
    took = (passes + 1) * whole(plan.drive)
    return Checkpoint(max(usual.seconds, took / _FACTS), max(usual.bytes, passes * plan.drive.size // _FACTS))


def papers(drives: int) -> int:
    """Bytes that the papers of so many drives may take: of each its facts, the evidence that says them
    again, the certificate, and its copy in the outbox."""
    return drives * (2 * _FACTS * _LINE + 2 * _PAGE)
