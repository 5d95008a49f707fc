"""The write guard: in the initramfs that ships, at work there before the medium is looked for, and for a
drive that is plugged in later; without the rule, the same drive may be written."""

import re
import subprocess

import pytest
from image import drives, initramfs, partitions, probe, shipped
from image.machine import Guest, Inner, Setup

pytestmark = [pytest.mark.image, pytest.mark.root]

MIB = 1 << 20
RULE = "usr/lib/udev/rules.d/59-coordi-wipe-guard.rules"
BUSES = ("nvme", "ahci", "virtio", "usb")
LATE = ("LATE0001", "LATE0002")

# sourced by live-boot behind 9995-own-medium: udev has settled, and nothing was mounted yet
LOOK = f"""#!/bin/sh
_tries=0
while [ "$(ls -d /sys/block/sd* /sys/block/nvme* /sys/block/vd* 2>/dev/null | wc -l)" -lt {len(BUSES) + 1} ]
do
	_tries=$((_tries + 1))
	[ "$_tries" -lt 30 ] || break
	sleep 1
done
udevadm settle
for _disk in /sys/block/sd* /sys/block/nvme* /sys/block/vd*
do
	echo "early-${{_disk##*/}}=$(cat "$_disk/ro")"
done >/run/early
"""

SCRIPT = f"""
until [ -e /run/coordi-wipe/place.json ]; do sleep 1; done
cat /run/early
lsblk -dnro NAME,SERIAL | while read -r name serial; do echo "serial-$serial=$name"; done
late() {{
  until node=$(lsblk -dpnro SERIAL,NAME | sed -n "s/^$1 //p") && [ -n "$node" ]; do sleep 0.2; done
  udevadm settle
  echo "ro-$1=$(blockdev --getro "$node")"
  echo "flag-$1=$(cat "/sys/block/${{node##*/}}/ro")"
  if dd if=/dev/zero of="$node" bs=4096 count=1 oflag=direct 2>/dev/null
  then echo "write-$1=through"; else echo "write-$1=stopped"; fi
}}
echo "now={LATE[0]}"
late {LATE[0]}
rm /{RULE}
udevadm control --reload
echo "now={LATE[1]}"
late {LATE[1]}
"""


def test_the_initramfs_holds_the_rule_and_every_program_that_it_runs(image, tmp_path):
    """Byte for byte the root file system's; and each program runs there, with the libraries that it finds."""
    assert image is not None
    inside = initramfs.unpack(tmp_path / "initramfs")
    rule = (inside / RULE).read_bytes()
    assert rule == (shipped.unpacked(RULE) / RULE).read_bytes()
    programs = set(re.findall(r'PROGRAM=="(/[^ "]+)', rule.decode()))
    assert programs == {"/usr/sbin/blockdev", "/usr/bin/test"}
    for program, words, said in (
        ("/usr/sbin/blockdev", ["--help"], "--setro"),
        ("/usr/bin/test", ["7", "=", "7"], ""),
    ):
        done = subprocess.run(
            ["chroot", inside, program, *words], check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"
        assert said in done.stdout


@pytest.fixture(scope="module")
def told(place):
    """NAME=VALUE lines of a guest with four drives, into which two are plugged while it runs."""
    made = [drives.tokens(place / f"guarded-{bus}.img", 16 * MIB) for bus in BUSES]
    inner = tuple(Inner(one.path, bus, f"{bus.upper()}00003") for one, bus in zip(made, BUSES, strict=True))
    late = [drives.tokens(place / f"{serial}.img", 16 * MIB) for serial in LATE]
    medium = partitions.of(shipped.stick())["coordi-live"].uuid.lower()
    setup = Setup(
        medium="direct",
        drives=inner,
        append=f"{shipped.line()} coordi.medium=PARTUUID={medium}",
        initrd=initramfs.with_more(place / "looking.img", {"usr/lib/live/boot/9996-look": LOOK}),
        more=probe.arguments(place / "guarded-probe", SCRIPT),
    )
    with Guest(setup, place / "guarded") as guest:
        for serial, one in zip(LATE, late, strict=True):
            probe.said(guest, 600, f"now={serial}")
            guest.qmp("blockdev-add", **{"node-name": serial, "driver": "file", "filename": str(one.path)})
            device = {"driver": "usb-storage", "bus": "xhci.0", "drive": serial, "id": serial}
            guest.qmp("device_add", **device, serial=serial)
        said = probe.said(guest, 300)
    lines = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    left = {serial: one.left() for serial, one in zip(LATE, late, strict=True)}
    return lines | {f"left-{serial}": left[serial] for serial in LATE}


def test_every_drive_is_read_only_before_the_medium_is_looked_for(told):
    early = {name: value for name, value in told.items() if name.startswith("early-")}
    inner = {told[f"serial-{bus.upper()}00003"] for bus in BUSES}
    assert {f"early-{name}" for name in inner} <= early.keys()
    assert len(early) == len(BUSES) + 1  # the stick too: its own service lifts it
    assert set(early.values()) == {"1"}


def test_a_drive_that_is_plugged_in_is_read_only_by_the_rule_and_by_nothing_else(told):
    """The second one comes when the rule is gone."""
    whole = 16 * MIB // drives.TOKEN
    first, second = LATE
    assert [told[f"{what}-{first}"] for what in ("ro", "flag", "write")] == ["1", "1", "stopped"]
    assert told[f"left-{first}"] == whole
    assert [told[f"{what}-{second}"] for what in ("ro", "flag", "write")] == ["0", "0", "through"]
    assert told[f"left-{second}"] == whole - 4096 // drives.TOKEN
