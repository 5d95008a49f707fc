"""What /proc says about mounts and swap, with its escapes."""

import errno

import pytest

from coordi_wipe.hardware import uses as uses_module
from coordi_wipe.hardware.uses import Mount, holder, mounts, swaps

MOUNTINFO = (
    b"26 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard\n"
    rb"44 26 8:17 / /media/Cl\303\251\040de\040Paul rw,nosuid shared:9 master:3 - vfat /dev/sdb1 rw" + b"\n"
    b"45 26 0:48 /@home /srv rw - btrfs /dev/sdc1 rw,subvol=/@home\n"
    b"rubbish\n"
)


def test_mountinfo():
    assert mounts(MOUNTINFO) == (
        Mount("254:0", "/", "/dev/vda"),
        Mount("8:17", "/media/Clé de Paul", "/dev/sdb1"),
        Mount("0:48", "/srv", "/dev/sdc1"),
    )


def test_swaps_with_and_without_blanks():
    table = (
        b"Filename\tType\tSize\tUsed\tPriority\n/dev/sda2  partition 8388604 0 -2\n/my\\040swap file 1 0 -3\n"
    )
    assert swaps(table) == ("/dev/sda2", "/my swap")
    assert swaps(b"Filename\tType\tSize\tUsed\tPriority\n") == ()


def test_the_longest_mount_point_holds_a_path():
    where = (
        Mount("1:1", "/", "a"),
        Mount("2:2", "/srv", "b"),
        Mount("3:3", "/srv", "c"),
        Mount("4:4", "/srv2", "d"),
    )
    assert holder(where, "/srv/x").source == "c"  # mounted over b
    assert holder(where, "/srv").source == "c"
    assert holder(where, "/srvx/y").source == "a"
    assert holder(where[1:], "/etc") is None


class Proc:
    def __init__(self, files, folders):
        self.files, self.folders = files, folders

    def read(self, path):
        if path not in self.files:
            raise OSError(errno.ENOENT, "no such file", path)
        return self.files[path]

    def list(self, path):
        if path not in self.folders:
            raise OSError(errno.ENOENT, "no such folder", path)
        return self.folders[path]


def test_all_uses_together():
    host = Proc(
        {
            "/proc/self/mountinfo": MOUNTINFO,
            "/proc/swaps": b"Filename\n",
            "/proc/cmdline": b"boot=live coordi.medium=PARTUUID=0A1B-03 quiet\n",
        },
        {
            "/sys/fs/btrfs": ["aaaa", "features"],
            "/sys/fs/btrfs/aaaa/devices": ["sdc1", "sdd1"],
            "/proc/spl/kstat/zfs": ["tank"],
        },
    )
    found = uses_module.uses(host)
    assert (found.btrfs, found.pools, found.medium) == ((("sdc1", "sdd1"),), {"tank"}, "0a1b-03")


@pytest.mark.parametrize(
    ("line", "medium"),
    [
        (b"boot=live coordi.medium=UUID=2026-11-28-07-05-09-AB quiet\n", "2026-11-28-07-05-09-ab"),
        (b"coordi.medium=PARTUUID=0A1B-03", "0a1b-03"),
        (b"boot=live xcoordi.medium=UUID=1 coordi.medium=LABEL=2\n", ""),
        (b"boot=live coordi.medium=UUID= quiet\n", ""),
    ],
)
def test_the_boot_loader_names_the_medium(line, medium):
    files = {"/proc/self/mountinfo": b"", "/proc/swaps": b"Filename\n", "/proc/cmdline": line}
    assert uses_module.uses(Proc(files, {})).medium == medium


def test_what_only_the_first_process_sees_mounted_counts():
    files = {"/proc/self/mountinfo": b"", "/proc/1/mountinfo": MOUNTINFO, "/proc/swaps": b"Filename\n"}
    assert [mount.number for mount in uses_module.uses(Proc(files, {})).mounts] == ["254:0", "8:17", "0:48"]


def test_a_proc_that_cannot_be_read_is_an_error_and_not_a_free_drive():
    with pytest.raises(OSError, match="no such file"):
        uses_module.uses(Proc({}, {}))
