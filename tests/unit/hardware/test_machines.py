"""Recorded machines, replayed: what detection makes of each is what a person has read and agreed to."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from coordi_wipe.hardware.calls import load
from coordi_wipe.hardware.record import everything
from coordi_wipe.hardware.replay import ReplayHost
from coordi_wipe.messages import catalogue

MACHINES = Path(__file__).resolve().parents[2] / "machines"
FOLDERS = sorted(path.parent for path in MACHINES.glob("*/calls.jsonl"))
NEEDED = {
    "sata-laptop",
    "nvme-laptop",
    "desktop-card-reader",
    "sas-server-raid",
    "usb-bridges",
    "hidden-rst",
    "lenovo-linux",
    "whitebox-oem",
}


def named(folder: Path) -> str:
    return folder.name


def seen(folder: Path):
    machine, drives = everything(ReplayHost.from_folder(folder))
    return machine, {drive.identity.node: drive for drive in drives}


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


def test_the_machines_that_were_asked_for_are_there():
    assert {folder.name for folder in FOLDERS} >= NEEDED


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_replayed_as_expected(folder):
    machine, drives = everything(ReplayHost.from_folder(folder))
    found = msgspec.json.format(msgspec.json.encode({"machine": machine, "drives": drives}), indent=2)
    assert found.decode() + "\n" == (folder / "expected.json").read_text()


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_each_transcript_says_its_tool_and_version(folder):
    printed = [call for call in load(folder) if call.call in ("run", "udev") and not call.error]
    assert printed
    for call in printed:
        assert re.search(r"\w+ \d", call.tool), call.args


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_every_code_has_its_sentence_in_both_languages(folder):
    machine, drives = seen(folder)
    said = {*codes(machine.notes)}
    for drive in drives.values():
        said |= {*codes(drive.protection), *codes(drive.notes), *codes(drive.health.reasons)}
    for language in ("fr", "en"):
        assert said - catalogue.catalogue(language).codes == set()


def test_the_folders_are_what_the_descriptions_say(tmp_path):
    """Nobody edits calls.jsonl by hand: it is made again here."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import author, pathlib\n"
        "author.HERE = pathlib.Path(sys.argv[2])\n"
        "[author.write(author.HERE / name, make()) for name, make in author.described().items()]"
    )
    subprocess.run([sys.executable, "-c", code, str(MACHINES), str(tmp_path)], check=True)
    assert {path.name for path in tmp_path.iterdir()} <= {folder.name for folder in FOLDERS}
    for made in tmp_path.iterdir():
        for name in ("calls.jsonl", "expected.json"):
            assert (made / name).read_text() == (MACHINES / made.name / name).read_text(), made.name


# --- what each machine is there to show, in words ------------------------------------------------------


@pytest.mark.parametrize(
    ("machine", "node"),
    [("sata-laptop", "/dev/sdb"), ("nvme-laptop", "/dev/sda"), ("desktop-card-reader", "/dev/sdg")],
)
def test_the_boot_stick_is_protected_mounted_or_not(machine, node):
    _, drives = seen(MACHINES / machine)
    assert codes(drives[node].protection) == ["protected-live-medium"]
    others = [drive for other, drive in drives.items() if other != node]
    assert others
    assert not any(drive.protection for drive in others)


def test_the_raid_volume_is_refused_and_its_neighbour_is_free():
    _, drives = seen(MACHINES / "sas-server-raid")
    assert drives["/dev/sda"].identity.medium == "raid-volume"
    assert codes(drives["/dev/sda"].protection) == ["protected-raid-volume"]
    assert drives["/dev/sda"].health.verdict == "unknown"
    assert (drives["/dev/sdb"].identity.medium, drives["/dev/sdb"].protection) == ("scsi-hdd", ())
    assert codes(drives["/dev/sdd"].protection) == ["protected-network"]
    assert codes(drives["/dev/sde"].protection) == ["protected-sector-size"]


def test_an_adapter_never_lends_its_name_to_the_drive():
    _, drives = seen(MACHINES / "usb-bridges")
    sat, nvme, mute, rubbish = (drives[f"/dev/sd{letter}"] for letter in "abcd")
    assert (sat.identity.source, sat.identity.serial, sat.bridge) == ("drive", "Z4DRTK92S", "JMicron Tech")
    assert (nvme.identity.source, nvme.identity.medium) == ("drive", "usb-nvme")
    assert [mute.identity.source, rubbish.identity.source] == ["bridge", "bridge"]
    assert codes(mute.notes) == codes(rubbish.notes) == ["medium-in-doubt"]
    assert mute.health.verdict == rubbish.health.verdict == "unknown"


def test_drives_that_the_firmware_hides_are_told():
    machine, _ = seen(MACHINES / "hidden-rst")
    assert machine.notes[0].code == "hidden-drives"
    assert machine.notes[0].args == {"count": 1}


def test_everything_below_a_running_root_is_protected_however_deep():
    _, drives = seen(MACHINES / "lenovo-linux")
    held = drives["/dev/sda"].protection
    assert codes(held)[:2] == ["protected-system", "protected-swap"]
    assert {reason.args["kind"] for reason in held if reason.code == "protected-member"} == {"luks", "lvm"}
    assert drives["/dev/sdb"].protection == ()


def test_members_of_each_kind_of_set_are_protected():
    _, drives = seen(MACHINES / "nas-arrays")
    kinds = {
        node: {reason.args["kind"] for reason in drive.protection if reason.code == "protected-member"}
        for node, drive in drives.items()
    }
    assert kinds == {
        "/dev/sda": {"md"},
        "/dev/sdb": {"md"},
        "/dev/sdc": {"btrfs"},
        "/dev/sdd": {"btrfs"},
        "/dev/sde": {"zfs"},
        "/dev/sdf": {"bcache"},
        "/dev/nvme1n1": set(),
    }
    assert codes(drives["/dev/nvme1n1"].protection) == ["protected-network"]


def test_what_the_maker_left_blank_is_blank():
    machine, drives = seen(MACHINES / "whitebox-oem")
    assert (machine.vendor, machine.product) == ("ASRock", "H61M-DGS")  # the board's
    assert (machine.serial, machine.uuid, machine.sku, machine.version) == ("", "", "", "")
    assert drives["/dev/sdc"].identity.wwn == ""


def test_doubt_is_the_weaker_kind():
    _, drives = seen(MACHINES / "whitebox-oem")
    assert drives["/dev/sda"].identity.medium == "ata-ssd"
    assert codes(drives["/dev/sda"].notes) == ["medium-in-doubt"]
    assert drives["/dev/sdb"].identity.medium == "ata-sshd"
    assert codes(drives["/dev/sdd"].notes) == ["ata-locked"]


def test_a_hidden_end_is_told_and_an_empty_slot_is_not():
    _, drives = seen(MACHINES / "desktop-card-reader")
    assert codes(drives["/dev/sda"].notes) == ["hidden-area"]
    assert drives["/dev/sda"].health.verdict == "fail"
    assert drives["/dev/sdd"].identity.medium == "sd"
    assert not {"/dev/sdc", "/dev/sde", "/dev/sdf"} & set(drives)
