"""Laptops and a tablet: each function describes one machine."""

from authoring.drives import nvme, sata
from authoring.pc import DATA, EFI, LINUX, MIB, MSR, RECOVERY, Part, Pc, invented
from authoring.sticks import stick
from authoring.transcripts import Ata


def sata_laptop() -> Pc:
    """An HP laptop with Windows on a SATA SSD, a DVD drive, and our system in RAM: nothing of the stick is mounted."""
    pc = Pc()
    pc.dmi(
        sys_vendor="HP",
        product_name="HP ProBook 640 G2",
        product_version="",
        product_family="103C_5336AN HP ProBook",
        product_serial="5CG7Q1X0ZT",
        product_uuid=invented("sata-laptop"),
        product_sku="Y3B11EA#ABF",
        chassis_type="10",
        board_vendor="HP",
        board_name="80FD",
        bios_version="N76 Ver. 01.52",
        bios_date="03/18/2021",
    )
    drive = Ata(
        "SAMSUNG MZ7TY256HDHP-000H1",
        "S2ZVNX0K714209",
        "MAT0200Q",
        "5002538d71a03c5e",
        256_060_514_304,
        0,
        "Samsung based SSDs",
        physical=512,
        minutes=2,
        flags="frozen",
        attributes=(
            (5, "Reallocated_Sector_Ct", "0"),
            (9, "Power_On_Hours", "9127"),
            (177, "Wear_Leveling_Count", "61"),
            (190, "Airflow_Temperature_Cel", "31"),
        ),
    )
    sata(
        pc,
        "sda",
        drive,
        parts=(
            Part(100, EFI, "vfat", "", "EFI system partition"),
            Part(16, MSR, "", "", "Microsoft reserved partition"),
            Part(242_000, DATA, "ntfs", "Windows", "Basic data partition"),
            Part(0, RECOVERY, "ntfs", "", ""),
        ),
    )
    pc.block(
        "sr0",
        "/devices/pci0000:00/0000:00:17.0/ata2/host1/target1:0:0/1:0:0:0/block",
        1_073_741_312,
        "11:0",
        logical=2048,
        removable=True,
        ID_CDROM="1",
        ID_TYPE="cd",
        ID_BUS="ata",
        ID_MODEL="hp_DVDRW_DU8A6SH",
    )
    cmdline = stick(pc, in_ram=True)
    pc.board("Intel(R) Core(TM) i5-6200U CPU @ 2.30GHz", 2, 4, 8_239_902_720, cmdline=cmdline)
    pc.supply("AC", "Mains", ONLINE="1")
    pc.supply(
        "BAT0",
        "Battery",
        STATUS="Charging",
        PRESENT="1",
        CYCLE_COUNT="0",
        ENERGY_FULL_DESIGN="48020000",
        ENERGY_FULL="39450000",
        ENERGY_NOW="20120000",
        CAPACITY="51",
        VOLTAGE_MIN_DESIGN="11400000",
    )
    return pc


def nvme_laptop() -> Pc:
    """A Dell laptop with Linux on LUKS (closed), the stick mounted, a battery that counts charge, a mouse's battery."""
    pc = Pc()
    pc.dmi(
        sys_vendor="Dell Inc.",
        product_name="Latitude 7490",
        product_family="Latitude",
        product_serial="8XQ4ZN2",
        product_uuid=invented("nvme-laptop"),
        product_sku="081C",
        chassis_type="10",
        board_vendor="Dell Inc.",
        board_name="0KP0FT",
        bios_version="1.34.0",
        bios_date="09/11/2023",
    )
    nvme(
        pc,
        "nvme0n1",
        "PC401 NVMe SK hynix 512GB",
        "EI7BN50341060BH2Q",
        "80007E00",
        512_110_190_592,
        eui="ace42e8170223f5e",
        parts=(
            Part(512, EFI, "vfat", "", "EFI System Partition"),
            Part(1024, LINUX, "ext4", "boot"),
            Part(0, LINUX, "crypto_LUKS"),
        ),
        Percentage_Used="7%",
        Power_On_Hours="9,874",
    )
    cmdline = stick(pc, "sda", in_ram=False)
    pc.board("Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz", 4, 8, 16_624_852_992, cmdline=cmdline)
    pc.supply("AC", "Mains", ONLINE="0")
    pc.supply(
        "BAT0",
        "Battery",
        STATUS="Discharging",
        PRESENT="1",
        CYCLE_COUNT="212",
        CHARGE_FULL_DESIGN="7894000",
        CHARGE_FULL="6105000",
        CHARGE_NOW="4212000",
        CAPACITY="69",
        VOLTAGE_MIN_DESIGN="7600000",
    )
    pc.supply("hidpp_battery_0", "Battery", SCOPE="Device", STATUS="Discharging", CAPACITY="80")
    return pc


def emmc_tablet() -> Pc:
    """A tablet with eMMC (its boot areas hold firmware) and an SD card."""
    pc = Pc()
    pc.dmi(
        sys_vendor="ASUSTeK COMPUTER INC.",
        product_name="T100HAN",
        product_version="1.0",
        product_serial="H3N0CX09R81213F",
        product_uuid=invented("emmc-tablet"),
        product_sku="ASUS-TabletSKU",
        product_family="T",
        chassis_type="30",
        board_name="T100HAN",
        bios_version="T100HAN.221",
        bios_date="05/18/2016",
    )
    place = "/devices/pci0000:00/80860F14:00/mmc_host/mmc0/mmc0:0001/block"
    card = "/devices/pci0000:00/80860F16:00/mmc_host/mmc1/mmc1:aaaa/block"
    pc.block(
        "mmcblk0",
        place,
        62_537_072_640,
        "179:0",
        ID_NAME="HBG4a2",
        ID_SERIAL="0x5d8a117c",
        DEVLINKS="/dev/disk/by-id/mmc-HBG4a2_0x5d8a117c",
        parts=(
            Part(100, EFI, "vfat", "SYSTEM"),
            Part(16, MSR),
            Part(0, DATA, "ntfs", "OS"),
        ),
    )
    for index, area in enumerate(("boot0", "boot1")):
        pc.block(f"mmcblk0{area}", f"{place}/mmcblk0", 4 * MIB, f"179:{8 + 8 * index}", read_only=True)
    pc.files |= {
        "/sys/class/block/mmcblk0/device/type": "MMC\n",
        "/sys/class/block/mmcblk0/device/name": "HBG4a2\n",
        "/sys/class/block/mmcblk0/device/serial": "0x5d8a117c\n",
        "/sys/class/block/mmcblk0/device/fwrev": "0xa200000000000000\n",
        "/sys/class/block/mmcblk1/device/type": "SD\n",
        "/sys/class/block/mmcblk1/device/name": "SC32G\n",
        "/sys/class/block/mmcblk1/device/serial": "0x7b21e04d\n",
        "/sys/class/block/mmcblk1/device/fwrev": "0x0\n",
    }
    pc.block(
        "mmcblk1",
        card,
        31_914_983_424,
        "179:24",
        ID_NAME="SC32G",
        ID_SERIAL="0x7b21e04d",
        parts=(Part(0, "0xc", "vfat", "PHOTOS ÉTÉ"),),
    )
    pc.board("Intel(R) Atom(TM) x5-Z8500  CPU @ 1.44GHz", 4, 4, 4_010_000_384)
    pc.supply("axp288_charger", "USB", ONLINE="1", PRESENT="1")
    pc.supply(
        "axp288_fuel_gauge",
        "Battery",
        STATUS="Full",
        PRESENT="1",
        CAPACITY="100",
        CHARGE_FULL="7760000",
        CHARGE_FULL_DESIGN="8000000",
        CHARGE_NOW="7760000",
        VOLTAGE_MIN_DESIGN="3400000",
    )
    return pc


MACHINES = {
    "sata-laptop": sata_laptop,
    "nvme-laptop": nvme_laptop,
    "emmc-tablet": emmc_tablet,
}
