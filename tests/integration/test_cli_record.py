"""`coordi-wipe record`: this machine becomes a folder that can be replayed, and its numbers stay at home."""

import json
import re
from pathlib import Path

import pytest
from cli_program import run

from coordi_wipe.hardware import calls
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.record import everything
from coordi_wipe.hardware.replay import ReplayHost

UUID, MAC = "4c4c4544-0051-3410-8051-b7c04f4e5a32", "3c:52:82:aa:01:fe"
BOOT = Path("/proc/sys/kernel/random/boot_id")


def booted_with(words, folder):
    """Words in front of a command, for which the kernel was booted with these words."""
    file = folder / "cmdline"
    file.write_text(f"{words}\n")
    script = f'mount --bind {file} /proc/cmdline; exec "$@"'
    return ["unshare", "--mount", "sh", "-ec", script, "sh"]


def lasting(machine_and_drives):
    """What a machine is while loop devices come and go."""
    machine, drives = machine_and_drives
    shown = [(d.identity.node, d.identity.model, d.identity.size, d.identity.medium) for d in drives]
    pc = (machine.vendor, machine.product, machine.processor, machine.cores, machine.memory, machine.virtual)
    return pc, sorted(drive for drive in shown if "/dev/loop" not in drive[0])


def numbers(machine_and_drives):
    """What tells this machine and its drives from all others."""
    machine, drives = machine_and_drives
    found = [machine.serial, machine.uuid, BOOT.read_text().strip()]
    found += [word for drive in drives for word in (drive.identity.serial, drive.identity.wwn)]
    return {word for word in found if len(word) > 4}


@pytest.mark.root
def test_this_machine_is_written_down_and_its_numbers_are_not(tmp_path):
    folder = tmp_path / "machines" / "this-one"
    booted = booted_with(f"root=UUID={UUID} ifname=eth0:{MAC}", tmp_path)

    done = run("record", folder, "--lang", "en", prefix=booted)

    assert (done.code, done.err) == (0, "")
    assert str(folder) in done.out
    here = everything(LinuxHost.from_environment())
    written = (folder / "calls.jsonl").read_text()
    assert [word for word in {UUID, MAC, *numbers(here)} if word.lower() in written.lower()] == []
    asked = {tuple(call["args"]): call for call in map(json.loads, written.splitlines())}
    invented = asked[("/proc/cmdline",)]["answer"]
    assert re.fullmatch(
        r"root=UUID=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} ifname=eth0:(..:){5}..\n", invented
    )
    assert lasting(everything(ReplayHost.from_folder(folder))) == lasting(here)
    assert lasting(here)[0][2]  # a machine without a processor would be nothing to compare


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "contient déjà un PC enregistré"), ("en", "already holds a recorded PC")],
)
def test_a_machine_that_is_recorded_already_is_not_overwritten(tmp_path, language, said):
    (tmp_path / calls.FILE).write_text("the only trace of a bug\n")

    done = run("record", tmp_path, "--lang", language)

    assert (done.code, done.out) == (3, "")
    assert f"{tmp_path} {said}" in done.err
    assert [path.name for path in tmp_path.iterdir()] == [calls.FILE]
    assert (tmp_path / calls.FILE).read_text() == "the only trace of a bug\n"


def test_a_folder_with_other_files_is_taken_and_they_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("what was odd here")

    done = run("record", tmp_path)

    assert done.code == 0, done.said
    assert calls.load(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "what was odd here"


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    done = run("record", tmp_path / "file" / "below")

    assert done.code == 1
    assert str(tmp_path / "file") in done.err
    assert len(done.err.splitlines()) == 1
