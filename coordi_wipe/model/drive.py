"""A drive: who it says it is, how it is reached, what is on it, and whether it may be touched."""

from typing import Literal

from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.fingerprint import Fingerprint

Medium = Literal[
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
    "raid-volume",
    "unknown",
]
"""What the bits are kept on. Where a drive leaves doubt, the weaker kind (SANITIZATION.md)."""

Source = Literal["drive", "bridge", "none"]
"""Who gave model and serial: the drive itself, an adapter in front of it, or nobody."""

REHEARSAL_MEDIA: frozenset[str] = frozenset({"loop", "file"})
"""Media on which only a rehearsal is possible: what they hold is a file of this machine."""


class Identity(Base, frozen=True):
    """Who a drive is. Sizes in bytes, as the open device answers them.

    `node` and `diskseq` belong to this attachment only: never match a drive by them across a reboot.
    """

    node: str
    diskseq: int
    model: str
    serial: str
    wwn: str
    firmware: str
    medium: Medium
    source: Source
    size: int
    logical: int
    physical: int


class Content(Base, frozen=True):
    """One thing found on a drive: a partition or a whole-drive file system. Size in bytes."""

    node: str
    size: int
    kind: str = ""  # file system, or partition type where none is seen
    label: str = ""


class Health(Base, frozen=True):
    """Brief health before a plan. It decides reuse, never erasure (FIELD.md, health rules)."""

    verdict: Literal["pass", "watch", "fail", "unknown"]
    reasons: tuple[Reason, ...] = ()
    power_on_hours: int | None = None
    celsius: int | None = None
    reallocated: int | None = None
    pending: int | None = None
    percentage_used: int | None = None


Hindrance = Literal["", "frozen", "locked", "expired", "enabled", "over-usb"]
"""What keeps a drive from erasing itself: the PC, a password, too many wrong ones, an adapter."""


class Ability(Base, frozen=True):
    """An erase that a drive's own firmware says it can do, and what keeps it from it now.

    `technique` and `kind` are keys of model/levels.py; `seconds` by its own word, 0: not said.
    """

    technique: str
    kind: str
    seconds: float = 0.0
    hindrance: Hindrance = ""


class Drive(Base, frozen=True):
    """A drive as detected."""

    identity: Identity
    transport: str  # sata, nvme, sas, usb, mmc, loop, file, virtio, iscsi, nbd, nvme-fabrics…
    bridge: str = ""  # the adapter between us and the drive, by its own name; empty: direct
    by_id: str = ""  # a /dev/disk/by-id path that stays true across reboots
    removable: bool = False
    content: tuple[Content, ...] = ()
    protection: tuple[Reason, ...] = ()  # not empty: never to be touched, and why
    health: Health | None = None
    notes: tuple[Reason, ...] = ()  # what limits a claim on this drive (codes of model/notes.py)
    fingerprint: Fingerprint | None = None  # what it says about itself: a hint, never a proof


def same_drive(one: Identity, other: Identity) -> bool:
    """Whether two sightings are of one drive: everything but the attachment is equal."""
    return _unattached(one) == _unattached(other)


def is_numbered(identity: Identity) -> bool:
    """Whether the drive itself tells who it is: any disk in the same dock or reader shows the same number."""
    return identity.source == "drive" and bool(identity.serial or identity.wwn)


def _unattached(identity: Identity) -> tuple[object, ...]:
    return (
        identity.model,
        identity.serial,
        identity.wwn,
        identity.firmware,
        identity.medium,
        identity.source,
        identity.size,
        identity.logical,
        identity.physical,
    )


def confirmation(identity: Identity, others: tuple[Identity, ...] = ()) -> str:
    """What `--confirm` must repeat: the serial; the path where there is none or where it is shared."""
    shared = sum(other.serial == identity.serial for other in (identity, *others)) > 1
    return identity.node if not identity.serial or shared else identity.serial
