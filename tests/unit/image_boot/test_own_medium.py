"""What our part of live-boot does in the initramfs: which medium it opens, and which screen it ends in.

The script runs in this machine's sh. Its files under /proc, /sys, /run and /dev are the test's, and what it
would do to the machine (mount, reboot…) is written down instead.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "live-build/includes/usr/lib/live/boot/9995-own-medium"
RULE = ROOT / "live-build/includes/usr/lib/udev/rules.d/59-coordi-wipe-guard.rules"
HOOK = ROOT / "live-build/includes/etc/initramfs-tools/hooks/coordi-wipe"
NUMBER = "c00bd11e-0000-4c1e-8a00-000000000003"

STUBS = """
mount() { echo "mount $*" >>did; [ ! -e unreadable ]; }
umount() { echo "umount $*" >>did; }
modprobe() { :; }
sleep() { :; }
reboot() { echo "reboot $*" >>did; exit 9; }
is_live_path() { [ ! -e empty ]; }
mountpoint=/run/live/medium
LIVE_MEDIA_PATH=live
. ./script
"""


class Boot:
    """An initramfs of our own in a folder."""

    def __init__(self, folder: Path, line: str, memory: int = 4_000_000):
        self.folder = folder
        (folder / "data").mkdir()
        (folder / "cmdline").write_text(f"boot=live quiet {line}\n")
        (folder / "meminfo").write_text(f"MemTotal:  {memory} kB\nMemFree: 1 kB\nMemAvailable: 500000 kB\n")
        (folder / "console").write_text("")
        places = {"/proc/": "", "/run/udev/data": "data", "/sys/dev/block": "sys", "/dev/console": "console"}
        text = SCRIPT.read_text()
        for path, ours in places.items():
            text = text.replace(path, f"{folder}/{ours}")
        # a console takes what is written after what is there; and no node here is a block device
        text = text.replace('>"${_console}"', '>>"${_console}"').replace(
            '[ -b "${_medium}" ]', '[ -n "${_medium}" ]'
        )
        (folder / "script").write_text(text)

    def drive(self, name: str, number: str, *properties: str, partition: bool = False):
        """A device that udev knows, as the kernel shows it under /sys."""
        disk = re.sub(r"(?<=\D)\d+$", "", name) if partition else name
        place = self.folder / "devices" / (f"{disk}/{name}" if partition else name)
        place.mkdir(parents=True, exist_ok=True)
        (place / "uevent").write_text("")
        if partition:
            (place / "partition").write_text("3\n")
        (self.folder / "sys").mkdir(exist_ok=True)
        (self.folder / "sys" / number).symlink_to(place)
        (self.folder / "data" / f"b{number}").write_text("".join(f"E:{text}\n" for text in properties))

    def run(self, command: str = ":") -> subprocess.CompletedProcess[str]:
        """What this command of live-boot does, once our file is read."""
        argv = ["sh", "-c", f"cd {self.folder}\n{STUBS}\n{command}"]
        return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)

    @property
    def screen(self) -> str:
        return (self.folder / "console").read_text()

    @property
    def did(self) -> list[str]:
        path = self.folder / "did"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def boot(tmp_path):
    def make(line=f"coordi.medium=PARTUUID={NUMBER}", **more):
        return Boot(tmp_path, line, **more)

    return make


def stick(here, name="sdb", number="8:1"):
    here.drive(name, f"{number}6", "ID_FS_TYPE=")
    here.drive(f"{name}3", f"{number}9", f"ID_PART_ENTRY_UUID={NUMBER}", "ID_FS_TYPE=iso9660", partition=True)


def test_only_the_named_medium_is_opened(boot):
    here = boot()
    here.drive("sda", "8:0", "ID_FS_TYPE=")
    here.drive("sda1", "8:1", "ID_PART_ENTRY_UUID=11111111-2222", "ID_FS_TYPE=ext4", partition=True)
    stick(here)
    found = here.run("find_livefs 0")
    assert (found.returncode, found.stdout) == (0, "/run/live/medium\n")
    assert here.did == ["mount -t iso9660 -o ro,noatime /dev/sdb3 /run/live/medium"]


def test_an_iso_copied_to_a_stick_is_one_medium(boot):
    here = boot("coordi.medium=UUID=2026-11-28-06-00-00-00")
    here.drive("sdb", "8:16", "ID_FS_UUID=2026-11-28-06-00-00-00")
    here.drive("sdb1", "8:17", "ID_FS_UUID=2026-11-28-06-00-00-00", partition=True)
    assert here.run("find_livefs 0").stdout == "/run/live/medium\n"
    assert here.did == ["mount -t iso9660 -o ro,noatime /dev/sdb /run/live/medium"]


@pytest.mark.parametrize("line", ["", "coordi.medium=", "coordi.medium=PARTUUID=", "coordi.medium=UUID="])
def test_without_a_name_nothing_is_opened(boot, line):
    here = boot(line)
    here.drive("sda1", "8:1", "ID_PART_ENTRY_UUID=", "ID_FS_UUID=", partition=True)
    assert here.run("find_livefs 0").returncode == 1
    assert here.did == []


def ends(here, command, code, *said):
    """This command ends in a screen with this code, and a restart: never in a shell."""
    done = here.run(command)
    assert (done.returncode, done.stdout, here.did[-1]) == (9, "", "reboot -f")
    assert f"Code {code}" in here.screen
    assert [
        part
        for part in (*said, "Aucun disque de ce PC n'a changé.", "Entrée : redémarrer")
        if part not in here.screen
    ] == []


def test_a_stick_that_does_not_come_is_waited_for_and_then_asked_for(boot):
    here = boot()
    assert here.run("find_livefs 5").returncode == 1
    assert "Recherche de la clé" in here.screen
    ends(here, "find_livefs 40", "B-03", "sur une autre prise USB")


def test_two_sticks_with_one_number(boot):
    here = boot()
    stick(here)
    stick(here, "sdc", "8:3")
    ends(here, "find_livefs 0", "B-04", "Laissez une seule clé")
    assert here.did == ["reboot -f"]  # neither was opened


@pytest.mark.parametrize("fault", ["unreadable", "empty"])
def test_a_stick_that_cannot_be_read(boot, fault):
    here = boot()
    stick(here)
    (here.folder / fault).touch()
    assert here.run("find_livefs 3").returncode == 1  # once more: it may have been slow
    ends(here, "find_livefs 10", "B-05", "/dev/sdb3")


def test_too_little_memory(boot):
    here = boot(memory=870_000)
    ends(here, ":", "B-02", "il faut 1 Go")


@pytest.mark.parametrize(
    ("memory", "line", "copied"),
    [
        (900_000, f"coordi.medium=PARTUUID={NUMBER}", False),
        (1_699_999, f"coordi.medium=PARTUUID={NUMBER}", False),
        (1_700_000, f"coordi.medium=PARTUUID={NUMBER}", True),
        (1_700_000, f"coordi.medium=PARTUUID={NUMBER} coordi.noram", False),
        (1_700_000, "fetch=http://there/filesystem.squashfs", False),
    ],
)
def test_the_medium_is_copied_where_there_is_room(boot, memory, line, copied):
    told = boot(line, memory=memory).run('echo "$TORAM $MODULETORAM"').stdout.strip()
    assert told == ("true filesystem.squashfs" if copied else "")


def medium(here, content=b"x" * 5000):
    """A mounted medium in the folder, with its image."""
    (here.folder / "medium/live").mkdir(parents=True)
    (here.folder / "medium/live/filesystem.squashfs").write_bytes(content)


def test_the_copy_is_whole_before_the_stick_is_let_go(boot):
    here = boot()
    medium(here)
    (here.folder / "meminfo").write_text("MemTotal: 4000000 kB\nMemAvailable: 3000000 kB\n")
    told = here.run('copy_live_to "$PWD/medium" ram; echo "$MODULETORAMFILE"').stdout
    assert told == f"{here.folder}/medium/filesystem.squashfs\n"
    assert [line.split(" ")[0] for line in here.did] == ["mount", "umount", "mount"]
    assert "N'enlevez pas la clé" in here.screen


def test_a_copy_that_breaks_off_is_no_system(boot):
    here = boot()
    medium(here)
    (here.folder / "meminfo").write_text("MemTotal: 4000000 kB\nMemAvailable: 3000000 kB\n")
    ends(here, 'cp() { return 1; }; copy_live_to "$PWD/medium" ram', "B-05", "filesystem.squashfs")
    assert not [line for line in here.did if line.startswith("umount")]


def test_without_room_for_the_copy_the_stick_stays(boot):
    here = boot()
    medium(here)
    assert here.run('copy_live_to "$PWD/medium" ram; echo "-$MODULETORAMFILE-"').stdout == "--\n"
    assert here.did == []


def test_a_stick_is_checked_in_french(boot):
    here = boot(f"coordi.medium=PARTUUID={NUMBER} verify-checksums")
    medium(here)
    listed = subprocess.run(
        ["sha256sum", "./live/filesystem.squashfs"],
        cwd=here.folder / "medium",
        capture_output=True,
        check=True,
    ).stdout
    (here.folder / "medium/sha256sum.txt").write_bytes(listed)
    assert here.run('Verify_checksums "$PWD/medium"').returncode == 9
    assert "La clé est bonne." in here.screen
    medium_file = here.folder / "medium/live/filesystem.squashfs"
    medium_file.write_bytes(medium_file.read_bytes()[:-1] + b"y")
    ends(here, 'Verify_checksums "$PWD/medium"', "B-05")


@pytest.mark.parametrize(
    ("why", "code"),
    [("Unable to find a medium containing a live file system", "B-03"), ("overlay not available.", "B-05")],
)
def test_what_would_end_in_a_shell_ends_in_a_sentence(boot, why, code):
    ends(boot(), f'panic "{why}"', code)


def test_the_kernel_has_every_letter_of_it():
    said = "".join(re.findall(r'"([^"]*)"', SCRIPT.read_text()))
    assert set(said) - {chr(code) for code in range(9, 127)} <= set("éèàç")


@pytest.mark.parametrize("path", [SCRIPT, HOOK])
def test_posix_sh_understands_it(path):
    assert subprocess.run(["sh", "-n", path], capture_output=True, check=True).stderr == b""
    if shutil.which("shellcheck"):
        done = subprocess.run(["shellcheck", path], capture_output=True, text=True, check=False)
        assert done.stdout == ""
    assert RULE.name in HOOK.read_text()
