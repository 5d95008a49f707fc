"""Servers and a virtual machine: each function describes one machine."""

from authoring import transcripts
from authoring.drives import health, nvme, sata, scsi, told
from authoring.pc import EFI, LINUX, SWAP, Part, Pc, invented
from authoring.transcripts import Ata


def sas_server() -> Pc:
    """A server: a PERC's volume, two drives on an HBA, a network drive, and a drive formatted with 520-byte sectors."""
    pc = Pc()
    pc.dmi(
        sys_vendor="Dell Inc.",
        product_name="PowerEdge R730",
        product_serial="4HT0PX3",
        product_uuid=invented("sas-server"),
        product_sku="SKU=NotProvided;ModelName=PowerEdge R730",
        chassis_type="23",
        board_vendor="Dell Inc.",
        board_name="0WCJNT",
        bios_version="2.13.0",
        bios_date="05/14/2021",
    )
    volume = 599_550_590_976
    scsi(
        pc,
        "sda",
        "DELL",
        "PERC H730 Mini",
        "4.30",
        volume,
        path="pci0000:00/0000:00:01.0/0000:02:00.0/host0/target0:2:0/0:2:0:0",
        serial="00d93a7e1c05b2f42900a4bd0d10e0a4",
        wwn="6d094660bda40029f4b2051c7e3ad900",
        parts=(Part(512, EFI, "vfat", ""), Part(0, LINUX, "LVM2_member")),
    )
    told(
        pc,
        "/dev/sda",
        "scsi",
        "SCSI",
        scsi_vendor="DELL",
        scsi_product="PERC H730 Mini",
        scsi_model_name="DELL PERC H730 Mini",
        scsi_revision="4.30",
        user_capacity={"blocks": volume // 512, "bytes": volume},
        logical_block_size=512,
        rotation_rate=0,
    )

    size, place = (
        1_200_243_695_616,
        "pci0000:00/0000:00:03.0/0000:04:00.0/host1/port-1:{0}/end_device-1:{0}/target1:0:{0}/1:0:{0}:0",
    )
    scsi(
        pc,
        "sdb",
        "SEAGATE",
        "ST1200MM0099",
        "ST31",
        size,
        path=place.format(0),
        serial="WFK7T9QZ0000E9421M2C",
        wwn="5000c500d4e2719b",
    )
    told(
        pc,
        "/dev/sdb",
        "scsi",
        "SCSI",
        scsi_vendor="SEAGATE",
        scsi_product="ST1200MM0099",
        scsi_model_name="SEAGATE ST1200MM0099",
        scsi_revision="ST31",
        serial_number="WFK7T9QZ0000E9421M2C",
        logical_unit_id="0x5000c500d4e2719b",
        user_capacity={"blocks": size // 512, "bytes": size},
        logical_block_size=512,
        rotation_rate=10500,
        scsi_transport_protocol={"name": "SAS (SPL-4)", "value": 6},
    )
    sas_health(
        pc,
        "/dev/sdb",
        transcripts.scsi_all(
            "SEAGATE",
            "ST1200MM0099",
            "ST31",
            "WFK7T9QZ0000E9421M2C",
            size,
            SMART_Health_Status="OK",
            Current_Drive_Temperature="    34 C",
            Elements_in_grown_defect_list="0",
            hours="21044:12",
        ),
    )

    flash = 400_088_457_216
    scsi(
        pc,
        "sdc",
        "TOSHIBA",
        "PX05SMB040Y",
        "AS10",
        flash,
        path=place.format(1),
        serial="29S0A0FBTT9E",
        wwn="58ce38ee2016a3f4",
        rotational=False,
    )
    told(
        pc,
        "/dev/sdc",
        "scsi",
        "SCSI",
        scsi_vendor="TOSHIBA",
        scsi_product="PX05SMB040Y",
        scsi_model_name="TOSHIBA PX05SMB040Y",
        scsi_revision="AS10",
        serial_number="29S0A0FBTT9E",
        logical_unit_id="0x58ce38ee2016a3f4",
        user_capacity={"blocks": flash // 512, "bytes": flash},
        logical_block_size=512,
        rotation_rate=0,
    )
    sas_health(
        pc,
        "/dev/sdc",
        transcripts.scsi_all(
            "TOSHIBA",
            "PX05SMB040Y",
            "AS10",
            "29S0A0FBTT9E",
            flash,
            SMART_Health_Status="FAILURE PREDICTION THRESHOLD EXCEEDED [asc=5d, ascq=0]",
            Current_Drive_Temperature="    41 C",
            Elements_in_grown_defect_list="14",
        ),
    )

    scsi(
        pc,
        "sdd",
        "LIO-ORG",
        "backup",
        "4.0",
        2_199_023_255_552,
        path="platform/host2/session1/target2:0:0/2:0:0:0",
        serial="b1c2a6de-77f0-4f43-9d30-3c1b9f2f5a61",
        wwn="6001405b1c2a6de77f04f439d303c1b9",
    )
    told(
        pc,
        "/dev/sdd",
        "scsi",
        "SCSI",
        scsi_vendor="LIO-ORG",
        scsi_product="backup",
        scsi_model_name="LIO-ORG backup",
        scsi_revision="4.0",
        serial_number="b1c2a6de-77f0-4f43-9d30-3c1b9f2f5a61",
        user_capacity={"blocks": 4294967296, "bytes": 2_199_023_255_552},
        logical_block_size=512,
        rotation_rate=0,
    )
    sas_health(pc, "/dev/sdd", transcripts.scsi_all("LIO-ORG", "backup", "4.0", "", 2_199_023_255_552))

    array = 600_000_000_000 // 520 * 520
    scsi(
        pc,
        "sde",
        "NETAPP",
        "X422_HCOBE600A10",
        "NA02",
        array // 512 * 512,
        path=place.format(2),
        serial="KXH4ZG2R",
        wwn="5000cca0234f8e60",
        logical=520,
    )
    told(
        pc,
        "/dev/sde",
        "scsi",
        "SCSI",
        scsi_vendor="NETAPP",
        scsi_product="X422_HCOBE600A10",
        scsi_model_name="NETAPP X422_HCOBE600A10",
        scsi_revision="NA02",
        serial_number="KXH4ZG2R",
        user_capacity={"blocks": array // 520, "bytes": array},
        logical_block_size=520,
        rotation_rate=10020,
    )
    sas_health(
        pc,
        "/dev/sde",
        transcripts.scsi_all(
            "NETAPP",
            "X422_HCOBE600A10",
            "NA02",
            "KXH4ZG2R",
            array,
            SMART_Health_Status="OK",
            Elements_in_grown_defect_list="0",
        ),
    )
    pc.board("Intel(R) Xeon(R) CPU E5-2640 v4 @ 2.40GHz", 20, 40, 134_924_722_176)
    return pc


def sas_health(pc: Pc, node: str, printed: str) -> None:
    """What pySMART asks of a SCSI drive: it looks for a SATA and a SAS port behind it, too."""
    health(pc, node, "scsi", "SCSI", printed)
    header = transcripts.HEADER
    for kind, log in (("sat", "sataphy"), ("scsi", "sasphy"), ("scsi", "background")):
        words = "=== START OF READ SMART DATA SECTION ===\n" + (
            "Protocol Specific port log page for SAS SSP\n" if log == "sasphy" else "\n"
        )
        code = 4 if log == "sataphy" else 0
        pc.runs("smartctl", "-d", kind, "-l", log, node, out=header + words, code=code)


def nas_arrays() -> Pc:
    """A home server with everything in use: md, btrfs over two disks, ZFS, bcache, and NVMe over TCP."""
    pc = Pc()
    pc.dmi(
        sys_vendor="Gigabyte Technology Co., Ltd.",
        product_name="B450M DS3H",
        product_version="Default string",
        product_serial="Default string",
        product_uuid=invented("nas-arrays"),
        product_sku="Default string",
        chassis_type="3",
        board_name="B450M DS3H-CF",
        bios_version="F50",
        bios_date="11/27/2019",
    )
    for index, (name, fs, part) in enumerate(
        (
            ("sda", "linux_raid_member", "array"),
            ("sdb", "linux_raid_member", "array"),
            ("sdc", "btrfs", "media"),
            ("sdd", "btrfs", "media"),
            ("sde", "zfs_member", "tank"),
            ("sdf", "bcache", ""),
        )
    ):
        drive = Ata(
            "WDC WD40EFAX-68JH4N1",
            f"WD-WX2{index}D80{index}K4TR",
            "83.00A83",
            f"50014ee2bf81{index}c0{index}",
            4_000_787_030_016,
            5400,
            "Western Digital Red",
        )
        sata(pc, name, drive, port=index + 1, parts=(Part(0, LINUX, fs, part),))
    virtual = "/devices/virtual/block"
    pc.block(
        "md127",
        virtual,
        4_000_651_000_832,
        "9:127",
        slaves=("sda1", "sdb1"),
        MD_LEVEL="raid1",
        MD_NAME="nas:array",
        ID_FS_TYPE="ext4",
    )
    pc.block("bcache0", virtual, 4_000_784_384_000, "252:0", slaves=("sdf1",), ID_FS_TYPE="xfs")
    pc.holds("sda1", "md127")
    pc.holds("sdb1", "md127")
    pc.holds("sdf1", "bcache0")
    pc.folders |= {
        "/sys/fs/btrfs/9b7d1f0a-52c4-4f7f-9d3c-1d2f3a4b5c6d/devices": ["sdc1", "sdd1"],
        "/sys/fs/btrfs/features": [],
        "/proc/spl/kstat/zfs/tank": [],
    }
    pc.board("AMD Ryzen 5 2600 Six-Core Processor", 6, 12, 33_600_000_000)
    pc.mount("9:127", "/srv/array", "ext4", "/dev/md127")
    pc.mount("0:48", "/srv/media", "btrfs", "/dev/sdc1")
    pc.mount("0:52", "/tank", "zfs", "tank")
    nvme(
        pc,
        "nvme1n1",
        "Linux",
        "8c1f0d2ab3e4",
        "6.12",
        1_099_511_627_776,
        eui="0000000000000000",
        way="tcp",
        place="virtual/nvme-fabrics/ctl",
    )
    return pc


def virtual_machine() -> Pc:
    """QEMU: a virtio drive and an emulated SCSI drive."""
    pc = Pc()
    pc.dmi(
        sys_vendor="QEMU",
        product_name="Standard PC (Q35 + ICH9, 2009)",
        product_version="pc-q35-9.2",
        product_uuid=invented("virtual-machine"),
        chassis_type="1",
        bios_version="1.16.3-debian-1.16.3-2",
        bios_date="04/01/2014",
    )
    pc.block(
        "vda",
        "/devices/pci0000:00/0000:00:02.3/0000:04:00.0/virtio1/block",
        34_359_738_368,
        "254:0",
        rotational=True,
        parts=(Part(512, EFI, "vfat"), Part(1024, SWAP, "swap"), Part(0, LINUX, "ext4", "debian")),
    )
    size = 68_719_476_736
    scsi(
        pc,
        "sda",
        "QEMU",
        "QEMU HARDDISK",
        "2.5+",
        size,
        path="pci0000:00/0000:00:02.4/0000:05:00.0/virtio2/host6/target6:0:0/6:0:0:0",
        serial="drive-scsi0",
    )
    told(
        pc,
        "/dev/sda",
        "scsi",
        "SCSI",
        scsi_vendor="QEMU",
        scsi_product="QEMU HARDDISK",
        scsi_model_name="QEMU QEMU HARDDISK",
        scsi_revision="2.5+",
        serial_number="drive-scsi0",
        user_capacity={"blocks": size // 512, "bytes": size},
        logical_block_size=512,
        rotation_rate=0,
    )
    pc.board("QEMU Virtual CPU version 2.5+", 2, 2, 2_062_000_128, virtual="kvm")
    return pc


MACHINES = {
    "sas-server-raid": sas_server,
    "nas-arrays": nas_arrays,
    "virtual-machine": virtual_machine,
}
