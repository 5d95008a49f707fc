"""Discovery and protection on real devices that this test makes: loop devices, mounts, swap."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from coordi_wipe.hardware.discovery import drives
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.errors import UsageError

HOST = LinuxHost.from_environment()


def run(*argv, **more):
    return subprocess.run([str(word) for word in argv], check=True, capture_output=True, **more)


def one(name, **more):
    (drive,) = drives(HOST, named=[str(name)], **more)
    return drive


def codes(drive):
    return [reason.code for reason in drive.protection]


@contextmanager
def mounted(node, folder: Path):
    folder.mkdir()
    run("mount", node, folder)
    try:
        yield
    finally:
        run("umount", folder)


@contextmanager
def partitioned(node):
    """Two partitions, the first an ext4 with a label. The kernel is told even where it reads no tables."""
    table = 'label: gpt\nsize=8MiB, type=linux, name=first\nsize=4MiB, type=swap, name="second part"\n'
    run("sfdisk", "--quiet", "--no-tell-kernel", "--no-reread", node, input=table.encode())
    if not Path(f"{node}p1").exists():
        run("partx", "--add", node)
    run("mkfs.ext4", "-q", "-L", "Mes données", f"{node}p1")
    try:
        yield f"{node}p1", f"{node}p2"
    finally:
        subprocess.run(["partx", "--delete", node], capture_output=True, check=False)


@pytest.mark.root
def test_a_loop_device_is_found_only_when_named(loop_drive):
    made = loop_drive(16 << 20, sector=4096)
    assert made.node not in {drive.identity.node for drive in drives(HOST)}
    drive = one(made.node)
    identity = drive.identity
    assert (identity.node, identity.medium, identity.source) == (made.node, "loop", "none")
    assert (identity.size, identity.logical, identity.physical) == (16 << 20, 4096, 4096)
    sequence = Path(f"/sys/class/block/{Path(made.node).name}/diskseq").read_text()
    assert identity.diskseq == int(sequence) > 0
    assert (drive.transport, drive.protection, drive.content) == ("loop", (), ())


@pytest.mark.root
def test_named_drives_come_in_the_order_of_their_names(loop_drive, tmp_path):
    first, second = loop_drive(1 << 20).node, loop_drive(2 << 20).node
    link = tmp_path / "by-my-own-name"
    link.symlink_to(first)
    found = drives(HOST, named=[second, str(link)])
    assert [drive.identity.node for drive in found] == [second, first]


@pytest.mark.root
def test_partitions_and_labels_are_content(loop_drive):
    node = loop_drive(16 << 20, fill=False).node
    with partitioned(node) as (first, second):
        found = [(part.node, part.size, part.kind, part.label) for part in one(node).content]
    assert found == [(first, 8 << 20, "ext4", "Mes données"), (second, 4 << 20, "swap", "second part")]


@pytest.mark.root
def test_a_file_system_on_the_whole_drive_is_content(loop_drive):
    node = loop_drive(16 << 20, fill=False).node
    run("mkfs.ext4", "-q", "-L", "tout", node)
    assert [(part.node, part.kind, part.label) for part in one(node).content] == [(node, "ext4", "tout")]


@pytest.mark.root
def test_mounted_protects_and_unmounted_does_not(loop_drive, tmp_path):
    node = loop_drive(16 << 20, fill=False).node
    run("mkfs.ext4", "-q", node)
    assert codes(one(node)) == []
    with mounted(node, tmp_path / "a b"):
        (reason,) = one(node).protection
        assert (reason.code, reason.args) == ("protected-mounted", {"path": str(tmp_path / "a b")})
    assert codes(one(node)) == []


@pytest.mark.root
def test_a_mounted_partition_protects_its_drive(loop_drive, tmp_path):
    node = loop_drive(16 << 20, fill=False).node
    with partitioned(node) as (first, _), mounted(first, tmp_path / "mnt"):
        assert codes(one(node)) == ["protected-mounted"]


@pytest.mark.root
def test_the_drive_of_our_ledger_is_protected(loop_drive, tmp_path):
    node = loop_drive(16 << 20, fill=False).node
    run("mkfs.ext4", "-q", node)
    with mounted(node, tmp_path / "stick"):
        home = tmp_path / "stick" / "coordi-wipe" / "not-made-yet"
        assert codes(one(node, protected_paths=[str(home)])) == ["protected-mounted", "protected-ledger"]
        assert codes(one(node, protected_paths=[str(tmp_path)])) == ["protected-mounted"]


@pytest.mark.root
def test_swap_protects(loop_drive):
    node = loop_drive(16 << 20, fill=False).node
    run("mkswap", node)
    on = subprocess.run(["swapon", node], capture_output=True, check=False)
    if on.returncode:
        pytest.skip("this kernel takes no swap")
    try:
        assert codes(one(node)) == ["protected-swap"]
    finally:
        run("swapoff", node)
    assert codes(one(node)) == []


@pytest.mark.root
def test_read_only_protects(loop_drive):
    node = loop_drive(1 << 20).node
    run("blockdev", "--setro", node)
    assert codes(one(node)) == ["protected-read-only"]
    run("blockdev", "--setrw", node)
    assert codes(one(node)) == []


@pytest.mark.root
def test_an_empty_loop_device_is_no_drive_to_wipe():
    free = run("losetup", "--find").stdout.decode().strip()
    assert codes(one(free)) == ["protected-no-medium"]


@pytest.mark.root
def test_a_partition_is_refused_with_the_name_of_its_drive(loop_drive):
    node = loop_drive(16 << 20, fill=False).node
    with partitioned(node) as (first, _), pytest.raises(UsageError) as raised:
        one(first)
    assert (raised.value.reason.code, raised.value.reason.args["disk"]) == ("drive-is-a-partition", node)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("{tmp}/absent", "drive-not-found"),
        ("{tmp}", "drive-is-a-folder"),
        ("{tmp}/file", "drive-is-a-file"),
        ("/dev/null", "drive-is-a-character-device"),
    ],
)
def test_what_is_no_drive_is_said_plainly(tmp_path, name, code):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(UsageError) as raised:
        one(name.format(tmp=tmp_path))
    assert (raised.value.reason.code, raised.value.exit_code) == (code, 2)


def test_a_file_is_a_drive_when_asked_for(file_drive):
    made = file_drive(1 << 20)
    drive = one(made.node, file_drives=True)
    assert (drive.identity.medium, drive.identity.size, drive.protection) == ("file", 1 << 20, ())
    assert drive.notes[0].code == "disposable-drive"


def test_a_file_of_our_ledger_is_no_drive(file_drive, tmp_path):
    ours, other = file_drive(1 << 20), tmp_path.parent / f"{tmp_path.name}-beside"
    other.write_bytes(bytes(512))
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(ours.backing)
    for path in (ours.node, link):  # by its own name and by another
        assert codes(one(path, file_drives=True, protected_paths=[str(tmp_path)])) == ["protected-ledger"]
    assert codes(one(ours.node, file_drives=True, protected_paths=[ours.node])) == ["protected-ledger"]
    assert codes(one(other, file_drives=True, protected_paths=[str(tmp_path)])) == []
    absent = str(tmp_path / "home" / "not-made-yet")  # what lies beside it is not ours
    assert codes(one(ours.node, file_drives=True, protected_paths=[absent])) == []


@pytest.mark.root
def test_a_file_behind_a_loop_device_is_held(loop_drive):
    made = loop_drive(1 << 20)
    (reason,) = one(made.backing, file_drives=True).protection
    assert (reason.code, reason.args) == ("protected-loop-backing", {"loop": made.node})


def test_the_drives_below_the_root_are_never_free():
    root = run("findmnt", "--noheadings", "--output", "SOURCE", "/").stdout.decode().split("[")[0].strip()
    tree = subprocess.run(["lsblk", "-snlo", "PATH,TYPE", root], capture_output=True, text=True, check=False)
    below = {line.split()[0] for line in tree.stdout.splitlines() if line.endswith("disk")}
    if not below:
        pytest.skip("the root of this system is no device")
    held = {drive.identity.node for drive in drives(HOST) if "protected-system" in codes(drive)}
    assert below <= held
