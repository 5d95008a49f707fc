"""Real output of real drives: what our readers find in ../shared/samples, against samples.toml."""

# ruff: noqa: ARG002 (stand-ins for the Host need not look at all that they are told)

import errno
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from coordi_wipe.hardware import abilities, ata, blocks, machine, nvme, smart, smartctl
from coordi_wipe.hardware.content import content
from coordi_wipe.hardware.identity import seen
from coordi_wipe.hardware.process import Finished

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[3] / "shared" / "samples"
TABLE = tomllib.loads((HERE / "samples.toml").read_text())
SECURITY = ("supported", "enabled", "locked", "frozen", "expired", "enhanced", "maximum")

if not SAMPLES.is_dir():
    pytest.skip("needs ../shared/samples", allow_module_level=True)


def rows(kind):
    return [pytest.param(row, id=row["path"]) for row in TABLE[kind]]


def sample(row) -> bytes:
    raw = (SAMPLES / row["path"]).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == row["sha256"], "another file than the table was made from"
    return raw


def test_every_sample_for_our_readers_is_in_the_table():
    folders = ("hdparm-I", "hdparm-other", "smartctl-json", "smartctl-text", "udev")
    there = {str(path.relative_to(SAMPLES)) for folder in folders for path in (SAMPLES / folder).iterdir()}
    there |= {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("nvme/id-ctrl*")}
    there |= {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("dmidecode/*") if path.suffix != ".bin"}
    there |= {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("machines/*/dmidecode.txt")}
    there |= {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("machines/*/smartctl*")}
    there |= {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("power_supply/*.uevent.ini")}
    there |= {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("mmc/extcsd*")}
    listed = {row["path"] for kind in TABLE.values() for row in kind}
    assert there == listed


@pytest.mark.parametrize("row", rows("hdparm"))
def test_hdparm_identify(row):
    raw = sample(row)
    if row.get("identity", True):
        # a sample may hold several drives; hdparm starts each with its node
        parts = [part for part in re.split(rb"(?m)^/dev/\w+:\s*$", raw) if b"Model Number" in part]
        assert len(parts) == len(row["drives"])
        for part, expected in zip(parts, row["drives"], strict=True):
            found = ata.identify(part)
            assert found is not None
            assert (found.model, found.serial, found.firmware, found.wwn) == (
                expected["model"],
                expected["serial"],
                expected["firmware"],
                expected["wwn"],
            )
            assert (found.size, found.logical, found.physical) == (
                expected["sectors"] * expected["logical"],
                expected["logical"],
                expected["physical"],
            )
            assert found.rotation == expected["rotation"]
            same_security(found.security, expected)
    else:
        assert ata.identify(raw) is None
        found = ata.security(raw)
        if "security" in row:
            same_security(found, row)
        else:
            assert found is None


def same_security(found, expected):
    assert found is not None
    assert [word for word in SECURITY if getattr(found, word)] == expected["security"].split()
    assert [m for m in (found.erase_minutes, found.enhanced_minutes) if m is not None] == expected["erase"]


ABLE = {"hdparm": abilities.of_ata, "nvme": abilities.of_nvme, "mmc": abilities.of_emmc}


@pytest.mark.parametrize("row", rows("erases"))
def test_what_a_drive_can_erase_itself(row):
    parts = [sample(row)]
    if row["reader"] == "hdparm":
        parts = [part for part in re.split(rb"(?m)^/dev/\w+:\s*$", parts[0]) if b"ecurity" in part]
    found = [
        [f"{one.technique}:{one.kind} {one.seconds:.0f} {one.hindrance}".rstrip() for one in read]
        for read in map(ABLE[row["reader"]], parts)
    ]
    assert found == row["able"]


@pytest.mark.parametrize("row", rows("sectors"))
def test_hidden_sectors(row):
    raw = sample(row)
    shown = ata.sectors(raw)
    found = {} if shown is None else {"visible": shown.visible, "native": shown.native}
    real = ata.overlay(raw)
    found |= {} if real is None else {"real": real}
    assert found == {key: row[key] for key in ("visible", "native", "real") if key in row}


@pytest.mark.parametrize("row", rows("smartctl"))
def test_smartctl_identity(row):
    raw = sample(row)
    found = smartctl.read(raw)
    assert smartctl.unknown_bridge(raw) == row.get("unknown_bridge", False)
    if "protocol" not in row:
        assert found is None
        return
    assert found is not None
    told = {
        "protocol": found.protocol,
        "way": found.bridge,
        "model": found.model,
        "serial": found.serial,
        "firmware": found.firmware,
        "wwn": found.wwn,
        "size": found.size,
        "logical": found.logical,
        "physical": found.physical,
        "rotation": found.rotation,
        "passed": found.passed,
    }
    expected = {key: row[key] for key in row if key not in ("path", "sha256")}
    assert {key: value for key, value in told.items() if value is not None} == expected


@pytest.mark.parametrize("row", rows("nvme"))
def test_nvme_controller(row):
    found = nvme.controller(sample(row))
    if not row.get("answer", True):
        assert found is None
        return
    assert found is not None
    assert (found.model, found.serial, found.firmware) == (row["model"], row["serial"], row["firmware"])
    assert (found.total, found.unallocated) == (row["total"], row["unallocated"])


class Printing:
    """A host whose smartctl prints one sample, whatever is asked."""

    def __init__(self, raw: bytes, way: str) -> None:
        self.raw = raw
        self.way = way

    def run(self, argv, *, timeout):
        if "test" in argv:
            opened = f"smartctl 7.4\n\n\n/dev/sda: Device of type '{self.way}' [X] opened\n"
            return Finished(0, opened.encode(), b"", 0.0)
        if "--all" in argv:
            return Finished(0, self.raw, b"", 0.0)
        return Finished(4, b"smartctl 7.4\n\n\nNothing\n\n\n", b"", 0.0)


@pytest.mark.parametrize("row", rows("health"))
def test_health(row):
    health = smart.judge(smart.readings(Printing(sample(row), row["way"]), "/dev/sda"))
    assert health.verdict == row["verdict"]
    assert [reason.code for reason in health.reasons] == row["reasons"]
    for name in ("power_on_hours", "celsius", "reallocated", "pending", "percentage_used"):
        if name in row:
            assert getattr(health, name) == row[name]


class Database:
    """A host made of an exported udev database: no tools; sysfs says only what the row says."""

    def __init__(self, raw: bytes, removable=frozenset()) -> None:
        self.devices = [record for record in map(properties, re.split(rb"\n\n|\n(?=P: )", raw)) if record]
        self.sizes = {f"/sys/class/block/{d['DEVPATH'].rsplit('/')[-1]}/size" for d in self.devices}
        self.removable = {f"/sys/class/block/{node.removeprefix('/dev/')}/removable" for node in removable}

    def udev(self, subsystem):
        return [device for device in self.devices if device.get("SUBSYSTEM") == subsystem]

    def read(self, path):
        if path in self.sizes:
            return b"2048\n"
        if path in self.removable:
            return b"1\n"
        if path.endswith("_block_size"):
            return b"512\n"
        if path.endswith("/ro"):
            return b"0\n"
        raise OSError(errno.ENOENT, "no such file", path)

    def list(self, path):
        raise OSError(errno.ENOENT, "no such folder", path)

    def run(self, argv, *, timeout):
        raise OSError(errno.ENOENT, "no such tool", argv[0])


def properties(record: bytes) -> dict[str, str]:
    lines = record.decode(errors="replace").splitlines()
    pairs = (line[3:].partition("=") for line in lines if line.startswith("E: "))
    return {name: value for name, equal, value in pairs if equal}


@pytest.mark.parametrize("row", rows("udev"))
def test_udev_database(row):
    expected = {drive["node"]: drive for drive in row.get("drives", [])}
    host = Database(sample(row), {node for node, drive in expected.items() if drive.get("removable")})
    graph = blocks.devices(host)
    drives = [d for d in graph.values() if d.whole and not d.name.startswith(("loop", "ram"))]
    assert {device.node for device in drives} == set(expected)
    for device in drives:
        told, drive = seen(host, device), expected[device.node]
        for name in ("transport", "medium", "model", "serial", "wwn"):
            assert getattr(told, name) == drive[name], f"{device.node}: {name}"
        found = [f"{part.kind}:{part.label}" for part in content(host, device, graph)]
        assert found == drive["content"], device.node


class Supplies:
    """A host with these power supplies, and these files of /sys/class/dmi/id."""

    def __init__(self, *supplies, dmi=None) -> None:
        self.supplies, self.dmi = supplies, dmi or {}

    def udev(self, subsystem):
        return self.supplies if subsystem == "power_supply" else ()

    def read(self, path):
        name = path.removeprefix("/sys/class/dmi/id/")
        if name not in self.dmi:
            raise OSError(errno.ENOENT, "no such file", path)
        return self.dmi[name].encode()

    def list(self, path):
        raise OSError(errno.ENOENT, "no such folder", path)

    def facts(self, about):
        raise OSError(errno.ENOENT, "unknown", about)


@pytest.mark.parametrize("row", rows("battery"))
def test_battery(row):
    lines = sample(row).decode().splitlines()
    found = machine.read(Supplies(dict(line.split("=", 1) for line in lines if "=" in line)))
    assert len(found.batteries) == 1
    battery = found.batteries[0]
    assert (battery.name, battery.percent) == (row["name"], row["percent"])
    assert (battery.full, battery.design) == (row["full"], row["design"])


DMI = {
    ("BIOS Information", "Version"): "bios_version",
    ("System Information", "Manufacturer"): "sys_vendor",
    ("System Information", "Product Name"): "product_name",
    ("System Information", "Version"): "product_version",
    ("System Information", "Serial Number"): "product_serial",
    ("System Information", "SKU Number"): "product_sku",
    ("System Information", "Family"): "product_family",
    ("Base Board Information", "Manufacturer"): "board_vendor",
    ("Base Board Information", "Product Name"): "board_name",
    ("Chassis Information", "Serial Number"): "chassis_serial",
}
"""Where the kernel shows what dmidecode prints."""


def as_sysfs(printed: str) -> dict[str, str]:
    """The first structure of each kind in dmidecode's text, as files of /sys/class/dmi/id."""
    found, section = {}, ""
    for line in printed.splitlines():
        if line and not line[0].isspace():
            section = line.strip()
        name, _, value = line.strip().partition(":")
        if (section, name) in DMI:
            found.setdefault(DMI[section, name], value[1:])
    return found


@pytest.mark.parametrize("row", rows("dmi"))
def test_machine_names(row):
    found = machine.read(Supplies(dmi=as_sysfs(sample(row).decode(errors="replace"))))
    assert {name: getattr(found, name) for name in ("vendor", "product", "serial", "sku")} == {
        name: row[name] for name in ("vendor", "product", "serial", "sku")
    }
