"""What is in the image, and what is not: looked at without starting it."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from image import shipped

pytestmark = pytest.mark.image
MIB = 1 << 20
MEGABYTE = 1_000_000
LARGEST = 900 * MEGABYTE


@pytest.fixture(scope="module")
def files() -> frozenset[str]:
    """Paths of the root file system, without the first slash."""
    argv = ["unsquashfs", "-lc", "-d", "", str(shipped.inside() / "filesystem.squashfs")]
    said = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return frozenset(line.strip("/") for line in said.splitlines())


@pytest.fixture(scope="module")
def packages() -> frozenset[str]:
    text = (shipped.stick().parent / "coordi-wipe.packages").read_text()
    return frozenset(line.split()[0].split(":")[0] for line in text.splitlines())


@pytest.fixture(scope="module")
def table() -> dict:
    said = subprocess.run(["sfdisk", "--json", str(shipped.stick())], check=True, capture_output=True)
    return json.loads(said.stdout)["partitiontable"]


def in_iso(path: str, tmp_path: Path) -> str:
    target = tmp_path / "file"
    argv = ["xorriso", "-osirrox", "on", "-indev", str(shipped.iso()), "-extract", path, str(target)]
    subprocess.run(argv, check=True, capture_output=True)
    return target.read_text()


def test_the_iso_is_small_enough_for_a_cd_and_for_one_gigabyte_of_memory():
    assert 100 * MEGABYTE < shipped.iso().stat().st_size <= LARGEST


def test_it_holds_no_compiler(files, packages):
    tools = {"gcc", "cc", "g++", "c++", "clang", "tcc", "ld", "as", "make", "cargo", "rustc", "go"}
    assert not {path for path in files if re.fullmatch(r"usr/(local/)?s?bin/[^/]+", path)} & {
        f"usr/bin/{tool}" for tool in tools
    }
    assert not {
        name
        for name in packages
        if re.match(r"(gcc|g\+\+|clang|tcc|binutils|build-essential)(-|$)(?!\d+-base)", name)
    }
    assert not {name for name in packages if name.endswith("-dev")}


def test_it_holds_no_desktop(packages):
    graphical = r"(xserver|xorg|xwayland|wayland|gnome|kde|plasma|xfce|lxde|lxqt|mate|lightdm|gdm3|sddm)(-|$)"
    assert not {name for name in packages if re.match(graphical, name)}


def test_nothing_is_installed_that_assembles_what_lies_on_drives(packages):
    tools = {
        "lvm2",
        "mdadm",
        "multipath-tools",
        "zfsutils-linux",
        "udisks2",
        "bcache-tools",
        "dmraid",
        "btrfs-progs",
    }
    assert not tools & packages


def test_nobody_can_log_in_from_elsewhere(packages, files):
    servers = {"openssh-server", "dropbear", "telnetd", "rsync", "samba", "nfs-kernel-server", "cockpit"}
    assert not servers & packages
    assert "usr/sbin/sshd" not in files


def test_the_tools_that_erase_are_there(files):
    wanted = {"hdparm", "nvme", "sg_sanitize", "sg_format", "smartctl", "blkdiscard", "sfdisk"}
    there = {Path(path).name for path in files if re.match(r"usr/s?bin/", path)}
    assert wanted <= there


def test_the_program_is_installed_whole_with_every_package_of_the_lock(files):
    site = "opt/coordi-wipe/lib/python3.13/site-packages"
    lock = (shipped.ROOT / "requirements.lock").read_text()
    versions = dict(re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", lock))
    found = dict(
        re.fullmatch(rf"{site}/([^/]+)-([^-/]+)\.dist-info/METADATA", path).groups()
        for path in files
        if re.fullmatch(rf"{site}/[^/]+\.dist-info/METADATA", path)
    )
    same = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}
    assert {"textual", "pyudev", "psutil", "py-cpuinfo", "pysmart", "reportlab", "requests"} <= same.keys()
    same.pop("coordi-wipe")
    locked = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in versions.items()}
    assert same == {name: locked[name] for name in same}
    assert "opt/coordi-wipe/bin/coordi-wipe" in files
    assert any(path.startswith(f"{site}/coordi_wipe/certs/schemas/") for path in files)
    assert not {path for path in files if path.startswith("opt/wheels")}


def test_no_test_tool_and_no_rehearsal_drive_came_along(files):
    site = "opt/coordi-wipe/lib/python3.13/site-packages"
    assert (
        not {f"{site}/{name}" for name in ("pytest", "hypothesis", "mypy", "mfusepy.py", "selenium")} & files
    )


def test_partition_3_of_the_stick_is_the_iso_byte_for_byte(table):
    live = table["partitions"][2]
    assert live["name"] == "coordi-live"
    size = shipped.iso().stat().st_size
    assert size <= live["size"] * 512
    argv = ["cmp", "--bytes", str(size), "--ignore-initial", f"{live['start'] * 512}:0"]
    assert subprocess.run([*argv, str(shipped.stick()), str(shipped.iso())], check=False).returncode == 0


def test_the_stick_has_four_partitions_and_room_for_none_yet(table):
    assert [part["name"] for part in table["partitions"]] == [
        "coordi-bios",
        "coordi-esp",
        "coordi-live",
        "COORDI-EXPORT",
    ]
    assert all(part["start"] % 2048 == 0 for part in table["partitions"][1:])  # a megabyte each


def test_its_checksums_are_those_of_its_files():
    folder = shipped.stick().parent
    for name in ("coordi-wipe.iso", "coordi-wipe.img"):
        said = subprocess.run(["sha256sum", "--check", "--status", f"{name}.sha256"], cwd=folder, check=False)
        assert said.returncode == 0


def test_the_packed_image_is_the_image():
    unpacked = subprocess.Popen(["zstd", "-dc", f"{shipped.stick()}.zst"], stdout=subprocess.PIPE)
    said = subprocess.run(["cmp", "-", str(shipped.stick())], stdin=unpacked.stdout, check=False)
    assert (said.returncode, unpacked.wait()) == (0, 0)


def test_the_menu_is_french_and_its_lines_are_locked(tmp_path):
    menu = in_iso("/boot/grub/menu.cfg", tmp_path)
    titles = re.findall(r'menuentry "([^"(]+)', menu)
    assert [title.strip() for title in titles] == [
        "Démarrer",
        "Écran simplifié",
        "Sans copie en mémoire",
        "Tester la mémoire",
        "Tester la mémoire",
        "Vérifier la clé",
        "Console série",
    ]
    assert len(re.findall(r"--unrestricted \{", menu)) == len(titles)
    assert re.search(r'(?m)^set superusers="encadrant"$', menu)
    assert "password" not in re.sub(
        r"(?m)^#.*|insmod password_pbkdf2", "", menu
    )  # none is known to everybody
    assert re.search(r"(?m)^set timeout=5$", menu)


def test_grub_never_searches_other_drives(tmp_path):
    for path in ("/boot/grub/menu.cfg", "/EFI/debian/grub.cfg"):
        words = re.sub(r"(?m)#.*", "", in_iso(path, tmp_path)).split()
        assert "search" not in words
        assert "save_env" not in words
        (tmp_path / "file").unlink()


def test_the_kernel_is_told_to_leave_drives_alone(tmp_path):
    menu = in_iso("/boot/grub/menu.cfg", tmp_path)
    line = re.search(r'(?m)^set line="([^"]*)', menu).group(1).split()
    assert {"noresume", "nopersistence", "systemd.gpt_auto=0", "quiet", "consoleblank=0"} <= set(line)
    assert "gpt" in line  # of a stick's torn table the last copy is read (block/partitions/efi.c)
    assert "systemd.import_credentials=no" in line  # what a PC's firmware says is not obeyed
    assert "coordi.medium=$medium" in line


def test_shim_is_signed_by_microsoft_for_2011_and_for_2023(tmp_path):
    argv = ["mcopy", "-i", f"{shipped.stick()}@@{MIB}", "::/EFI/BOOT/BOOTX64.EFI", str(tmp_path / "shim.efi")]
    subprocess.run(argv, check=True, capture_output=True)
    signers = (tmp_path / "shim.efi").read_bytes()
    assert b"Microsoft Corporation UEFI CA 2011" in signers
    assert b"Microsoft UEFI CA 2023" in signers


def test_no_fallback_that_writes_boot_entries_into_the_pc():
    argv = ["mdir", "-b", "-/", "-i", f"{shipped.stick()}@@{MIB}", "::/"]
    said = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.lower()
    assert "bootx64.efi" in said
    assert "fbx64.efi" not in said
    assert "bootx64.csv" not in said


def test_the_console_s_keyboard_is_french():
    """What is loaded at boot; the settings that it was made of are French in any case."""
    name = "etc/console-setup/cached_UTF-8_del.kmap.gz"
    keymap = gzip.decompress((shipped.unpacked(name) / name).read_bytes()).decode()
    keys = dict(re.findall(r"(?m)^keycode +(\d+) = \+?(\S+)", keymap))
    assert [keys[code] for code in ("16", "3", "39")] == ["U+0061", "U+00e9", "U+006d"]  # a, é, m
