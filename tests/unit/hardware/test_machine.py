"""The PC: makers' placeholders, Lenovo's two names, batteries, mains, hidden drives."""

# ruff: noqa: ARG002 (stand-ins for the Host need not look at all that they are told)

import errno

import pytest

from coordi_wipe.hardware import machine

DMI = "/sys/class/dmi/id/"


class Pc:
    def __init__(self, supplies=(), folders=None, **dmi):
        self.files = {DMI + name: value for name, value in dmi.items()}
        self.supplies, self.folders = supplies, folders or {}

    def read(self, path):
        if path not in self.files:
            raise OSError(errno.ENOENT, "no such file", path)
        return self.files[path].encode()

    def list(self, path):
        if path not in self.folders:
            raise OSError(errno.ENOENT, "no such folder", path)
        return self.folders[path]

    def udev(self, subsystem):
        return self.supplies

    def facts(self, about):
        raise OSError(errno.ENOENT, "unknown", about)


@pytest.mark.parametrize(
    "value",
    [
        "To be filled by O.E.M.",
        "To Be Filled By O.E.M.",
        "Fill By OEM",
        "Default string",
        "System Product Name",
        "System Serial Number",
        "All Series",
        "Not Specified",
        "[Empty]",
        "NULL",
        "None",
        "   ",
        "9876543210",
        "00000000",
        "0123456789",
        "--",
        "N/A",
        "<OUT OF SPEC>",
        "OEM",
        "SKU",
        "xxxxxxxx",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "00000000-0000-0000-0000-000000000000",
        "03000200-0400-0500-0006-000700080009",
    ],
)
def test_placeholders_are_empty(value):
    found = machine.read(Pc(product_name=value, product_serial=value, product_uuid=value, sys_vendor=value))
    assert (found.product, found.serial, found.uuid, found.vendor) == ("", "", "", "")


@pytest.mark.parametrize(
    "value",
    [
        "Latitude E7240",
        "HP EliteBook 840 G3",
        "1220558;1470105",
        "S4BW7062",
        "OptiPlex 7010",
        "NUC10i5FNH",
        "Surface Pro 7",
        "X455LA",
    ],
)
def test_names_are_kept(value):
    assert machine.read(Pc(product_name=value)).product == value
    assert machine.read(Pc(product_serial=value)).serial == value


@pytest.mark.parametrize(
    ("name", "version", "family", "product"),
    [
        ("10M8S02A00", "ThinkCentre M710s", "ThinkCentre M710s", "ThinkCentre M710s"),
        ("20HRCTO1WW", "ThinkPad X1 Carbon 5th", "ThinkPad X1 Carbon 5th", "ThinkPad X1 Carbon 5th"),
        ("81WE", "Lenovo IdeaPad S145", "IdeaPad S145", "Lenovo IdeaPad S145"),
        ("0679", "HuronRiver Platform", "HuronRiver System", "0679"),
        ("10B4", "Lenovo Product", "ThinkCentre M83", "ThinkCentre M83"),
    ],
)
def test_lenovo_keeps_its_name_in_the_version(name, version, family, product):
    found = machine.read(
        Pc(sys_vendor="LENOVO", product_name=name, product_version=version, product_family=family)
    )
    assert found.product == product
    assert found.sku == name


@pytest.mark.parametrize(
    ("kind", "chassis"),
    [
        ("10", "laptop"),
        ("9", "laptop"),
        ("3", "desktop"),
        ("35", "desktop"),
        ("23", "server"),
        ("30", "tablet"),
        ("1", "other"),
        ("138", "laptop"),
        ("", ""),
    ],
)
def test_chassis(kind, chassis):
    assert machine.read(Pc(chassis_type=kind)).chassis == chassis  # 128: the lock bit


def supply(**values):
    return {f"POWER_SUPPLY_{name}": value for name, value in values.items()}


BATTERY = supply(
    NAME="BAT0",
    TYPE="Battery",
    CAPACITY="51",
    STATUS="Discharging",
    ENERGY_FULL="39450000",
    ENERGY_FULL_DESIGN="48020000",
)


def test_energy_and_charge_come_out_alike():
    charge = supply(
        NAME="BAT1",
        TYPE="Battery",
        CHARGE_NOW="3050000",
        CHARGE_FULL="6100000",
        CHARGE_FULL_DESIGN="7900000",
        VOLTAGE_MIN_DESIGN="7600000",
    )
    found = machine.read(Pc([charge, BATTERY])).batteries
    assert [(b.name, b.percent, b.full, b.design) for b in found] == [
        ("BAT0", 51, 39_450_000, 48_020_000),
        ("BAT1", 50, 46_360_000, 60_040_000),
    ]


def test_a_mouse_is_no_battery_and_a_desktop_has_no_mains_to_speak_of():
    mouse = supply(NAME="hidpp_battery_0", TYPE="Battery", SCOPE="Device", CAPACITY="80")
    ucsi = supply(NAME="ucsi-source-psy-1", TYPE="USB", ONLINE="0")
    found = machine.read(Pc([mouse, ucsi]))
    assert (found.batteries, found.mains) == ((), None)


@pytest.mark.parametrize(
    ("others", "mains"),
    [
        ([supply(NAME="AC", TYPE="Mains", ONLINE="1")], True),
        ([supply(NAME="AC", TYPE="Mains", ONLINE="0")], False),
        ([supply(NAME="AC", TYPE="Mains", ONLINE="0"), supply(NAME="ucsi", TYPE="USB", ONLINE="1")], True),
        ([], False),  # the battery says that it discharges
    ],
)
def test_mains(others, mains):
    assert machine.read(Pc([BATTERY, *others])).mains is mains


def test_hidden_drives_are_counted_over_all_controllers():
    pc = Pc(folders={"/sys/bus/pci/drivers/ahci": ["0000:00:17.0", "0000:00:1f.2", "bind", "module"]})
    pc.files |= {
        "/sys/bus/pci/drivers/ahci/0000:00:17.0/remapped_nvme": "2\n",
        "/sys/bus/pci/drivers/ahci/0000:00:1f.2/remapped_nvme": "0\n",
    }
    assert [(note.code, note.args) for note in machine.read(pc).notes] == [("hidden-drives", {"count": 2})]
    assert machine.read(Pc()).notes == ()
