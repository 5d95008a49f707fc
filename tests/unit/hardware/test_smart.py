"""Health: each rule alone, the worst that wins, and never a pass where nothing is known."""

# ruff: noqa: ARG002 (stand-ins for the Host need not look at all that they are told)

import errno
import os
import subprocess
import sys

import pytest
from msgspec.structs import replace

from coordi_wipe.hardware import smart
from coordi_wipe.hardware.process import Finished, run
from coordi_wipe.hardware.smart import RULES, Readings, judge
from coordi_wipe.messages import catalogue
from coordi_wipe.model.drive import Identity


def codes(health):
    return [reason.code for reason in health.reasons]


@pytest.mark.parametrize(
    ("reading", "value", "verdict", "code"),
    [
        ("passed", False, "fail", "health-smart-failed"),
        ("selftests_failed", 1, "fail", "health-selftest-failed"),
        ("pending", 1, "fail", "health-pending"),
        ("uncorrectable", 1, "fail", "health-uncorrectable"),
        ("reallocated", 4, "fail", "health-reallocated"),
        ("reallocated", 3, "watch", "health-reallocated"),
        ("reallocated", 1, "watch", "health-reallocated"),
        ("command_timeouts", 1, "watch", "health-command-timeouts"),
        ("hours", 37_001, "watch", "health-hours"),
        ("critical_warning", 1, "fail", "health-critical-warning"),
        ("media_errors", 1, "fail", "health-media-errors"),
        ("percentage_used", 100, "fail", "health-worn-out"),
        ("percentage_used", 80, "watch", "health-worn"),
        ("spare_missing", 1, "watch", "health-spare-low"),
    ],
)
def test_each_rule_alone(reading, value, verdict, code):
    health = judge(Readings(**{"passed": True} | {reading: value}))
    assert (health.verdict, codes(health)) == (verdict, [code])


@pytest.mark.parametrize(
    ("reading", "value"),
    [("reallocated", 0), ("hours", 37_000), ("percentage_used", 79), ("pending", 0), ("spare_missing", -5)],
)
def test_just_below_a_rule_passes(reading, value):
    health = judge(Readings(passed=True, **{reading: value}))
    assert (health.verdict, health.reasons) == ("pass", ())


def test_nothing_known_is_unknown_but_a_bad_reading_still_fails():
    assert judge(Readings()).verdict == "unknown"
    assert judge(Readings(hours=50_000)).verdict == "unknown"
    assert judge(Readings(pending=2)).verdict == "fail"


def test_a_failure_is_not_drowned_in_warnings():
    health = judge(Readings(passed=True, reallocated=9, hours=40_000, command_timeouts=3))
    assert (health.verdict, codes(health)) == ("fail", ["health-reallocated"])


def test_rules_can_be_changed():
    strict = tuple(rule for rule in RULES if rule.reading == "hours")
    assert judge(Readings(passed=True, reallocated=9), strict).verdict == "pass"


def test_each_rule_has_its_sentence():
    for language in ("fr", "en"):
        assert {rule.code for rule in RULES} <= catalogue.catalogue(language).codes


def identity(medium):
    return Identity("/dev/sdx", 1, "M", "S", "", "", medium, "drive", 10**9, 512, 512)


class Silent:
    """A host that must not be asked."""

    def run(self, argv, *, timeout):
        raise AssertionError(argv)


@pytest.mark.parametrize(
    "medium", ["loop", "file", "virtual", "raid-volume", "sd", "emmc", "usb-flash", "usb-disk"]
)
def test_what_has_no_smart_of_its_own_is_unknown_without_asking(medium):
    health = smart.health(Silent(), identity(medium))
    assert health.verdict == "unknown"
    assert health.reasons


class Broken:
    def __init__(self, error):
        self.error = error

    def run(self, argv, *, timeout):
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOENT, "none", "smartctl"), "health-tool-missing"),
        (OSError(errno.EACCES, "no", "smartctl"), "health-not-permitted"),
        (TimeoutError(errno.ETIMEDOUT, "slow"), "health-no-smart"),
    ],
)
@pytest.mark.parametrize("medium", ["ata-hdd", "nvme", "usb-nvme"])
def test_a_missing_or_hanging_tool_is_unknown_and_said(error, code, medium):
    health = smart.health(Broken(error), identity(medium))
    hidden = medium == "usb-nvme" and code == "health-no-smart"
    assert (health.verdict, codes(health)) == ("unknown", ["health-hidden-by-bridge" if hidden else code])


class Asks:
    """The real smartctl, put before these words; a loop device passes for a SATA drive."""

    def __init__(self, *before):
        self.before = before

    def run(self, argv, *, timeout):
        if "test" in argv:
            return Finished(0, b"smartctl 7.4\n\n\n/dev/x: Device of type 'sat' [SAT] opened\n", b"", 0.0)
        return run([*self.before, "smartctl", "-d", "sat", "--all", argv[-1]], timeout=timeout)


@pytest.mark.root
def test_smartctl_itself_without_the_right_to_open(loop_drive):
    drive = replace(identity("ata-hdd"), node=loop_drive(1 << 20).node)
    nobody = Asks("setpriv", "--reuid=65534", "--clear-groups")
    assert codes(smart.health(nobody, drive)) == ["health-not-permitted"]
    assert codes(smart.health(Asks(), drive)) == ["health-no-smart"]


ATTRIBUTE = "  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       0\n"


class Sata:
    """smartctl --all of a SATA drive that passes, with these attributes."""

    def __init__(self, attributes, verdict="PASSED"):
        self.text = (
            "smartctl 7.4\n\n\n=== START OF INFORMATION SECTION ===\nDevice Model:     X\n"
            f"SMART overall-health self-assessment test result: {verdict}\n\n"
            "Vendor Specific SMART Attributes with Thresholds:\n"
            "ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE  UPDATED  WHEN_FAILED RAW_VALUE\n"
            f"{attributes}\n"
        )

    def run(self, argv, *, timeout):
        opened = "smartctl 7.4\n\n\n/dev/sdx: Device of type 'sat' [SAT] opened\n"
        return Finished(0, (opened if "test" in argv else self.text).encode(), b"", 0.0)


def test_a_pass_without_a_single_attribute_is_unknown_and_a_failure_is_one():
    assert smart.health(Sata(ATTRIBUTE), identity("ata-ssd")).verdict == "pass"
    assert smart.health(Sata(""), identity("ata-ssd")).verdict == "unknown"
    assert smart.health(Sata("", "FAILED!"), identity("ata-ssd")).verdict == "fail"


def test_importing_every_module_leaves_the_environment_alone():
    """pySMART sets LANG=C for its whole process when it is imported: French would vanish."""
    code = (
        "import os, pkgutil, importlib\n"
        "before = dict(os.environ)\n"
        "import coordi_wipe\n"
        "for module in pkgutil.walk_packages(coordi_wipe.__path__, 'coordi_wipe.', onerror=id):\n"
        "    if not module.name.startswith(('coordi_wipe.inventory', 'coordi_wipe.cli.inventory_')):\n"
        "        importlib.import_module(module.name)\n"  # Django's are in tests/house
        "from coordi_wipe.hardware import smart\n"
        "smart._pysmart()\n"
        "import pySMART\n"
        "assert os.environ == before, set(os.environ.items()) ^ set(before.items())\n"
    )
    for language in ("fr_FR.UTF-8", None):
        environment = {name: value for name, value in os.environ.items() if name != "LANG"}
        environment |= {"LANG": language} if language else {}
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_importing_hardware_brings_none_of_the_heavy_libraries():
    code = (
        "import sys\n"
        "from coordi_wipe.hardware import discovery, linux, machine, record, replay, smart\n"
        "heavy = {'pySMART', 'pyudev', 'psutil', 'cpuinfo', 'chardet'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
