"""What hdparm 9.65, smartctl 7.4 and nvme-cli 2.13 print about drives, in their own layouts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

PLATFORM = "x86_64-linux-6.12.48+deb13-amd64"
HEADER = (
    f"smartctl 7.4 2023-08-01 r5530 [{PLATFORM}] (local build)\n"
    "Copyright (C) 2002-23, Bruce Allen, Christian Franke, www.smartmontools.org\n\n"
)


@dataclass(frozen=True)
class Ata:
    """An ATA drive. `wwn`: sixteen digits. `rotation`: None where it does not say."""

    model: str
    serial: str
    firmware: str
    wwn: str
    size: int
    rotation: int | None
    family: str = ""
    logical: int = 512
    physical: int = 4096
    minutes: int = 106
    flags: str = ""  # words of the Security section that stand without "not"
    attributes: Sequence[tuple[int, str, str]] = (
        (5, "Reallocated_Sector_Ct", "0"),
        (9, "Power_On_Hours", "8215"),
    )
    passed: bool = True
    tests: Sequence[str] = ()


def hdparm(node: str, drive: Ata, checksum: str = "Checksum: correct") -> str:
    """`hdparm -I`."""
    sectors = drive.size // drive.logical
    rotation = "Solid State Device" if drive.rotation == 0 else drive.rotation
    lines = [
        f"\n{node}:\n\nATA device, with non-removable media",
        f"\tModel Number:       {drive.model:<40}",
        f"\tSerial Number:      {drive.serial:<20}",
        f"\tFirmware Revision:  {drive.firmware:<8}",
        "\tTransport:          Serial, ATA8-AST, SATA 1.0a, SATA II Extensions, SATA Rev 2.5, SATA Rev 2.6, SATA Rev 3.0",
        "Standards:\n\tUsed: unknown (minor revision code 0x001f) \n\tSupported: 10 9 8 7 6 5 \n\tLikely used: 10",
        "Configuration:\n\tLogical\t\tmax\tcurrent\n\tcylinders\t16383\t16383\n\theads\t\t16\t16\n\tsectors/track\t63\t63\n\t--",
        f"\tLBA    user addressable sectors: {min(sectors, 268435455):>11}",
        f"\tLBA48  user addressable sectors: {sectors:>11}",
        f"\tLogical  Sector size:                  {drive.logical:>4} bytes",
        f"\tPhysical Sector size:                  {drive.physical:>4} bytes",
        f"\tdevice size with M = 1024*1024: {drive.size >> 20:>11} MBytes",
        f"\tdevice size with M = 1000*1000: {drive.size // 10**6:>11} MBytes ({drive.size // 10**9} GB)",
        "\tcache/buffer size  = unknown",
        *([f"\tNominal Media Rotation Rate: {rotation}"] if rotation is not None else []),
        "Capabilities:\n\tLBA, IORDY(can be disabled)\n\tQueue depth: 32",
        "Commands/features:\n\tEnabled\tSupported:\n\t   *\tSMART feature set\n\t    \tSecurity Mode feature set",
        "\t   *\tHost Protected Area feature set\n\t   *\tDevice Configuration Overlay feature set",
        "Security: \n\tMaster password revision code = 65534",
        *(
            _flag(word, drive.flags)
            for word in ("supported", "enabled", "locked", "frozen", "expired: security count")
        ),
        _flag("supported: enhanced erase", drive.flags),
        f"\t{drive.minutes}min for SECURITY ERASE UNIT. {drive.minutes}min for ENHANCED SECURITY ERASE UNIT.",
    ]
    if drive.wwn:
        lines += [
            f"Logical Unit WWN Device Identifier: {drive.wwn}",
            f"\tNAA\t\t: {drive.wwn[0]}\n\tIEEE OUI\t: {drive.wwn[1:7]}\n\tUnique ID\t: {drive.wwn[7:]}",
        ]
    return "\n".join([*lines, checksum, ""])


def _flag(word: str, flags: str) -> str:
    there = word in {"supported", "supported: enhanced erase"} or word in flags.split()
    return f"\t{'' if there else 'not'}\t{word}"


def max_sectors(node: str, visible: int, native: int | None = None) -> str:
    """`hdparm -N`."""
    native = native or visible
    return f"\n{node}:\n max sectors   = {visible}/{native}, HPA is {'enabled' if visible < native else 'disabled'}\n"


def overlay(node: str, sectors: int) -> str:
    """`hdparm --dco-identify`."""
    return (
        f"\n{node}:\nDCO Checksum verified.\nDCO Revision: 0x0002\n"
        "The following features can be selectively disabled via DCO:\n\tTransfer modes:\n\t\t mdma0 mdma1 mdma2\n"
        f"\tReal max sectors: {sectors}\n\tATA command/feature sets:\n\t\t SMART self_test error_log security HPA 48_bit\n"
    )


def info(node: str, kind: str, protocol: str, argv: Sequence[str], **fields: object) -> str:
    """`smartctl --json --info`."""
    bridge = f" [{'SAT' if kind == 'sat' else 'USB ' + kind}]" if kind not in ("scsi", "nvme", "ata") else ""
    return json.dumps(
        {
            **_smartctl(argv, 0),
            "local_time": {"time_t": 1790000000, "asctime": "Mon Sep 21 14:13:20 2026 UTC"},
            "device": {"name": node, "info_name": f"{node}{bridge}", "type": kind, "protocol": protocol},
            **{name: value for name, value in fields.items() if value is not None},
            "smart_support": {"available": True, "enabled": True},
        },
        indent=2,
    )


def no_info(node: str, argv: Sequence[str], message: str) -> str:
    """`smartctl --json --info` of a device that it cannot open."""
    report = _smartctl(argv, 1)
    report["smartctl"]["messages"] = [{"string": f"{node}: {message}", "severity": "error"}]
    return json.dumps(report, indent=2)


def _smartctl(argv: Sequence[str], code: int) -> dict:
    return {
        "json_format_version": [1, 0],
        "smartctl": {
            "version": [7, 4],
            "pre_release": False,
            "svn_revision": "5530",
            "platform_info": PLATFORM,
            "build_info": "(local build)",
            "argv": list(argv),
            "drive_database_version": {"string": "7.3/5528"},
            "exit_status": code,
        },
    }


def ata_info(drive: Ata) -> dict[str, object]:
    """What `info` shows of an ATA drive."""
    wwn = {"naa": int(drive.wwn[0], 16), "oui": int(drive.wwn[1:7], 16), "id": int(drive.wwn[7:], 16)}
    return {
        "model_family": drive.family or None,
        "model_name": drive.model,
        "serial_number": drive.serial,
        "wwn": wwn if drive.wwn else None,
        "firmware_version": drive.firmware,
        "user_capacity": {"blocks": drive.size // drive.logical, "bytes": drive.size},
        "logical_block_size": drive.logical,
        "physical_block_size": drive.physical,
        "rotation_rate": drive.rotation,
        "trim": {"supported": drive.rotation == 0},
        "in_smartctl_database": bool(drive.family),
        "ata_version": {"string": "ACS-3 T13/2161-D revision 3b", "major_value": 2032, "minor_value": 31},
    }


def tested(node: str, kind: str, label: str) -> str:
    """`smartctl -d test`."""
    return HEADER + "".join(
        f"{node}: Device of type '{kind}' [{label}] {word}\n" for word in ("detected", "opened")
    )


def ata_all(drive: Ata) -> str:
    """`smartctl --all` of an ATA drive."""
    rotation = "Solid State Device" if drive.rotation == 0 else f"{drive.rotation} rpm"
    rows = "".join(
        f"{number:>3} {name:<23} 0x0032   100   100   000    Old_age   Always       -       {raw}\n"
        for number, name, raw in drive.attributes
    )
    tests = (
        "Num  Test_Description    Status                  Remaining  LifeTime(hours)  LBA_of_first_error\n"
        + "".join(f"{line}\n" for line in drive.tests)
        if drive.tests
        else "No self-tests have been logged.  [To run self-tests, use: smartctl -t]\n"
    )
    return (
        f"{HEADER}=== START OF INFORMATION SECTION ===\n"
        + (f"Model Family:     {drive.family}\n" if drive.family else "")
        + f"Device Model:     {drive.model}\nSerial Number:    {drive.serial}\nFirmware Version: {drive.firmware}\n"
        f"User Capacity:    {drive.size:,} bytes [{_short(drive.size)}]\n"
        f"Sector Sizes:     {drive.logical} bytes logical, {drive.physical} bytes physical\n"
        + (f"Rotation Rate:    {rotation}\n" if drive.rotation is not None else "")
        + "Local Time is:    Mon Sep 21 14:13:20 2026 UTC\n"
        "SMART support is: Available - device has SMART capability.\nSMART support is: Enabled\n\n"
        "=== START OF READ SMART DATA SECTION ===\n"
        f"SMART overall-health self-assessment test result: {'PASSED' if drive.passed else 'FAILED!'}\n\n"
        "General SMART Values:\n"
        "Self-test execution status:      (   0)\tThe previous self-test routine completed\n"
        "\t\t\t\t\twithout error or no self-test has ever \n\t\t\t\t\tbeen run.\n\n"
        "SMART Attributes Data Structure revision number: 16\nVendor Specific SMART Attributes with Thresholds:\n"
        "ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE\n"
        f"{rows}\nSMART Error Log Version: 1\nNo Errors Logged\n\n"
        f"SMART Self-test log structure revision number 1\n{tests}\n"
    )


def nvme_all(model: str, serial: str, firmware: str, size: int, **health: str) -> str:
    """`smartctl --all` of an NVMe drive."""
    values = {
        "Critical Warning": "0x00",
        "Temperature": "36 Celsius",
        "Available Spare": "100%",
        "Available Spare Threshold": "10%",
        "Percentage Used": "3%",
        "Data Units Read": "21,345,678 [10.9 TB]",
        "Data Units Written": "18,765,432 [9.60 TB]",
        "Power Cycles": "1,204",
        "Power On Hours": "4,102",
        "Unsafe Shutdowns": "57",
        "Media and Data Integrity Errors": "0",
        "Error Information Log Entries": "0",
    } | {name.replace("_", " "): value for name, value in health.items()}
    rows = "".join(f"{name + ':':<36}{value}\n" for name, value in values.items())
    verdict = (
        "PASSED"
        if values["Critical Warning"] == "0x00"
        else "FAILED!\n- NVM subsystem reliability has been degraded"
    )
    return (
        f"{HEADER}=== START OF INFORMATION SECTION ===\n"
        f"Model Number:                       {model}\nSerial Number:                      {serial}\n"
        f"Firmware Version:                   {firmware}\nNumber of Namespaces:               1\n"
        f"Namespace 1 Size/Capacity:          {size:,} [{_short(size)}]\n"
        "Namespace 1 Formatted LBA Size:     512\n"
        "Local Time is:                      Mon Sep 21 14:13:20 2026 UTC\n\n"
        "=== START OF SMART DATA SECTION ===\n"
        f"SMART overall-health self-assessment test result: {verdict}\n\n"
        f"SMART/Health Information (NVMe Log 0x02)\n{rows}\n"
        "Error Information (NVMe Log 0x01, 16 of 64 entries)\nNo Errors Logged\n\n"
    )


def scsi_all(
    vendor: str, product: str, revision: str, serial: str, size: int, hours: str = "", **more: str
) -> str:
    """`smartctl --all` of a SAS drive. `hours`: power on time, hours:minutes."""
    clock = f"Accumulated power on time, hours:minutes {hours}\n" if hours else ""
    rows = "".join(f"{name.replace('_', ' ')}: {value}\n" for name, value in more.items())
    return (
        f"{HEADER}=== START OF INFORMATION SECTION ===\n"
        f"Vendor:               {vendor}\nProduct:              {product}\nRevision:             {revision}\n"
        f"Compliance:           SPC-4\nUser Capacity:        {size:,} bytes [{_short(size)}]\n"
        f"Logical block size:   512 bytes\nSerial number:        {serial}\nDevice type:          disk\n"
        "Transport protocol:   SAS (SPL-4)\nLocal Time is:        Mon Sep 21 14:13:20 2026 UTC\n"
        "SMART support is:     Available - device has SMART capability.\nSMART support is:     Enabled\n"
        f"Temperature Warning:  Enabled\n\n=== START OF READ SMART DATA SECTION ===\n{rows}{clock}\n"
    )


def id_ctrl(
    model: str, serial: str, firmware: str, total: int, unallocated: int = 0, sanicap: int = 3
) -> str:
    """`nvme id-ctrl -o json`."""
    return json.dumps(
        {
            "vid": 5197,
            "ssvid": 5197,
            "sn": f"{serial:<20}",
            "mn": f"{model:<40}",
            "fr": f"{firmware:<8}",
            "ver": 66304,
            "oacs": 23,
            "tnvmcap": total,
            "unvmcap": unallocated,
            "sanicap": sanicap,
            "nn": 1,
            "fna": 0,
        },
        indent=2,
    )


def _short(size: int) -> str:
    return f"{size / 10**12:.2f} TB" if size >= 10**12 else f"{size / 10**9:.0f} GB"
