"""Who a drive is and what its bits are kept on: what the drive says itself, else what udev and sysfs know.

The decision table and "how it is known" are SANITIZATION.md's; anything unsure becomes the weaker kind,
with the note `medium-in-doubt`.
"""

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from coordi_wipe.hardware import ata, nvme, smartctl
from coordi_wipe.hardware.blocks import BlockDevice, clean_wwn, names, number, text
from coordi_wipe.hardware.host import Host
from coordi_wipe.hardware.transport import transport
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Medium, Source

TIMEOUT = 30.0  # seconds: a dying drive must not hold up the others for longer

_NAMESPACE = re.compile(r"nvme\d+(c\d+)?n\d+")
_VIRTUAL = re.compile(r"^(QEMU|VMware|VBOX|Msft|Virtual|Google|Amazon|BHYVE|Xen)\b", re.IGNORECASE)
_RAID = re.compile(
    r"PERC|MegaRAID|ServeRAID|LOGICAL VOLUME|Smart Array|RAID|^(LSI|AVAGO|Intel|DELL|Lenovo) +(MR|RS)[0-9]|"
    r"^(AVAGO|BROADCOM) |^Adaptec |^Areca ",
    re.IGNORECASE,
)
_CARD_READER = re.compile(r"card|reader|SD/MMC|SDXC|\bSD\b|\bMS\b|\bCF\b|CRW|multi", re.IGNORECASE)


_UNKNOWN_END = (Reason("hidden-area-unknown"),)


class Seen(Struct, frozen=True):
    """What is known of a drive besides its sizes."""

    transport: str
    medium: Medium
    source: Source = "none"
    model: str = ""
    serial: str = ""
    wwn: str = ""
    firmware: str = ""
    bridge: str = ""
    notes: tuple[Reason, ...] = ()


def seen(host: Host, device: BlockDevice) -> Seen:
    """Asks a drive who it is, by the tools of its command set. Never raises for a drive that is mute."""
    way = transport(host, device)
    match way:
        case "loop":
            return Seen(way, "loop", notes=(Reason("disposable-drive"),))
        case "nvme" | "nvme-fabrics":
            return _nvme(host, device, way)
        case "mmc":
            return _mmc(host, device)
        case "usb":
            return _usb(host, device)
        case "virtio" | "xen":
            return _virtual(host, device, way)
        case "sata" | "sas" | "scsi" | "fc" | "iscsi":
            return _scsi(host, device, way)
    return Seen(way, "unknown")


def _nvme(host: Host, device: BlockDevice, way: str) -> Seen:
    own = f"/sys/class/block/{device.name}/device"
    model = text(host, f"{own}/model") or device.properties.get("ID_MODEL", "")
    serial = text(host, f"{own}/serial") or device.properties.get("ID_SERIAL_SHORT", "")
    wwid = text(host, f"/sys/class/block/{device.name}/wwid") or device.properties.get("ID_WWN", "")
    told = nvme.controller(_asked(host, "nvme", "id-ctrl", "-o", "json", device.node))
    siblings = [name for name in names(host, own) if _NAMESPACE.fullmatch(name)]
    notes = [*_outside(told), *_others(told, device.size, len(siblings) - 1)]
    virtual = bool(_VIRTUAL.match(model))
    if virtual:
        notes.append(Reason("virtual-machine"))
    return Seen(
        way,
        "virtual" if virtual else "nvme",
        "drive" if serial else "none",
        model=model,
        serial=serial,
        wwn=clean_wwn(wwid),
        firmware=text(host, f"{own}/firmware_rev") or device.properties.get("ID_REVISION", ""),
        notes=tuple(notes),
    )


def _outside(told: nvme.Controller | None) -> tuple[Reason, ...]:
    """Capacity of the controller that is in no namespace."""
    if told is None:
        return _UNKNOWN_END
    return (Reason("unallocated-capacity", {"bytes": told.unallocated}),) if told.unallocated else ()


def _others(told: nvme.Controller | None, size: int, attached: int) -> tuple[Reason, ...]:
    """Namespaces besides this one. Of the unattached, only the capacity is missing: one or more."""
    detached = told is not None and told.manages and told.total - told.unallocated > size
    count = attached if attached > 0 else int(detached)
    return (Reason("other-namespaces", {"count": count}),) if count else ()


def _mmc(host: Host, device: BlockDevice) -> Seen:
    own = f"/sys/class/block/{device.name}/device"
    card = text(host, f"{own}/type") or device.properties.get("MMC_TYPE", "")
    serial = text(host, f"{own}/serial") or device.properties.get("ID_SERIAL", "")
    boot_areas = text(host, f"/sys/class/block/{device.name}boot0/size") not in ("", "0")
    return Seen(
        "mmc",
        # an SD card is the stricter row: two passes, plugged in again in between
        "emmc" if card == "MMC" or (not card and boot_areas) else "sd",
        "drive" if serial else "none",
        model=text(host, f"{own}/name") or device.properties.get("ID_NAME", ""),
        serial=serial,
        firmware=text(host, f"{own}/fwrev"),
        notes=(Reason("boot-areas-left"),) if boot_areas else (),
    )


def _virtual(host: Host, device: BlockDevice, way: str) -> Seen:
    serial = text(host, f"/sys/class/block/{device.name}/serial")
    return Seen(
        way, "virtual", "drive" if serial else "none", serial=serial, notes=(Reason("virtual-machine"),)
    )


def _scsi(host: Host, device: BlockDevice, way: str) -> Seen:
    """A drive behind the kernel's SCSI layer: SATA, SAS, parallel SCSI, or a volume that a card shows."""
    vendor, product, revision = _inquiry(host, device)
    name = f"{vendor} {product}".strip()
    if vendor == "ATA" or device.properties.get("ID_ATA") == "1":
        return _ata(host, device, way)
    if _is_card_reader(device, name):
        return Seen(way, "sd", model=name, firmware=revision, bridge=name)
    answer = _smartctl(host, device)
    serial = device.properties.get("ID_SCSI_SERIAL", "")
    told = Seen(
        way,
        "unknown",
        "drive" if (answer and answer.serial) or serial else "none",
        model=answer.model if answer else name,
        serial=(answer.serial if answer else "") or serial,
        wwn=device.wwn or clean_wwn(answer.wwn if answer else ""),
        firmware=revision or (answer.firmware if answer else ""),
    )
    if _VIRTUAL.match(name):
        return _as(told, "virtual", Reason("virtual-machine"))
    if _RAID.search(name) or text(host, f"/sys/class/block/{device.name}/device/raid_level") not in (
        "",
        "N/A",
    ):
        return _as(told, "raid-volume")
    match answer.rotation if answer else None:
        case None:
            return _as(told, "scsi-ssd", Reason("medium-in-doubt"))
        case 0:
            return _as(told, "scsi-ssd")
    return _as(told, "scsi-hdd")


def _ata(host: Host, device: BlockDevice, way: str) -> Seen:
    """A drive that speaks ATA, without an adapter of its own in between."""
    own = ata.identify(_asked(host, "hdparm", "-I", device.node))
    answer = _smartctl(host, device)
    properties = device.properties
    model = (own and own.model) or (answer and answer.model) or _udev_model(properties)
    serial = (own and own.serial) or (answer and answer.serial) or properties.get("ID_SERIAL_SHORT", "")
    wwn = (own and own.wwn) or properties.get("ID_WWN_WITH_EXTENSION") or (answer.wwn if answer else "")
    told = Seen(
        way,
        "unknown",
        "drive" if serial else "none",
        model=model,
        serial=serial,
        wwn=clean_wwn(wwn),
        firmware=(own and own.firmware) or (answer and answer.firmware) or properties.get("ID_REVISION", ""),
        notes=_hidden(host, device, own) + ((Reason("ata-locked"),) if _locked(own) else ()),
    )
    if _VIRTUAL.match(model):
        return _as(told, "virtual", Reason("virtual-machine"))
    rotation = own.rotation if own else answer.rotation if answer else _udev_rotation(properties)
    return _by_rotation(told, rotation, hybrid=answer is not None and answer.hybrid)


def _usb(host: Host, device: BlockDevice) -> Seen:
    """A drive on USB: a stick, a card in a reader, or a drive behind an adapter."""
    name = _usb_name(host, device)
    answer = _smartctl(host, device)
    if answer is not None and answer.protocol in ("ATA", "NVMe") and answer.size >= device.size > 0:
        told = Seen(
            "usb",
            "usb-nvme",
            "drive" if answer.serial else "bridge",
            model=answer.model,
            serial=answer.serial,
            wwn=clean_wwn(answer.wwn),
            firmware=answer.firmware,
            bridge=name,
            notes=(Reason("bridge-identity-seen"), *_behind_bridge(host, device, answer)),
        )
        return (
            told if answer.protocol == "NVMe" else _by_rotation(told, answer.rotation, hybrid=answer.hybrid)
        )
    return _usb_storage(host, device, name, answer)


def _usb_storage(host: Host, device: BlockDevice, name: str, answer: smartctl.Answer | None) -> Seen:
    """What USB alone tells: whether the medium can be taken out, and a name."""
    properties = device.properties
    serial = properties.get("ID_USB_SERIAL_SHORT") or properties.get("ID_SERIAL_SHORT", "")
    vendor, product, revision = _inquiry(host, device)
    told = Seen(
        "usb",
        "usb-flash",
        "drive" if serial else "none",
        model=f"{vendor} {product}".strip() or name,
        serial=serial,
        firmware=revision,
    )
    if _RAID.search(told.model):
        return _behind(told, "raid-volume", name)
    if _is_card_reader(device, name):
        # the serial is the reader's, and another card would show the same
        return _behind(told, "sd", name)
    if device.removable:
        return told
    spins = answer.rotation if answer and answer.protocol == "SCSI" else None
    flash = number(host, f"/sys/class/block/{device.name}/queue/rotational", default=1) == 0
    if spins is not None or flash:
        return _behind(told, "usb-disk", name)
    return _behind(told, "usb-flash", name, Reason("medium-in-doubt"))


def _by_rotation(told: Seen, rotation: int | None, *, hybrid: bool) -> Seen:
    if _RAID.search(told.model):  # a controller or an enclosure that answers IDENTIFY for its volume
        return _as(told, "raid-volume")
    if rotation is None:
        return _as(told, "ata-ssd", Reason("medium-in-doubt"))
    if rotation == 0:
        return _as(told, "ata-ssd")
    return _as(told, "ata-sshd", Reason("hybrid-cache")) if hybrid else _as(told, "ata-hdd")


def _as(told: Seen, medium: Medium, *notes: Reason) -> Seen:
    return replace(told, medium=medium, notes=told.notes + notes)


def _behind(told: Seen, medium: Medium, bridge: str, *notes: Reason) -> Seen:
    source: Source = "bridge" if told.serial else "none"
    return replace(told, medium=medium, source=source, bridge=bridge, notes=told.notes + notes)


def _behind_bridge(host: Host, device: BlockDevice, answer: smartctl.Answer) -> tuple[Reason, ...]:
    """What an adapter's drive hides: its end that the adapter cuts off, or that the drive itself does."""
    if answer.size > device.size:
        return (Reason("hidden-area", {"visible": device.size, "native": answer.size}),)
    if answer.protocol == "NVMe":
        return ()
    # smartctl's capacity is that of IDENTIFY, which an HPA has shortened already
    return _hidden(host, device, ata.identify(_asked(host, "hdparm", "-I", device.node)))


def _hidden(host: Host, device: BlockDevice, own: ata.Identify | None) -> tuple[Reason, ...]:
    """Sectors that an overwrite cannot reach: behind an HPA or AMA (`-N`), or a DCO."""
    shown = ata.sectors(_asked(host, "hdparm", "-N", device.node))
    if shown is None:
        # a drive that has no such feature hides nothing; of one that does not answer, nobody knows
        return () if own is not None and not own.may_hide and not own.overlay else _UNKNOWN_END
    unit = next((unit for unit in (device.logical, 512) if shown.visible * unit == device.size), None)
    if unit is None:  # the numbers are of something else
        return _UNKNOWN_END
    real = ata.overlay(_asked(host, "hdparm", "--dco-identify", device.node))
    native = max(shown.native, real or 0)
    if native <= shown.visible:
        # a DCO that the BIOS froze, or that the adapter keeps back, may hide what `-N` does not show
        return _UNKNOWN_END if real is None and (own is None or own.overlay) else ()
    return (Reason("hidden-area", {"visible": device.size, "native": native * unit}),)


def _locked(own: ata.Identify | None) -> bool:
    return own is not None and own.security is not None and own.security.locked


def _smartctl(host: Host, device: BlockDevice) -> smartctl.Answer | None:
    printed = _asked(host, "smartctl", "--json", "--info", device.node)
    # sticks are left alone: some hang when they get an ATA command
    if smartctl.unknown_bridge(printed) and not device.removable:
        printed = _asked(host, "smartctl", "--json", "--info", "--device=sat", device.node)
    return smartctl.read(printed)


def _asked(host: Host, *argv: str) -> bytes:
    """What a tool printed; nothing when it is missing or too slow: the drive is then known by less."""
    try:
        return host.run(argv, timeout=TIMEOUT).out
    except OSError:
        return b""


def _inquiry(host: Host, device: BlockDevice) -> tuple[str, str, str]:
    """Vendor, product and revision of SCSI INQUIRY (SPC-4, 6.6), as the kernel keeps them."""
    own, properties = f"/sys/class/block/{device.name}/device", device.properties
    return (
        text(host, f"{own}/vendor") or decoded(properties.get("ID_VENDOR_ENC", "")).strip(),
        text(host, f"{own}/model") or decoded(properties.get("ID_MODEL_ENC", "")).strip(),
        text(host, f"{own}/rev") or properties.get("ID_REVISION", ""),
    )


def _is_card_reader(device: BlockDevice, name: str) -> bool:
    if not device.removable:
        return False
    return device.properties.get("ID_DRIVE_FLASH_SD") == "1" or bool(_CARD_READER.search(name))


def _udev_model(properties: Mapping[str, str]) -> str:
    """The whole model: ID_MODEL is cut at 16 characters on some ways, ID_SERIAL holds all of it."""
    encoded = decoded(properties.get("ID_MODEL_ENC", "")).strip()
    serial = properties.get("ID_SERIAL_SHORT", "")
    joined = properties.get("ID_SERIAL", "").removesuffix(f"_{serial}").replace("_", " ").strip()
    return max(encoded, joined, key=len) if serial else encoded


def _udev_rotation(properties: Mapping[str, str]) -> int | None:
    """Word 217 as udev's ata_id read it: 0 for solid state, absent where the drive does not say."""
    rate = properties.get("ID_ATA_ROTATION_RATE_RPM", "")
    return int(rate) if rate.isdigit() else None


def _usb_name(host: Host, device: BlockDevice) -> str:
    properties = device.properties
    kind = "USB_" if "ID_USB_MODEL" in properties else ""
    vendor = decoded(properties.get(f"ID_{kind}VENDOR_ENC", "")).strip()
    model = decoded(properties.get(f"ID_{kind}MODEL_ENC", "")).strip()
    if not vendor and not model:
        vendor, model, _ = _inquiry(host, device)
    return f"{vendor} {model}".strip()


def decoded(value: str) -> str:
    r"""Text of a udev property whose odd bytes are written \xNN."""
    raw = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda hexa: bytes.fromhex(hexa[1].decode()), value.encode())
    return raw.decode(errors="replace")
