"""No test can touch a device that it did not make, and the product reaches the machine by its doors only."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from plugins import audit
from plugins.drives import file_of_tokens, loop_over

pytestmark = pytest.mark.root

FOREIGN = "import os, subprocess, sys, pytest\nnode = os.environ['NODE']\n"

ATTEMPTS = {
    "os.open": "os.open(node, os.O_RDWR)",
    "open": "open(node, 'r+b')",
    "open for appending": "open(node, 'ab', buffering=0)",
    "by another name": "os.symlink(node, 'name'); open('name', 'wb', buffering=0)",
    "dd": "subprocess.run(['dd', 'if=/dev/zero', 'of=' + node, 'count=1'])",
    "shell": "subprocess.run('echo x > ' + node, shell=True)",
    "system": "os.system('wipefs -a ' + node)",
    "losetup": "subprocess.run(['losetup', '-d', node])",
    "hdparm": "subprocess.run(['hdparm', '--user-master', 'u', '--security-erase', 'p', node])",
    "exec": "os.execvp('dd', ['dd', 'if=/dev/zero', 'of=' + node])",
}


@pytest.fixture
def foreign(monkeypatch):
    """A loop device over a file outside the inner run's folders: the stand-in for somebody's disk."""
    path = Path(f"/var/tmp/coordi-wipe-foreign-{os.getpid()}.img")
    monkeypatch.setenv(audit.ROOTS, f"{os.environ[audit.ROOTS]}:{path}")  # ours to make and let go, out here
    with file_of_tokens(path, 1 << 20) as token, loop_over(path) as node:
        yield node, path, token


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_foreign_device_is_refused_whoever_calls(attempt, foreign, inner_pytest):
    node, path, _ = foreign
    before = path.read_bytes()
    done = inner_pytest(
        FOREIGN + f"def test_it():\n    with pytest.raises(PermissionError):\n        {attempt}\n", NODE=node
    )
    assert done.returncode == 1, done.stdout
    assert "1 passed, 1 error" in done.stdout
    assert "was not made by the tests" in done.stdout
    assert path.read_bytes() == before
    assert Path(f"/sys/block/{Path(node).name}/loop/backing_file").exists()


def test_a_foreign_device_is_refused_in_processes_below(foreign, inner_pytest):
    node, path, _ = foreign
    before = path.read_bytes()
    done = inner_pytest(
        FOREIGN + "def test_it():\n"
        "    code = 'import os; os.write(os.open(' + repr(node) + ', os.O_RDWR), b\"x\" * 512)'\n"
        "    assert subprocess.run([sys.executable, '-c', code]).returncode == 1\n",
        NODE=node,
    )
    assert "1 passed, 1 error" in done.stdout, done.stdout
    assert "was not made by the tests" in done.stdout
    assert path.read_bytes() == before


def test_a_foreign_device_may_be_read(foreign, inner_pytest):
    node, _, token = foreign
    done = inner_pytest(
        FOREIGN + "def test_it():\n"
        "    assert open(node, 'rb').read(16).hex() == os.environ['TOKEN']\n"
        "    assert subprocess.run(['blockdev', '--getsize64', node]).returncode == 0\n",
        NODE=node,
        TOKEN=token.hex(),
    )
    assert done.returncode == 0, done.stdout


def test_a_drive_of_the_test_is_written_and_gone_afterwards(inner_pytest):
    done = inner_pytest(
        "import os, subprocess\n"
        "def test_it(loop_drive):\n"
        "    drive = loop_drive(1 << 20, sector=4096)\n"
        "    assert os.environ['COORDI_WIPE_ONLY'] == drive.node\n"
        "    assert drive.sentinels_left() == (1 << 20) // 16\n"
        "    print('NODE', drive.node, drive.backing)\n"
        "    done = subprocess.run(['dd', 'if=/dev/zero', 'of=' + drive.node, 'bs=4096', 'conv=fsync'])\n"
        "    assert drive.sentinels_left() == 0\n"
        "    assert int(open(f'/sys/block/{drive.node[5:]}/queue/logical_block_size').read()) == 4096\n"
        "    assert False, 'so that the output is shown'\n"
        "def test_next():\n"
        "    assert os.environ['COORDI_WIPE_ONLY'] == ''\n"
    )
    assert "so that the output is shown" in done.stdout
    assert "1 failed, 1 passed" in done.stdout, done.stdout
    node, backing = re.search(r"NODE (\S+) (\S+)", done.stdout).groups()
    assert not Path(backing).exists()
    behind = Path(f"/sys/block/{Path(node).name}/loop/backing_file")
    assert not behind.exists() or behind.read_text().strip() != backing


PRODUCT = Path(audit._PRODUCT)

OUTSIDE = {
    "device": "open('/dev/loop-control', 'rb').close()",
    "sysfs": "__import__('os').listdir('/sys/block')",
    "procfs": "open('/proc/mounts').close()",
    "program": "__import__('subprocess').run(['true'])",
    "ioctl": "__import__('fcntl').ioctl(0, 0x5413, bytes(8))",
}


def _run_as(file: Path, statement: str) -> list[str]:
    """What the hook reports when this statement runs in code of this file, in a process of its own."""
    script = (
        f"import sys; sys.path.insert(0, {audit._TESTS!r})\n"
        "from plugins import audit\n"
        "audit.install(lambda line: print('REPORT', line))\n"
        f"try: exec(compile({statement!r}, {str(file)!r}, 'exec'))\n"
        "except OSError: pass\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "COORDI_WIPE_GUARD_LOG"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if line.startswith("REPORT")]


@pytest.mark.parametrize("statement", OUTSIDE.values(), ids=OUTSIDE)
def test_the_product_reaches_the_machine_by_its_doors_only(statement):
    for inside in ("hardware/linux.py", "jobs/launch.py"):
        assert _run_as(PRODUCT / inside, statement) == []
    assert _run_as(Path(audit._TESTS) / "house/any.py", statement) == []
    reports = _run_as(PRODUCT / "sanitize/pipeline.py", statement)
    assert len(reports) == 1
    assert "sanitize/pipeline.py:1, outside hardware/" in reports[0]


@pytest.mark.parametrize("path", ["/dev/null", "/dev/shm", "/dev/urandom", "/dev/tty"])
def test_harmless_devices_are_nobodys_business(path):
    assert _run_as(PRODUCT / "sanitize/pipeline.py", f"__import__('os').open({path!r}, 0)") == []


def test_a_refusal_is_an_ordinary_error_for_the_product(foreign, monkeypatch):
    reports = []
    with monkeypatch.context() as patch:
        patch.setenv(audit.ROOTS, "/nowhere/")
        with pytest.raises(PermissionError) as caught:
            audit._refuse([foreign[0]], "here", reports.append)
    assert caught.value.errno == errno.EPERM
    assert len(reports) == 1


@pytest.mark.parametrize(
    ("command", "may"),
    [
        ("smartctl -j -a /dev/sda", True),
        ("smartctl -t long /dev/sda", False),
        ("hdparm -I /dev/sda", True),
        ("hdparm -I --security-erase p /dev/sda", False),
        ("nvme id-ctrl -o json /dev/nvme0", True),
        ("nvme format /dev/nvme0n1", False),
        ("blockdev --getsize64 /dev/sda", True),
        ("blockdev --setro /dev/sda", False),
        ("losetup --list --json /dev/loop0", True),
        ("losetup -d /dev/loop0", False),
        ("lsblk", True),
        ("dd of=/dev/sda", False),
        ("python3.11 -m coordi_wipe wipe /dev/sda", True),
        ("python3 -I -c x /dev/sda", False),
        ("sgdisk /dev/sda", False),
    ],
)
def test_which_command_lines_may_name_any_device(command, may):
    assert bool(audit._MAY_NAME_ANY.fullmatch(command)) is may
