"""Whole drives for a Pc: what sysfs, udev and the tools say about one, put down together."""

from collections.abc import Sequence

from authoring import transcripts
from authoring.pc import Part, Pc, encoded
from authoring.transcripts import Ata

INFO = ("smartctl", "--json", "--info")


def minor(name: str) -> str:
    """Device number of an sd drive."""
    return f"8:{16 * (ord(name[2]) - ord('a'))}"


def sata(
    pc: Pc,
    name: str,
    drive: Ata,
    *,
    port: int = 1,
    parts: Sequence[Part] = (),
    native: int | None = None,
    real: int | None = None,
    place: str = "0000:00:17.0",
    holders: Sequence[str] = (),
    **properties: str,
) -> None:
    """A drive on a SATA port. `native`, `real`: sectors by HPA and DCO, where they differ from what is shown."""
    node = f"/dev/{name}"
    _scsi_files(pc, name, "ATA", drive.model[:16], drive.firmware[-4:])
    by_id = f"/dev/disk/by-id/ata-{drive.model.replace(' ', '_')}_{drive.serial}"
    wwn = f"0x{drive.wwn}" if drive.wwn else ""
    pc.block(
        name,
        f"/devices/pci0000:00/{place}/ata{port}/host{port - 1}/target{port - 1}:0:0/{port - 1}:0:0:0/block",
        drive.size,
        minor(name),
        logical=drive.logical,
        physical=drive.physical,
        rotational=drive.rotation != 0,
        parts=parts,
        holders=holders,
        ID_ATA="1",
        ID_ATA_SATA="1",
        ID_BUS="ata",
        ID_TYPE="disk",
        ID_MODEL=drive.model.replace(" ", "_"),
        ID_MODEL_ENC=encoded(f"{drive.model:<40}"),
        ID_REVISION=drive.firmware,
        ID_SERIAL=f"{drive.model.replace(' ', '_')}_{drive.serial}",
        ID_SERIAL_SHORT=drive.serial,
        ID_WWN=wwn,
        ID_WWN_WITH_EXTENSION=wwn,
        DEVLINKS=f"{by_id} /dev/disk/by-id/wwn-{wwn}" if wwn else by_id,
        **properties,
    )
    identified(pc, node, drive, native=native, real=real)
    told(pc, node, "sat", "ATA", **transcripts.ata_info(drive))
    health(pc, node, "sat", "SAT", transcripts.ata_all(drive), 0 if drive.passed else 24)


def identified(pc: Pc, node: str, drive: Ata, *, native: int | None = None, real: int | None = None) -> None:
    """What hdparm says about a drive and its end, directly or through an adapter."""
    sectors = drive.size // drive.logical
    pc.runs("hdparm", "-I", node, out=transcripts.hdparm(node, drive))
    pc.runs("hdparm", "-N", node, out=transcripts.max_sectors(node, sectors, native))
    pc.runs("hdparm", "--dco-identify", node, out=transcripts.overlay(node, real or native or sectors))


def told(pc: Pc, node: str, kind: str, protocol: str, **fields: object) -> None:
    """What smartctl says about who a drive is."""
    pc.runs(*INFO, node, out=transcripts.info(node, kind, protocol, [*INFO, node], **fields))


def health(pc: Pc, node: str, kind: str, label: str, printed: str, code: int = 0) -> None:
    """What pySMART asks about a drive's health."""
    pc.runs("smartctl", "-d", "test", node, out=transcripts.tested(node, kind, label))
    pc.runs("smartctl", "-d", kind, "--all", node, out=printed, code=code)


def nvme(
    pc: Pc,
    name: str,
    model: str,
    serial: str,
    firmware: str,
    size: int,
    *,
    eui: str,
    parts: Sequence[Part] = (),
    unallocated: int = 0,
    others: Sequence[str] = (),
    way: str = "pcie",
    place: str = "pci0000:00/0000:00:1d.0/0000:03:00.0",
    **values: str,
) -> None:
    """An NVMe namespace. `others`: its controller's other ones; `values`: lines of the health log."""
    controller, node = name.split("n1")[0], f"/dev/{name}"
    own = f"/sys/class/block/{name}"
    by_id = f"/dev/disk/by-id/nvme-{model.replace(' ', '_')}_{serial}"
    pc.folders[f"{own}/device"] = ["address", "cntlid", "device", "firmware_rev", "model", name, *others]
    pc.files |= {
        f"{own}/device/model": f"{model:<40}\n",
        f"{own}/device/serial": f"{serial:<20}\n",
        f"{own}/device/firmware_rev": f"{firmware:<8}\n",
        f"{own}/wwid": f"eui.{eui}\n",
        f"/sys/class/nvme/{controller}/transport": f"{way}\n",
    }
    pc.block(
        name,
        f"/devices/{place}/nvme/{controller}",
        size,
        f"259:{10 * int(controller[4:])}",
        parts=parts,
        ID_MODEL=model,
        ID_SERIAL=f"{model.replace(' ', '_')}_{serial}_1",
        ID_SERIAL_SHORT=serial,
        ID_WWN=f"eui.{eui}",
        DEVLINKS=f"{by_id}_1 {by_id} /dev/disk/by-id/nvme-eui.{eui}",
    )
    pc.runs(
        "nvme",
        "id-ctrl",
        "-o",
        "json",
        node,
        out=transcripts.id_ctrl(model, serial, firmware, size + unallocated, unallocated),
    )
    health(pc, node, "nvme", "NVMe", transcripts.nvme_all(model, serial, firmware, size, **values))


def usb(
    pc: Pc,
    name: str,
    vendor: str,
    model: str,
    revision: str,
    size: int,
    *,
    ids: str,
    serial: str,
    port: str = "2-1",
    lun: int = 0,
    removable: bool = False,
    rotational: bool = True,
    physical: int = 512,
    parts: Sequence[Part] = (),
    **properties: str,
) -> None:
    """What a USB mass storage device shows of itself: a stick, a reader's slot, an adapter."""
    _scsi_files(pc, name, vendor, model, revision)
    short = f"{vendor}_{model}".replace(" ", "_")
    pc.block(
        name,
        f"/devices/pci0000:00/0000:00:14.0/usb{port[0]}/{port}/{port}:1.0/host7/target7:0:0/7:0:0:{lun}/block",
        size,
        minor(name),
        removable=removable,
        rotational=rotational,
        physical=physical,
        parts=parts,
        **{
            "ID_BUS": "usb",
            "ID_TYPE": "disk",
            "ID_VENDOR": vendor.replace(" ", "_"),
            "ID_VENDOR_ENC": encoded(f"{vendor:<8}"),
            "ID_VENDOR_ID": ids.split(":")[0],
            "ID_MODEL": model.replace(" ", "_"),
            "ID_MODEL_ENC": encoded(f"{model:<16}"),
            "ID_MODEL_ID": ids.split(":")[1],
            "ID_REVISION": revision,
            "ID_SERIAL": f"{short}_{serial}-0:{lun}",
            "ID_SERIAL_SHORT": serial,
            "ID_INSTANCE": f"0:{lun}",
            "ID_USB_DRIVER": "usb-storage",
            "DEVLINKS": f"/dev/disk/by-id/usb-{short}_{serial}-0:{lun}",
            **properties,
        },
    )


def unknown_bridge(pc: Pc, name: str, ids: str) -> None:
    """smartctl does not know this USB device."""
    node, (vendor, product) = f"/dev/{name}", ids.split(":")
    message = f"Unknown USB bridge [0x{vendor}:0x{product} (0x100)]"
    pc.runs(*INFO, node, out=transcripts.no_info(node, [*INFO, node], message), code=1)


def scsi(
    pc: Pc,
    name: str,
    vendor: str,
    model: str,
    revision: str,
    size: int,
    *,
    path: str,
    serial: str,
    wwn: str = "",
    rotational: bool = True,
    logical: int = 512,
    parts: Sequence[Part] = (),
    holders: Sequence[str] = (),
    **properties: str,
) -> None:
    """A drive, or a card's volume, behind the kernel's SCSI layer."""
    _scsi_files(pc, name, vendor, model, revision)
    pc.block(
        name,
        f"/devices/{path}/block",
        size,
        minor(name),
        logical=logical,
        rotational=rotational,
        parts=parts,
        holders=holders,
        **{
            "ID_SCSI": "1",
            "ID_BUS": "scsi",
            "ID_TYPE": "disk",
            "ID_VENDOR": vendor,
            "ID_MODEL": model.replace(" ", "_"),
            "ID_MODEL_ENC": encoded(f"{model:<16}"),
            "ID_REVISION": revision,
            "ID_SERIAL": f"3{wwn}" if wwn else "",
            "ID_SERIAL_SHORT": wwn,
            "ID_SCSI_SERIAL": serial,
            "ID_WWN": f"0x{wwn[:16]}" if wwn else "",
            "ID_WWN_WITH_EXTENSION": f"0x{wwn}" if wwn else "",
            "DEVLINKS": f"/dev/disk/by-id/scsi-3{wwn} /dev/disk/by-id/wwn-0x{wwn}" if wwn else "",
            **properties,
        },
    )


def _scsi_files(pc: Pc, name: str, vendor: str, model: str, revision: str) -> None:
    own = f"/sys/class/block/{name}/device"
    pc.files |= {
        f"{own}/vendor": f"{vendor:<8}\n",
        f"{own}/model": f"{model:<16}\n",
        f"{own}/rev": f"{revision:<4}\n",
    }
