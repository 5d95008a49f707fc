"""Desktop PCs: each function describes one machine."""

from authoring.drives import sata, unknown_bridge, usb
from authoring.pc import DATA, EFI, LINUX, MSR, Part, Pc, invented
from authoring.sticks import stick
from authoring.transcripts import Ata


def desktop_card_reader() -> Pc:
    """Two hard disks (one hides its end and fails, one is fine) and a reader with four slots, one of them full."""
    pc = Pc()
    pc.dmi(
        sys_vendor="FUJITSU",
        product_name="ESPRIMO P556",
        product_serial="YLUK014207",
        product_uuid=invented("desktop-card-reader"),
        product_sku="S26361-K1542-V100",
        chassis_type="3",
        board_vendor="FUJITSU",
        board_name="D3400-A1",
        bios_version="V5.0.0.11 R1.36.0 for D3400-A1x",
        bios_date="06/28/2019",
    )
    tired = Ata(
        "WDC WD5000AAKX-60U6AA0",
        "WD-WCC2EFT3K0V8",
        "18.01H18",
        "50014ee2b4c97d10",
        499_058_884_608,
        7200,
        "Western Digital Blue",
        physical=512,
        attributes=(
            (5, "Reallocated_Sector_Ct", "11"),
            (9, "Power_On_Hours", "41250"),
            (194, "Temperature_Celsius", "39"),
            (197, "Current_Pending_Sector", "8"),
            (198, "Offline_Uncorrectable", "3"),
        ),
        tests=("# 1  Short offline       Completed: read failure       90%     41230         618273344",),
    )
    fine = Ata(
        "ST1000DM010-2EP102",
        "Z9AV0TQ4",
        "CC43",
        "5000c500b2e40f77",
        1_000_204_886_016,
        7200,
        "Seagate BarraCuda 3.5 (CMR)",
        attributes=(
            (5, "Reallocated_Sector_Ct", "0"),
            (9, "Power_On_Hours", "7610"),
            (194, "Temperature_Celsius", "31"),
            (197, "Current_Pending_Sector", "0"),
            (198, "Offline_Uncorrectable", "0"),
        ),
    )
    sata(
        pc,
        "sda",
        tired,
        port=1,
        native=976_773_168,
        parts=(Part(350, "0x7", "ntfs", "Réservé au système"), Part(0, "0x7", "ntfs", "")),
    )
    sata(pc, "sdb", fine, port=2)
    for lun, name in enumerate(("sdc", "sdd", "sde", "sdf")):
        full = name == "sdd"
        usb(
            pc,
            name,
            "Generic-",
            ("Compact Flash", "SD/MMC", "SM/xD-Picture", "MS/MS-Pro")[lun],
            "1.00",
            7_948_206_080 if full else 0,
            ids="0bda:0184",
            serial="20060413092100000",
            port="1-7",
            lun=lun,
            removable=True,
            parts=(Part(0, "0xb", "vfat", "NIKON D3100"),) if full else (),
        )
        unknown_bridge(pc, name, "0bda:0184")
    cmdline = stick(pc, "sdg", in_ram=True)
    pc.board("Intel(R) Core(TM) i3-6100 CPU @ 3.70GHz", 2, 4, 8_218_906_624, cmdline=cmdline)
    return pc


def hidden_rst() -> Pc:
    """A Dell whose firmware keeps an NVMe drive from Linux (RST mode): only the SATA disk is seen."""
    pc = Pc()
    pc.dmi(
        sys_vendor="Dell Inc.",
        product_name="XPS 8930",
        product_family="XPS",
        product_serial="J5R7WQ2",
        product_uuid=invented("hidden-rst"),
        product_sku="0859",
        chassis_type="3",
        board_name="0T88YD",
        bios_version="1.1.21",
        bios_date="11/05/2020",
    )
    drive = Ata(
        "ST2000DM008-2FR102",
        "ZFL3T8KQ",
        "0001",
        "5000c500c7d24e19",
        2_000_398_934_016,
        7200,
        "Seagate BarraCuda 3.5 (SMR)",
        attributes=(
            (5, "Reallocated_Sector_Ct", "2"),
            (9, "Power_On_Hours", "12040h+15m+22.104s"),
            (188, "Command_Timeout", "0 0 1"),
            (194, "Temperature_Celsius", "33 (0 17 0 0 0)"),
            (197, "Current_Pending_Sector", "0"),
            (198, "Offline_Uncorrectable", "0"),
        ),
    )
    sata(pc, "sda", drive, parts=(Part(16, MSR), Part(0, DATA, "ntfs", "DATA")))
    pc.files |= {
        "/sys/bus/pci/drivers/ahci/0000:00:17.0/remapped_nvme": "1\n",
        "/sys/bus/pci/drivers/ahci/module": "",
    }
    pc.board("Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz", 6, 12, 16_645_971_968)
    return pc


def lenovo_linux() -> Pc:
    """A Lenovo desktop where Linux runs from LVM on LUKS: everything below the root is in use. A second disk is free."""
    pc = Pc()
    pc.dmi(
        sys_vendor="LENOVO",
        product_name="10M8S02A00",
        product_version="ThinkCentre M710s",
        product_family="ThinkCentre M710s",
        product_serial="S4BW7062",
        product_uuid=invented("lenovo-linux"),
        product_sku="LENOVO_MT_10M8_BU_Think_FM_ThinkCentre M710s",
        chassis_type="3",
        board_vendor="LENOVO",
        board_name="3106",
        bios_version="M16KT70A",
        bios_date="09/29/2022",
    )
    drive = Ata(
        "SanDisk SD8SN8U256G1001",
        "172043800317",
        "X4120000",
        "5001b448b5e0137c",
        256_060_514_304,
        0,
        "SanDisk based SSDs",
        physical=512,
        minutes=2,
    )
    sata(
        pc,
        "sda",
        drive,
        parts=(Part(512, EFI, "vfat", ""), Part(1024, LINUX, "ext4", "boot"), Part(0, LINUX, "crypto_LUKS")),
    )
    virtual = "/devices/virtual/block"
    pc.block(
        "dm-0",
        virtual,
        254_000_000_000 // 512 * 512,
        "253:0",
        slaves=("sda3",),
        holders=("dm-1", "dm-2"),
        DM_NAME="sda3_crypt",
        DM_UUID="CRYPT-LUKS2-6f1d0c-sda3_crypt",
        ID_FS_TYPE="LVM2_member",
    )
    pc.block(
        "dm-1",
        virtual,
        240_000_000_000 // 512 * 512,
        "253:1",
        slaves=("dm-0",),
        DM_NAME="vg-root",
        DM_UUID="LVM-aQ81ceZ0",
        ID_FS_TYPE="ext4",
    )
    pc.block(
        "dm-2",
        virtual,
        8_000_000_000 // 512 * 512,
        "253:2",
        slaves=("dm-0",),
        DM_NAME="vg-swap",
        DM_UUID="LVM-aQ81swap",
        ID_FS_TYPE="swap",
    )
    for name, title, uuid in (
        ("dm-0", "sda3_crypt", "CRYPT-LUKS2-6f1d0c-sda3_crypt"),
        ("dm-1", "vg-root", "LVM-aQ81ceZ0"),
        ("dm-2", "vg-swap", "LVM-aQ81swap"),
    ):
        pc.files |= {
            f"/sys/class/block/{name}/dm/name": f"{title}\n",
            f"/sys/class/block/{name}/dm/uuid": f"{uuid}\n",
        }
    pc.holds("sda3", "dm-0")
    pc.board("Intel(R) Core(TM) i5-7400 CPU @ 3.00GHz", 4, 4, 8_240_000_000)
    pc.mounts = [line for line in pc.mounts if " / / " not in line]
    pc.mount("253:1", "/", "ext4", "/dev/mapper/vg-root")
    pc.mount("8:2", "/boot", "ext4", "/dev/sda2")
    pc.mount("8:1", "/boot/efi", "vfat", "/dev/sda1")
    pc.swaps.append("/dev/dm-2")
    free = Ata(
        "TOSHIBA DT01ACA100",
        "X8P2LMTFS",
        "MS2OA750",
        "5000039ff4d71c02",
        1_000_204_886_016,
        7200,
        'Toshiba 3.5" DT01ACA... Desktop HDD',
    )
    sata(pc, "sdb", free, port=2)
    return pc


def whitebox_oem() -> Pc:
    """An assembled PC "To be filled by O.E.M.": an old disk that names no rotation, a hybrid disk, an SSD with a WWN of zeros, a locked one."""
    pc = Pc()
    oem = "To be filled by O.E.M."
    pc.dmi(
        sys_vendor=oem,
        product_name=oem,
        product_version=oem,
        product_family=oem,
        product_serial=oem,
        product_uuid="03000200-0400-0500-0006-000700080009",
        product_sku=oem,
        chassis_serial="Default string",
        chassis_type="3",
        board_vendor="ASRock",
        board_name="H61M-DGS",
        bios_version="P1.30",
        bios_date="08/17/2012",
    )
    sata(
        pc,
        "sda",
        Ata(
            "HDT722516DLA380",
            "VDK31BTCD9U7JK",
            "V43OA96A",
            "5000cca2d0b17e36",
            164_696_555_520,
            None,
            "Hitachi Deskstar T7K250",
            physical=512,
        ),
        port=1,
        parts=(Part(0, "0x7", "ntfs", "XP"),),
    )
    sata(
        pc,
        "sdb",
        Ata(
            "ST1000LX015-1U7172",
            "WDE9Q0TB",
            "SDM1",
            "5000c500a9d36f21",
            1_000_204_886_016,
            5400,
            "Seagate FireCuda 2.5 SSHD",
        ),
        port=2,
    )
    sata(
        pc,
        "sdc",
        Ata(
            "Apacer AS340 120GB",
            "5F2C0791094B04871203",
            "AP612PE0",
            "0000000000000000",
            120_034_123_776,
            0,
            physical=512,
        ),
        port=3,
    )
    sata(
        pc,
        "sdd",
        Ata(
            "Crucial_CT240M500SSD1",
            "13480958B7A3",
            "MU05",
            "500a07510958b7a3",
            240_057_409_536,
            0,
            "Crucial/Micron MX1/2/300, M5/600, 11/1200 SSDs",
            flags="enabled locked",
            minutes=2,
        ),
        port=4,
    )
    pc.board("Intel(R) Pentium(R) CPU G630 @ 2.70GHz", 2, 2, 4_012_158_976)
    return pc


MACHINES = {
    "desktop-card-reader": desktop_card_reader,
    "hidden-rst": hidden_rst,
    "lenovo-linux": lenovo_linux,
    "whitebox-oem": whitebox_oem,
}
