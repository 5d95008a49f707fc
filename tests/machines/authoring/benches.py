"""A bench where loose drives hang on USB adapters."""

from authoring import transcripts
from authoring.drives import health, identified, told, unknown_bridge, usb
from authoring.pc import Part, Pc, invented
from authoring.transcripts import Ata


def usb_bridges() -> Pc:
    """Loose drives on USB adapters: SAT, NVMe, one that smartctl does not know, one that answers rubbish, a stick."""
    pc = Pc()
    pc.dmi(
        sys_vendor="ASUSTeK COMPUTER INC.",
        product_name="PN51-S1",
        product_serial="M7PFAG00041528C",
        product_uuid=invented("usb-bridges"),
        chassis_type="35",
        board_name="PN51-S1",
        bios_version="0803",
        bios_date="07/05/2022",
    )
    pc.board("AMD Ryzen 5 5500U with Radeon Graphics", 6, 12, 16_129_019_904)

    disk = Ata(
        "TOSHIBA MQ01ABD100",
        "Z4DRTK92S",
        "AX1R1A",
        "50000396e2a81b47",
        1_000_204_886_016,
        5400,
        'Toshiba 2.5" HDD MQ01ABD...',
    )
    usb(
        pc,
        "sda",
        "JMicron",
        "Tech",
        "0209",
        disk.size,
        ids="152d:0578",
        serial="DB9876543214E",
        port="2-1",
        physical=4096,
        parts=(Part(0, "0x7", "ntfs", "Sauvegarde"),),
        **sat(disk),
    )
    identified(pc, "/dev/sda", disk)
    told(pc, "/dev/sda", "sat", "ATA", **transcripts.ata_info(disk))
    health(pc, "/dev/sda", "sat", "SAT", transcripts.ata_all(disk))

    size = 1_000_204_886_016
    usb(
        pc,
        "sdb",
        "Realtek",
        "RTL9210B-CG",
        "1.00",
        size,
        ids="0bda:9210",
        serial="012345680279",
        port="2-2",
        rotational=False,
    )
    told(
        pc,
        "/dev/sdb",
        "sntrealtek",
        "NVMe",
        model_name="CT1000P3SSD8",
        serial_number="2243E6A1B07D",
        firmware_version="P9CR30A",
        nvme_total_capacity=size,
        nvme_unallocated_capacity=0,
        user_capacity={"blocks": size // 512, "bytes": size},
        logical_block_size=512,
    )
    printed = transcripts.nvme_all("CT1000P3SSD8", "2243E6A1B07D", "P9CR30A", size)
    health(pc, "/dev/sdb", "sntrealtek", "NVMe", printed)
    pc.runs("smartctl", "--all", "/dev/sdb", out=printed)  # pySMART does not know the type

    usb(
        pc,
        "sdc",
        "StoreJet",
        "Transcend",
        "1.20",
        320_072_933_376,
        ids="2174:2000",
        serial="3B2E51A0",
        port="2-3",
    )
    unknown_bridge(pc, "sdc", "2174:2000")
    asked = ("smartctl", "--json", "--info", "--device=sat", "/dev/sdc")
    pc.runs(
        *asked,
        code=2,
        out=transcripts.no_info(
            "/dev/sdc", asked, "Read Device Identity failed: scsi error unsupported field in scsi command"
        ),
    )

    usb(
        pc,
        "sdd",
        "Generic",
        "External",
        "3.02",
        500_107_862_016,
        ids="174c:55aa",
        serial="1000000000CA",
        port="2-4",
    )
    told(
        pc,
        "/dev/sdd",
        "sat",
        "ATA",
        model_name="\x1f\x02\x7fX",
        serial_number="\x01",
        firmware_version="",
        user_capacity={"blocks": 7, "bytes": 3584},
        logical_block_size=512,
    )

    usb(
        pc,
        "sde",
        "SanDisk",
        "Ultra",
        "1.00",
        61_530_439_680,
        ids="0781:5581",
        serial="4C531001590412117233",
        port="1-1",
        removable=True,
        parts=(Part(0, "0xc", "vfat", ""),),
    )
    unknown_bridge(pc, "sde", "0781:5581")
    return pc


def sat(drive: Ata) -> dict[str, str]:
    """What udev's ata_id adds where an adapter passes IDENTIFY through."""
    name = f"{drive.model.replace(' ', '_')}_{drive.serial}"
    return {
        "ID_ATA": "1",
        "ID_BUS": "ata",
        "ID_MODEL": drive.model.replace(" ", "_"),
        "ID_SERIAL": name,
        "ID_SERIAL_SHORT": drive.serial,
        "ID_WWN": f"0x{drive.wwn}",
        "ID_USB_VENDOR": "JMicron",
        "ID_USB_VENDOR_ENC": "JMicron\\x20",
        "ID_USB_MODEL": "Tech",
        "ID_USB_MODEL_ENC": "Tech" + "\\x20" * 12,
        "ID_USB_SERIAL_SHORT": "DB9876543214E",
        "DEVLINKS": f"/dev/disk/by-id/ata-{name} /dev/disk/by-id/wwn-0x{drive.wwn}",
    }


MACHINES = {
    "usb-bridges": usb_bridges,
}
