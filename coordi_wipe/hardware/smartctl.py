"""Who a drive says it is, by `smartctl --json --info`: ATA, SCSI and NVMe, direct or through a bridge.

The exit status is a bit mask that says little (smartctl 7.4, "EXIT STATUS"): what was answered counts.
"""

import msgspec
from msgspec import Struct

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base


class Answer(Base, frozen=True):
    """What a drive answered. `protocol`: "ATA", "NVMe" or "SCSI". Sizes in bytes, 0: not said.

    `rotation`: revolutions a minute, 0 for solid state, None where the drive does not say.
    `bridge`: smartctl's way through an adapter ("sat", "sntjmicron"…). `hybrid`: the drive database
    calls the family a hybrid. `passed`: the drive's own verdict, None without SMART.
    """

    protocol: str
    bridge: str
    model: str
    serial: str
    firmware: str
    wwn: str
    size: int
    logical: int
    physical: int
    rotation: int | None
    hybrid: bool
    passed: bool | None
    unallocated: int


class _Device(Struct):
    protocol: str = ""
    type: str = ""


class _Capacity(Struct):
    bytes: int = 0


class _Wwn(Struct):
    naa: int = 0
    oui: int = 0
    id: int = 0


class _Status(Struct):
    passed: bool | None = None


class _Support(Struct):
    available: bool = True
    enabled: bool = True


class _Message(Struct):
    string: str = ""


class _Run(Struct):
    messages: list[_Message] = []


class _Report(Struct):
    smartctl: _Run = msgspec.field(default_factory=_Run)
    device: _Device = msgspec.field(default_factory=_Device)
    model_name: str = ""
    model_family: str = ""
    serial_number: str = ""
    firmware_version: str = ""
    scsi_vendor: str = ""
    scsi_product: str = ""
    scsi_model_name: str = ""
    scsi_revision: str = ""
    revision: str = ""  # smartctl before 7.3
    wwn: _Wwn | None = None
    logical_unit_id: str = ""
    user_capacity: _Capacity = msgspec.field(default_factory=_Capacity)
    logical_block_size: int = 0
    physical_block_size: int = 0
    rotation_rate: int | None = None
    nvme_unallocated_capacity: int = 0
    smart_status: _Status = msgspec.field(default_factory=_Status)
    smart_support: _Support = msgspec.field(default_factory=_Support)


def read(printed: bytes) -> Answer | None:
    """The answer in `smartctl --json` output; None where the drive was not reached or said nothing."""
    report = _decode(printed)
    if report is None:
        return None
    model = report.model_name or report.scsi_model_name or _joined(report.scsi_vendor, report.scsi_product)
    firmware = report.firmware_version or report.scsi_revision or report.revision
    if not model or not (model + report.serial_number + firmware).isprintable():
        return None
    logical = report.logical_block_size
    return Answer(
        protocol=report.device.protocol,
        bridge=report.device.type,
        model=model.strip(),
        serial=report.serial_number.strip(),
        firmware=firmware.strip(),
        wwn=_wwn(report),
        size=report.user_capacity.bytes,
        logical=logical,
        physical=report.physical_block_size or logical,
        rotation=report.rotation_rate,
        hybrid=any(word in report.model_family for word in ("SSHD", "Momentus XT", "Hybrid")),
        passed=report.smart_status.passed if report.smart_support.enabled else None,
        unallocated=report.nvme_unallocated_capacity,
    )


def unknown_bridge(printed: bytes) -> bool:
    """Whether smartctl did not know the USB adapter (then `-d sat` is worth asking)."""
    report = _decode(printed)
    return report is not None and any("Unknown USB bridge" in m.string for m in report.smartctl.messages)


def _decode(printed: bytes) -> _Report | None:
    try:
        return decoding.json(printed, _Report, strict=False)
    except msgspec.DecodeError:  # ValidationError included
        return None


def _joined(*words: str) -> str:
    return " ".join(filter(None, (word.strip() for word in words)))


def _wwn(report: _Report) -> str:
    if report.wwn is not None:
        return f"0x{report.wwn.naa:x}{report.wwn.oui:06x}{report.wwn.id:09x}"
    # SCSI: the designator of the logical unit (SPC-4, 7.8.6), without what follows a second one
    return "0x" + report.logical_unit_id.split("0x")[1] if "0x" in report.logical_unit_id else ""
