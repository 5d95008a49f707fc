"""The PC: its name by DMI, its processor and memory, its batteries, and drives that its firmware hides.

Sources: SMBIOS 3.7 (types 1 to 3) through /sys/class/dmi/id; power_supply_class of the kernel.
"""

import re
from collections.abc import Mapping, Sequence

from coordi_wipe.hardware.blocks import names, number, text
from coordi_wipe.hardware.host import Host
from coordi_wipe.model.base import Reason
from coordi_wipe.model.machine import Battery, Machine

_DMI = "/sys/class/dmi/id"
_AHCI = "/sys/bus/pci/drivers/ahci"

_PLACEHOLDERS = (
    r"to be filled( by o\.?e\.?m\.?)?\.?",
    r"fill by oem",
    r"o\.?e\.?m\.?",
    r"default( string)?",
    r"none|null|n/?a|unknown|undefined|invalid|empty|\[empty\]|<(out of spec|bad index)>",
    r"not (specified|available|applicable|present)",
    r"system (product name|manufacturer|version|serial number)",
    r"(system )?sku( ?number)?",
    r"(base ?board|chassis) (product name|serial number)|serial#",
    r"all series",
    r"type ?\d* ?- ?board ?\w*",
    r"((system|serial|product) ?)?(name|number)",
    r"[-. 0x*f]+",
    r"0?123456789(abcdef|0)?|9876543210",
    r"03000200-0400-0500-0006-000700080009",
)
"""What makers leave where a name should be (samples/NOTES.md 29)."""

_CHASSIS = {
    "laptop": (8, 9, 10, 14, 31, 32),
    "desktop": (3, 4, 5, 6, 7, 13, 15, 16, 24, 34, 35, 36),
    "server": (17, 23, 25, 28, 29),
    "tablet": (11, 30),
}
"""SMBIOS 3.7, 7.4.1: chassis types."""


def read(host: Host) -> Machine:
    """This machine. About a second, for the processor's name. What cannot be read is empty."""
    dmi = {name: _named(text(host, f"{_DMI}/{name}")) for name in _FIELDS}
    supplies = _supplies(host)
    batteries = _batteries(supplies)
    processor = _facts(host, "cpu")
    return Machine(
        vendor=dmi["sys_vendor"] or dmi["board_vendor"],
        product=_product(dmi),
        version=dmi["product_version"],
        serial=dmi["product_serial"] or dmi["chassis_serial"],
        uuid=dmi["product_uuid"].lower(),
        sku=dmi["product_sku"] or (dmi["product_name"] if _is_lenovo(dmi) else ""),
        chassis=_chassis(text(host, f"{_DMI}/chassis_type")),
        board=dmi["board_name"],
        bios_version=dmi["bios_version"],
        bios_date=dmi["bios_date"],
        processor=" ".join(str(processor.get("brand_raw", "")).split()),
        cores=_integer(processor.get("cores")),
        threads=_integer(processor.get("threads")),
        memory=_integer(_facts(host, "memory").get("total")),
        virtual=str(_facts(host, "boot").get("virtual", "unknown")),  # not to know is no "no"
        mains=_mains(supplies) if batteries else None,
        batteries=batteries,
        notes=_hidden_drives(host),
    )


_FIELDS = (
    "sys_vendor",
    "product_name",
    "product_version",
    "product_family",
    "product_serial",
    "product_uuid",
    "product_sku",
    "chassis_serial",
    "board_vendor",
    "board_name",
    "bios_version",
    "bios_date",
)


def _named(value: str) -> str:
    words = " ".join(value.split())
    return "" if _is_placeholder(words) else words


def _is_placeholder(words: str) -> bool:
    return any(re.fullmatch(pattern, words, re.IGNORECASE) for pattern in _PLACEHOLDERS)


def _is_lenovo(dmi: Mapping[str, str]) -> bool:
    return dmi["sys_vendor"].upper().startswith("LENOVO")


def _product(dmi: Mapping[str, str]) -> str:
    """The name on the lid. Lenovo keeps its machine type in the name, and the name in the version."""
    if _is_lenovo(dmi):
        for name in (dmi["product_version"], dmi["product_family"]):
            if re.match(r"Think|Idea|Yoga|Legion|Lenovo (?!Product)\w", name):
                return name
    return dmi["product_name"] or dmi["board_name"]


def _chassis(kind: str) -> str:
    if not kind.isdigit():
        return ""
    return next((name for name, kinds in _CHASSIS.items() if int(kind) & 0x7F in kinds), "other")


def _facts(host: Host, about: str) -> Mapping[str, object]:
    try:
        return host.facts(about)
    except OSError:
        return {}


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0


def _supplies(host: Host) -> Sequence[Mapping[str, str]]:
    """Power supplies of the machine itself: a mouse has a battery too (scope "Device")."""
    try:
        found = host.udev("power_supply")
    except OSError:
        return ()
    return [supply for supply in found if supply.get("POWER_SUPPLY_SCOPE") != "Device"]


def _batteries(supplies: Sequence[Mapping[str, str]]) -> tuple[Battery, ...]:
    # kernels before 5.9 leave the type out
    found = [
        _battery(s) for s in supplies if s.get("POWER_SUPPLY_TYPE", "Battery") == "Battery" and _counts(s)
    ]
    return tuple(sorted(filter(None, found), key=lambda battery: battery.name))


def _counts(supply: Mapping[str, str]) -> bool:
    return any(f"POWER_SUPPLY_{name}" in supply for name in ("CAPACITY", "ENERGY_NOW", "CHARGE_NOW"))


def _battery(supply: Mapping[str, str]) -> Battery | None:
    """Energy in µWh; where the battery counts charge (µAh), times its nominal voltage."""
    if supply.get("POWER_SUPPLY_PRESENT") == "0":
        return None
    now, full, design = (_energy(supply, name) for name in ("NOW", "FULL", "FULL_DESIGN"))
    percent = supply.get("POWER_SUPPLY_CAPACITY", "")
    return Battery(
        name=supply.get("POWER_SUPPLY_NAME", ""),
        percent=int(percent) if percent.isdigit() else round(100 * now / full) if full else 0,
        full=full,
        design=design,
    )


def _energy(supply: Mapping[str, str], name: str) -> int:
    energy = supply.get(f"POWER_SUPPLY_ENERGY_{name}", "")
    if energy.isdigit():
        return int(energy)
    charge = supply.get(f"POWER_SUPPLY_CHARGE_{name}", "")
    volts = supply.get("POWER_SUPPLY_VOLTAGE_MIN_DESIGN", "")
    return int(charge) * int(volts) // 1_000_000 if charge.isdigit() and volts.isdigit() else 0


def _mains(supplies: Sequence[Mapping[str, str]]) -> bool | None:
    """Whether the machine is plugged in: by its supplies, else by what the batteries do."""
    online = [s["POWER_SUPPLY_ONLINE"] for s in supplies if "POWER_SUPPLY_ONLINE" in s]
    if online:
        return any(value not in ("", "0") for value in online)
    states = {supply.get("POWER_SUPPLY_STATUS") for supply in supplies}
    if "Discharging" in states:
        return False
    return True if states & {"Charging", "Full", "Not charging"} else None


def _hidden_drives(host: Host) -> tuple[Reason, ...]:
    """NVMe drives that the firmware's RST mode keeps from Linux (kernel: ahci, `remapped_nvme`)."""
    ports = [name for name in names(host, _AHCI) if ":" in name]
    count = sum(number(host, f"{_AHCI}/{name}/remapped_nvme") for name in ports)
    return (Reason("hidden-drives", {"count": count}),) if count else ()
