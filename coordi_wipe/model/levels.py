"""The best level that each technique may claim on each medium: a plan cannot grant itself more.

Source: SANITIZATION.md's decision table, after NIST SP 800-88 Rev. 1 (Annex A) and Rev. 2, IEEE 2883.
Where the two revisions differ the weaker claim stands. A pair that is not here claims nothing.
"""

from coordi_wipe.model.base import Level
from coordi_wipe.model.drive import Medium

OVERWRITE = "overwrite"

_OVERWRITABLE: tuple[Medium, ...] = (
    "ata-hdd",
    "ata-sshd",
    "ata-ssd",
    "nvme",
    "scsi-hdd",
    "scsi-ssd",
    "emmc",
    "sd",
    "usb-flash",
    "usb-disk",
    "usb-nvme",
    "virtual",
    "loop",
    "file",
)

BEST_LEVEL: dict[tuple[str, Medium], Level] = {(OVERWRITE, medium): "clear" for medium in _OVERWRITABLE}

REPLUG_MEDIA: frozenset[Medium] = frozenset({"sd", "usb-flash"})
"""Worn cards accept writes and forget them: they are read back only after being plugged in again."""

ELIDING_MEDIA: frozenset[Medium] = frozenset({"ata-ssd", "nvme", "scsi-ssd", "usb-nvme"})
"""Their controllers may keep a mark instead of constant bytes: overwrite with random ones."""

MIN_CANARIES = 256
"""Canaries to plant before a firmware erase, or one per block on a smaller drive."""


_FIRMWARE: dict[tuple[str, str], dict[Medium, Level]] = {
    # a self-encrypting disk; its hybrid cache too, but where it leaves doubt the weaker row counts
    ("ata-sanitize", "crypto"): {"ata-hdd": "purge", "ata-sshd": "clear", "ata-ssd": "purge"},
    ("ata-sanitize", "block"): {"ata-ssd": "purge"},
    ("ata-sanitize", "crypto+block"): {"ata-ssd": "purge"},
    ("ata-sanitize", "overwrite"): {"ata-hdd": "purge", "ata-sshd": "clear", "ata-ssd": "clear"},
    # Purge by Rev. 1 on magnetic disks; IEEE 2883 does not take it up: the weaker claim stands
    ("ata-security-erase", "enhanced"): {"ata-hdd": "clear", "ata-sshd": "clear", "ata-ssd": "clear"},
    ("ata-security-erase", "normal"): {"ata-hdd": "clear", "ata-sshd": "clear", "ata-ssd": "clear"},
    ("nvme-sanitize", "crypto"): {"nvme": "purge"},
    ("nvme-sanitize", "block"): {"nvme": "purge"},
    ("nvme-sanitize", "crypto+block"): {"nvme": "purge"},
    ("nvme-sanitize", "overwrite"): {"nvme": "purge"},
    ("nvme-format", "ses-2"): {"nvme": "clear"},
    ("nvme-format", "ses-1"): {"nvme": "clear"},
    ("scsi-sanitize", "crypto"): {"scsi-hdd": "purge", "scsi-ssd": "purge"},
    ("scsi-sanitize", "block"): {"scsi-ssd": "purge"},
    ("scsi-sanitize", "crypto+block"): {"scsi-ssd": "purge"},
    ("scsi-sanitize", "overwrite"): {"scsi-hdd": "purge"},
    ("emmc-sanitize", "erase+sanitize"): {"emmc": "purge"},
    ("emmc-sanitize", "secure-erase"): {"emmc": "clear"},
}
"""A firmware technique and its kind → what each medium may claim by it."""

_TWICE = "crypto+block"


def erases(kind: str) -> int:
    """How many erases a kind is made of, each between canaries of its own: behind the second, the first could
    not be shown any more."""
    return 2 if kind == _TWICE else 1


def best_level(technique: str, medium: Medium, kind: str = "") -> Level:
    """The most that this technique may claim on this medium; `kind` of a firmware technique: a step's
    `scheme`."""
    firmware = _FIRMWARE.get((technique, kind), {})
    return firmware.get(medium, BEST_LEVEL.get((technique, medium), "none"))


def passes_needed(medium: Medium) -> int:
    """Fewest passes that an overwrite of this medium must have: flash gets a pattern, then its complement."""
    return 2 if medium in REPLUG_MEDIA else 1
