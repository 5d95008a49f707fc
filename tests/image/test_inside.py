"""What a booted guest is like inside, as a probe's script sees it: one direct boot, many questions."""

import json
import re

import pytest
from image import drives, partitions, probe, shipped
from image.machine import Guest, Inner, Setup

pytestmark = pytest.mark.image

MIB = 1 << 20
SCRIPT = """
for second in $(seq 120); do grep -q '"ready"' /run/coordi-wipe/place.json && break; sleep 1; done
until systemctl is-active --quiet multi-user.target; do sleep 1; done
section() { echo "== $1"; }
section failed; systemctl list-units --failed --no-legend --plain
section sockets; ss -H -ltnu
section swaps; tail -n +2 /proc/swaps
section mounts; findmnt -rn -o SOURCE,TARGET,FSTYPE,OPTIONS
section drives; lsblk -J -b -o NAME,TYPE,RO,TRAN,MOUNTPOINTS,SERIAL
section md; cat /proc/mdstat 2>/dev/null
section dm; ls /dev/mapper 2>/dev/null
section gettys; systemctl list-units --no-legend --plain '*getty*'
section logins; systemctl list-units --no-legend --plain --state=running | cut -d ' ' -f 1
section firewall; nft list ruleset
section place; cat /run/coordi-wipe/place.json; echo
section keymap; dumpkeys 2>/dev/null | grep '^keycode  16'
section cmdline; cat /proc/cmdline
section errors; journalctl -b -p err --no-pager -o cat
"""


@pytest.fixture(scope="module")
def inside(place):
    """Sections of what the script wrote, by name."""
    buses = ("nvme", "ahci", "virtio", "usb")
    made = [drives.tokens(place / f"{bus}.img", 16 * MIB) for bus in buses]
    inner = tuple(Inner(one.path, bus, f"{bus.upper()}00001") for one, bus in zip(made, buses, strict=True))
    medium = partitions.of(shipped.stick())["coordi-live"].uuid.lower()
    setup = Setup(
        medium="direct",
        drives=inner,
        network="user",
        append=f"{shipped.line()} coordi.medium=PARTUUID={medium}",
        more=probe.arguments(place / "probe", SCRIPT),
    )
    with Guest(setup, place / "inside") as guest:
        said = probe.said(guest, 600)
    parts = re.split(r"(?m)^== (\w+)$", said)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def test_no_unit_failed(inside):
    assert inside["failed"] == ""


def test_nothing_listens(inside):
    """Not even a resolver: what may be there is the DHCP client's own socket."""
    listening = [line.split() for line in inside["sockets"].splitlines()]
    assert [words for words in listening if words[0] != "udp" or not words[4].endswith(":68")] == []


def test_the_firewall_lets_nothing_in(inside):
    assert re.search(r"hook input priority filter; policy drop;", inside["firewall"])


def test_nothing_is_swapped_on_assembled_or_mounted(inside):
    assert inside["swaps"] == ""
    assert inside["dm"] in ("", "control")
    assert not re.search(r"^md", inside["md"], re.MULTILINE)
    sources = {line.split()[0] for line in inside["mounts"].splitlines()}
    stick = json.loads(inside["place"])["device"]
    assert {one for one in sources if one.startswith("/dev/") and not one.startswith("/dev/loop")} <= {
        f"{stick}5",
        f"{stick}3",
    }


def test_every_inner_drive_is_read_only_for_the_kernel(inside):
    found = {one["serial"]: one for one in json.loads(inside["drives"])["blockdevices"] if one["serial"]}
    wanted = {f"{bus}00001" for bus in ("NVME", "AHCI", "VIRTIO", "USB")}
    assert wanted <= found.keys()
    assert all(found[serial]["ro"] for serial in wanted)


def test_the_data_partition_is_mounted_where_nothing_is_run(inside):
    mounts = [one for one in inside["mounts"].splitlines() if one.split()[1] == "/var/lib/coordi-wipe"]
    line = mounts[-1]  # below it lies the empty one of whoever has no stick
    assert line.split()[2] == "ext4"
    assert {"nosuid", "nodev", "noexec", "noatime", "rw"} <= set(line.split()[3].split(","))
    assert json.loads(inside["place"])["state"] == "ready"


def test_nobody_can_log_in(inside):
    assert inside["gettys"] == ""
    assert "ssh" not in inside["logins"]


def test_a_probe_comes_only_where_the_menu_line_was_opened_for_it(inside):
    """The shipped line closes that door: what the firmware of a collected PC says is not run."""
    assert "systemd.import_credentials=no" not in inside["cmdline"]
    assert "systemd.import_credentials=no" in (shipped.ROOT / "live-build/kernel-line").read_text()
