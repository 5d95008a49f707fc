"""Which drive may become a stick: of every drive on every recorded machine, and of one that is told."""

from pathlib import Path

import pytest
from certificates import samples
from msgspec.structs import replace

from coordi_wipe.hardware import discovery
from coordi_wipe.hardware.replay import ReplayHost
from coordi_wipe.hardware.writing.target import writable
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.errors import RefusedError

MACHINES = sorted(path.parent for path in Path("tests/machines").glob("*/calls.jsonl"))
STICK = Drive(
    replace(samples.DRIVE, node="/dev/sdb", serial="4C53", logical=512), transport="usb", removable=True
)


def refusal(drive, serial="", *, disposable=False):
    with pytest.raises(RefusedError) as raised:
        writable(drive, serial, disposable=disposable)
    return raised.value.reason.code


@pytest.mark.parametrize("machine", MACHINES, ids=lambda path: path.name)
def test_only_removable_drives_that_nobody_uses(machine):
    drives = discovery.drives(ReplayHost.from_folder(machine))
    assert drives
    for drive in drives:
        if drive.removable and not drive.protection and drive.identity.logical == 512:
            writable(drive, "", disposable=False)
        else:
            assert refusal(drive).startswith("prepare-")


def test_a_stick_is_had_with_its_serial_or_without():
    writable(STICK, "", disposable=False)
    writable(STICK, "4C53", disposable=False)
    assert refusal(STICK, "4C54") == "prepare-serial-differs"


def test_a_fixed_disk_is_had_by_its_serial_alone():
    fixed = replace(STICK, removable=False)
    assert refusal(fixed) == "prepare-not-removable"
    assert refusal(fixed, "4C54") == "prepare-serial-differs"
    writable(fixed, "4C53", disposable=False)


def test_a_drive_without_serial_is_not_told_by_an_empty_one():
    nameless = replace(STICK, removable=False, identity=replace(STICK.identity, serial=""))
    assert refusal(nameless) == "prepare-not-removable"
    assert refusal(nameless, "–") == "prepare-serial-differs"


@pytest.mark.parametrize(
    "why",
    ["protected-system", "protected-live-medium", "protected-mounted", "protected-swap", "protected-ledger"],
)
@pytest.mark.parametrize("serial", ["", "4C53"])
def test_a_serial_never_stands_in_for_free(why, serial):
    used = replace(STICK, protection=(Reason(why, {"path": "/media/x"}),))
    code = refusal(used, serial, disposable=True)
    assert code == ("prepare-mounted" if why == "protected-mounted" else "prepare-protected")


def test_a_loop_device_is_for_tests():
    loop = replace(STICK, transport="loop", removable=False)
    assert refusal(loop, "4C53") == "prepare-loop"
    writable(loop, "", disposable=True)
