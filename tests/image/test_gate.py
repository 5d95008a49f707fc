"""The kernel's read-only flag and the station's gate in a guest: what each of them stops.

The guest's part, and what each line of its answer means: probes/gate.sh.
"""

from pathlib import Path

import pytest
from image import drives, partitions, probe, shipped
from image.machine import Guest, Inner, Setup

pytestmark = [pytest.mark.image, pytest.mark.slow]

MIB = 1 << 20
SCRIPT = Path(__file__).with_name("probes") / "gate.sh"
_LINES = """
    flag-sda=1 flag-nvme=1 write-sda=stopped write-nvme=stopped after-gate-sda=same after-gate-nvme=same
    raw-sg=through raw-nvme=through after-raw-sda=changed after-raw-nvme=changed
    second-add=0 second-change=0 known-after=1 claim-lifted=0 claim-run=0 claim-after=1
    awake=yes inhibited=yes unit-lifted=0 killed-flag=1
"""
EXPECTED = dict(line.split("=") for line in _LINES.split()) | {f"gate-{n}": "refused" for n in range(10)}


def test_the_flag_stops_writes_the_gate_stops_commands_and_only_a_claim_passes(place):
    made = {bus: drives.tokens(place / f"gate-{bus}.img", 16 * MIB) for bus in ("ahci", "nvme")}
    medium = partitions.of(shipped.stick())["coordi-live"].uuid.lower()
    setup = Setup(
        medium="direct",
        drives=tuple(Inner(one.path, bus, f"{bus.upper()}00002") for bus, one in made.items()),
        append=f"{shipped.line()} coordi.medium=PARTUUID={medium}",
        more=probe.arguments(place / "gate-probe", SCRIPT.read_text()),
    )
    with Guest(setup, place / "gate") as guest:
        said = probe.said(guest, 600)
    told = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    assert {name: told.get(name) for name in EXPECTED} == EXPECTED
    # what the guest says is not believed alone: one sector was written by SG_IO, the NVMe drive was formatted
    assert made["ahci"].path.read_bytes()[:512] == bytes(512)
    assert made["ahci"].left() > 0
    assert made["nvme"].left() == 0
