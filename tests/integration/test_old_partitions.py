"""After a wipe nobody sees the old partitions: the kernel has read the table again."""

import json
import subprocess
from pathlib import Path

import outside
import pytest
from workers import until


@pytest.mark.root
@pytest.mark.proves_wipe
def test_the_old_partitions_are_gone_when_the_wipe_is_over(stick, loop_drive):
    drive = loop_drive(8 << 20, partscan=True)
    table = ["sfdisk", "--quiet", "--no-tell-kernel", "--no-reread", drive.node]
    subprocess.run(table, input="2048,8192\n", text=True, check=True)
    subprocess.run(["partx", "--add", drive.node], check=True)
    first = Path(f"/sys/class/block/{Path(drive.node).name}p1")
    until(first.exists, "the partition")
    folder = stick.job(drive)

    assert stick.work(folder) == 0

    assert outside.faults(json.loads(folder.evidence.read_bytes()), drive.backing, drive.sentinel) == []
    assert not first.exists()
