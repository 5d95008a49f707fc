"""What guests' sticks are made of, tried without a guest: keys, settings, and the inventory behind TLS."""

import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from image import identity, served
from msgspec.structs import replace

from coordi_wipe.certificate import log
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.machine import Machine
from coordi_wipe.station import custody, papers
from coordi_wipe.station.begin import Beginning
from coordi_wipe.sync import clock, settings

DRIVE = Identity("/dev/sda", 1, "M", "S", "", "", "hdd", "drive", 1 << 30, 512, 512)


@pytest.mark.parametrize(
    ("made", "where", "rehearses"),
    [
        ({}, "", False),
        ({}, "qemu", True),
        ({"allow_virtual": True}, "qemu", False),
        ({"allow_virtual": True}, "", False),
        ({"opened": False}, "", False),
        ({"key": False}, "", True),
        ({"key": False}, "qemu", True),
    ],
)
def test_which_stick_signs_for_real_where(tmp_path, made, where, rehearses):
    home = identity.make(tmp_path / "data", **made).folder / "home"
    beginning = Beginning(LinuxHost(frozenset()), home, tmp_path / "run")
    assert beginning._is_rehearsal(DRIVE, Machine(virtual=where)) is rehearses
    kind = "rehearsal" if made.get("key") is False else "opened" if made.get("opened", True) else "locked"
    assert custody.state(home, tmp_path / "run").kind == kind
    if kind == "opened":
        assert papers.signer(home, tmp_path / "run", rehearsal=False).root == identity.ROOT.certificate


@pytest.mark.parametrize("offset", [0, 1 << 20])
def test_it_gets_into_a_file_system_whole_and_private(tmp_path, offset):
    made = identity.make(tmp_path / "data", allow_virtual=True)
    stick, alone, out = tmp_path / "stick", tmp_path / "ext4", tmp_path / "out"
    subprocess.run(["mke2fs", "-q", "-t", "ext4", alone, "8M"], check=True, capture_output=True)
    stick.write_bytes(bytes(offset) + alone.read_bytes())
    identity.put(made, stick, offset)
    identity.put(made, stick, offset)  # again, over what is there
    alone.write_bytes(stick.read_bytes()[offset:])
    out.mkdir()
    identity._debugfs(str(alone), f"rdump / {out}\n", write=False)
    for path in made.folder.rglob("*"):
        if path.is_file():
            copy = out / path.relative_to(made.folder)
            assert copy.read_bytes() == path.read_bytes()
            assert copy.stat().st_mode == path.stat().st_mode
    assert custody.state(out / "home", tmp_path / "run").kind == "opened"
    checked = subprocess.run(["e2fsck", "-fn", alone], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_inventory_that_its_settings_name_tells_it_the_time(tmp_path):
    pem = tmp_path / "root.pem"
    pem.write_bytes(identity.ROOT.certificate.public_bytes(Encoding.PEM))
    with served.inventory(tmp_path / "inventory", pem) as here:
        made = identity.make(tmp_path / "stick" / "data", served=here)
        found = settings.load(made.folder / "config/coordi-wipe/settings.toml")
        assert (found.address, found.log) == (f"https://10.0.2.2:{here.port}", log.read_key(here.log))
        nearer = replace(found, address=f"https://127.0.0.1:{here.port}")  # as seen from here
        told = clock.ask(nearer)
        assert isinstance(told, clock.ServerTime)
        assert told.error_seconds < 5
