"""The gate in front of every program: what may change a drive is not started without a claim."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.hardware import harmless
from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.messages.sentences import sentence
from coordi_wipe.model.errors import RefusedError

MACHINES = Path(__file__).parents[2] / "machines"

CHANGING = [
    "nvme format /dev/nvme0n1 --ses=1",
    "nvme format --force /dev/nvme0",
    "nvme sanitize /dev/nvme0 -a 2",
    "nvme write-zeroes /dev/nvme0n1 -s 0 -c 7",
    "nvme admin-passthru /dev/nvme0 --opcode=0x80",
    "nvme delete-ns /dev/nvme0 -n 1",
    "nvme /dev/nvme0 id-ctrl",
    "nvme",
    "hdparm --user-master u --security-set-pass p /dev/sda",
    "hdparm --user-master u --security-erase p /dev/sda",
    "hdparm --security-erase-enhanced p /dev/sda",
    "hdparm -I --security-erase p /dev/sda",
    "hdparm -N 1000 /dev/sda",
    "hdparm -N p1000 /dev/sda",
    "hdparm -Np1000 /dev/sda",
    "hdparm --dco-restore /dev/sda",
    "hdparm --yes-i-know-what-i-am-doing --write-sector 0 /dev/sda",
    "hdparm --trim-sector-ranges 0:8 /dev/sda",
    "hdparm --fwdownload firmware /dev/sda",
    "hdparm -I /dev/sda /dev/sdb",
    "sg_sanitize --crypto /dev/sda",
    "sg_format --format /dev/sda",
    "sg_raw /dev/sda 2a 00 00 00 00 00 00 00 01 00",
    "sg_dd if=/dev/zero of=/dev/sda",
    "sg_write_same --lba=0 --num=8 /dev/sda",
    "smartctl -l scterc,70,70 /dev/sda",
    "smartctl --log=scterc,70,70 /dev/sda",
    "smartctl -t long /dev/sda",
    "smartctl -s off /dev/sda",
    "smartctl --set=security-freeze /dev/sda",
    "smartctl -d --set=wcache,off /dev/sda",
    "smartctl -l",
    "blkdiscard -f /dev/sda",
    "blockdev --setrw /dev/sda",
    "blockdev --rereadpt /dev/sda",
    "dd if=/dev/zero of=/dev/sda",
    "mmc erase secure-erase 0 100 /dev/mmcblk0",
    "sedutil-cli --yesIreallywanttoERASEALLmydatausingthePSID P /dev/sda",
    "blkid -c /dev/sda -p /dev/sda",
    "/usr/sbin/nvme id-ctrl /dev/nvme0",
    "./hdparm -I /dev/sda",
    "sh -c true",
    "wipefs -a /dev/sda",
    "mkfs.ext4 /dev/sda",
    "mount /dev/sda1 /mnt",
    "losetup --version /dev/sda",
    "shred --version",
]


@pytest.mark.parametrize("command", CHANGING)
def test_a_command_that_may_change_a_drive_is_refused_before_it_starts(command, monkeypatch):
    started = []
    monkeypatch.setattr("subprocess.Popen", lambda *words, **_: started.append(words))
    with pytest.raises(RefusedError) as raised:
        LinuxHost(None).run(command.split(), timeout=10)
    assert started == []
    assert raised.value.reason.args == {"program": " ".join(command.split()[:2])}
    assert " ".join(command.split()[:2]) in sentence(raised.value.reason, language="fr")


def asked():
    """Every command that a recorded machine was asked."""
    for path in sorted(MACHINES.glob("*/calls.jsonl")):
        for line in path.read_text().splitlines():
            call = json.loads(line)
            if call["call"] == "run":
                yield tuple(call["args"])


def test_every_question_that_detection_asked_a_recorded_machine_passes():
    commands = sorted(set(asked()))
    assert {command[0] for command in commands} >= {"hdparm", "nvme", "smartctl"}
    for command in commands:
        harmless.check(command)


@given(st.lists(st.sampled_from(sorted({word for line in CHANGING for word in line.split()})), max_size=4))
def test_a_harmless_word_does_not_carry_a_harmful_one_in(more):
    known = {"-I", "-N", "--dco-identify"}
    command = ["hdparm", "-I", *more]
    nodes = sum(word.startswith("/dev/") for word in more)
    if known.issuperset(word for word in more if not word.startswith("/dev/")) and nodes <= 1:
        harmless.check(command)
    else:
        with pytest.raises(RefusedError):
            harmless.check(command)


@pytest.mark.root
def test_the_same_command_runs_on_a_drive_that_is_claimed(loop_drive):
    made = loop_drive(1 << 20)
    host = LinuxHost.from_environment()
    command = ["blkdiscard", "--zeroout", made.node]
    with pytest.raises(RefusedError):
        host.run(command, timeout=30)
    assert made.sentinels_left() > 0
    (drive,) = drives(host, named=[made.node])
    with host.claim(drive.identity) as claimed:
        assert claimed.run(command, timeout=30, free=True).code == 0
    assert made.sentinels_left() == 0
