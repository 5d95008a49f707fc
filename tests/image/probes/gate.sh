#!/bin/sh
# Runs in a guest: what the kernel's read-only flag stops, what it does not, and that our gate stops the rest.
#
# The guest has one SATA disk and one NVMe drive, both full of something that is not zero.
# Prints lines NAME=VALUE. The judge (test_gate.py) expects these values, in any order:
#   flag-sda=1 flag-nvme=1            the guard is there
#   write-sda=stopped write-nvme=stopped      write(2), as root
#   gate-N=refused for every N        LinuxHost.run starts none of the changing commands
#   after-gate-sda=same after-gate-nvme=same
#   raw-sg=through raw-nvme=through   the same commands started by hand reach the drive, in spite of the flag
#   after-raw-sda=changed after-raw-nvme=changed
#   second-add=0 second-change=0      the rule acts once in a drive's life: what was lifted stays so, and stays known
#   known-after=1
#   claim-lifted=0 claim-run=0 claim-after=1  only a claim may: the flag meanwhile, the tool's exit code, the flag after
#   awake=yes inhibited=yes unit-lifted=0 killed-flag=1     a worker's unit: the PC stays on meanwhile; killed, its drive is guarded
# and, in the raw images afterwards, sector 0 of sda and of the NVMe drive other than they were made.
over() { lsblk -dnro NAME,TRAN | while read -r name way; do [ "$way" = "$1" ] && echo "/dev/$name"; done; }
sda=$(over sata) nvme=$(over nvme)
work=$(mktemp -d)
flag() { cat "/sys/block/${1#/dev/}/ro"; }

begin() { dd if="$1" bs=4096 count=1 iflag=direct 2>/dev/null | sha256sum | cut -d ' ' -f 1; }
compare() { if [ "$2" = "$(begin "$1")" ]; then echo same; else echo changed; fi; }
stopped() { if dd if=/dev/zero of="$1" bs=4096 count=1 oflag=direct 2>/dev/null; then echo through; else echo stopped; fi; }

before_sda=$(begin "$sda") before_nvme=$(begin "$nvme")
echo "flag-sda=$(flag "$sda")"
echo "flag-nvme=$(flag "$nvme")"
echo "write-sda=$(stopped "$sda")"
echo "write-nvme=$(stopped "$nvme")"

head -c 512 /dev/zero >"$work/zeros"
cat >"$work/gate.py" <<'P'
import sys
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.errors import RefusedError

zeros, sda, nvme = sys.argv[1:]
COMMANDS = (
    ["nvme", "format", "--force", nvme],
    ["nvme", "sanitize", nvme, "-a", "2"],
    ["nvme", "write-zeroes", nvme, "-s", "0", "-c", "7"],
    ["sg_raw", "-s", "512", "-i", zeros, sda, *"8a 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00".split()],
    ["sg_sanitize", "--overwrite", sda],
    ["hdparm", "--user-master", "u", "--security-set-pass", "p", sda],
    ["hdparm", "--user-master", "u", "--security-erase", "p", sda],
    ["blkdiscard", "-f", nvme],
    ["blockdev", "--setrw", nvme],
    ["dd", "if=/dev/zero", f"of={nvme}", "count=1"],
)
for number, command in enumerate(COMMANDS):
    try:
        done = LinuxHost(None).run(command, timeout=60)
    except RefusedError as error:
        answer = "refused" if error.reason.code == "not-without-claim" else error.reason.code
    else:
        answer = f"ran-{done.code}"
    print(f"gate-{number}={answer}")
P
/opt/coordi-wipe/bin/python "$work/gate.py" "$work/zeros" "$sda" "$nvme"
echo "after-gate-sda=$(compare "$sda" "$before_sda")"
echo "after-gate-nvme=$(compare "$nvme" "$before_nvme")"

# the same by hand, which is what a program without the gate would do: WRITE(16) of sector 0, and Format NVM
if sg_raw -s 512 -i "$work/zeros" "$sda" 8a 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 >/dev/null 2>&1; then
  echo raw-sg=through
else
  echo raw-sg=stopped
fi
if nvme format --force "$nvme" >/dev/null 2>&1; then echo raw-nvme=through; else echo raw-nvme=stopped; fi
echo "after-raw-sda=$(compare "$sda" "$before_sda")"
echo "after-raw-nvme=$(compare "$nvme" "$before_nvme")"

blockdev --setrw "$nvme"
for event in add change; do
  udevadm trigger --action=$event --settle "$nvme"
  echo "second-$event=$(flag "$nvme")"
done
echo "known-after=$(udevadm info --query=property --property=COORDI_WIPE_GUARDED --value "$nvme")"
blockdev --setro "$nvme"

cat >"$work/claim.py" <<'P'
import sys
from pathlib import Path
from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost

node = sys.argv[1]
flag = Path("/sys/block", node.removeprefix("/dev/"), "ro")
host = LinuxHost(None)
(drive,) = drives(host, named=[node])
with host.claim(drive.identity) as claimed:
    print(f"claim-lifted={flag.read_text().strip()}")
    print(f"claim-run={claimed.run(['nvme', 'format', '--force', node], timeout=60, free=True).code}")
print(f"claim-after={flag.read_text().strip()}")
P
/opt/coordi-wipe/bin/python "$work/claim.py" "$nvme"

# a worker's unit as it is started, with a shell in the worker's place that lifts the flag and is killed
cat >"$work/unit.py" <<'P'
import subprocess
import sys
import time
from pathlib import Path
from coordi_wipe.hardware import guard
from coordi_wipe.jobs import launch

node, work = sys.argv[1:]
awake = launch.awake("probe")
print(f"awake={'yes' if awake else 'no'}")
words = launch.unit("probe", node, Path(work, "log"), {}, afterwards=[guard.command(node)])
shell = f"blockdev --setrw {node}; systemd-inhibit --list --no-legend >{work}/list; touch {work}/ready; sleep 600"
subprocess.run([*words, *awake, "sh", "-c", shell], check=True)
until = time.monotonic() + 60
while not Path(work, "ready").exists() and time.monotonic() < until:
    time.sleep(0.1)
print(f"inhibited={'yes' if 'coordi-wipe-job-probe' in Path(work, 'list').read_text() else 'no'}")
flag = Path("/sys/block", node.removeprefix("/dev/"), "ro")
print(f"unit-lifted={flag.read_text().strip()}")
subprocess.run(["systemctl", "kill", "--signal=KILL", "coordi-wipe-job-probe.service"], check=True)
while flag.read_text().strip() == "0" and time.monotonic() < until:
    time.sleep(0.1)
print(f"killed-flag={flag.read_text().strip()}")
P
/opt/coordi-wipe/bin/python "$work/unit.py" "$nvme" "$work"
rm -r "$work"
