"""`make run`: the demonstration ends as foretold wherever it runs, its papers stay, its drives go."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import outside
import pexpect
import pytest
from cli_program import PATIENCE, run

ROOT = Path(__file__).resolve().parents[2]
DEMO = [sys.executable, "-m", "coordi_wipe.cli.demo", "16"]  # MiB of the first drive
BACKING = Path("/sys/block")
HIDDEN = """
place=$(mktemp -d)
mount -t tmpfs -o size=1m none $place
for name in null zero full random urandom tty NODES; do
    touch $place/$name
    mount --bind /dev/$name $place/$name
done
mkdir $place/shm
mount --bind /dev/shm $place/shm
ln -s /proc/self/fd $place/fd
mount --move $place /dev
exec "$@"
"""


def without_loops(*nodes):
    """Words in front of a command that sees no loop devices, as in a container; these nodes, though."""
    return ["unshare", "--mount", "sh", "-ec", HIDDEN.replace("NODES", " ".join(nodes)), "sh"]


@contextmanager
def demo(*prefix, **environment):
    """The demonstration, from the moment when its drives are announced."""
    command = subprocess.Popen(
        [*prefix, *DEMO],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    try:
        yield command
    finally:
        command.terminate()
        command.communicate()


def announced(command):
    """What it said up to the three drives, and the paths of these."""
    said, nodes = "", []
    while len(nodes) < 3:
        line = command.stdout.readline()
        assert line, command.stderr.read()
        said += line
        nodes += re.findall(r"^  (/\S+)", line)
    return said, nodes


def behind(node):
    """The file that holds the bytes of a drive."""
    if not node.startswith("/dev/loop"):
        return Path(node)
    return Path((BACKING / Path(node).name / "loop/backing_file").read_text().strip())


def kept(path):
    """A second name for a file that is going to be removed: its bytes can be looked at afterwards."""
    name = Path(tempfile.mkdtemp(prefix="coordi-wipe-tests-kept-", dir=path.parents[2])) / "disk.img"
    name.hardlink_to(path)
    return name


def evidence_of(paper):
    return json.loads((Path(paper).parent / "evidence.json").read_bytes())


def judged(command):
    """Runs it to its end, and judges all it left from outside: exit code and what it said."""
    said, nodes = announced(command)
    files = [behind(node) for node in nodes]
    healthy = kept(files[0])
    try:
        rest, err = command.communicate(timeout=PATIENCE)
        said += rest
        assert command.returncode == 0, said + err
        (paper,) = re.findall(r"/\S+\.pdf", said)
        assert outside.faults(evidence_of(paper), healthy, b"SENTINEL") == []
        assert run("certificate", "verify", paper).code == 1
        assert run("certificate", "verify", paper, "--allow-rehearsal").code == 0
    finally:
        healthy.unlink()
        healthy.parent.rmdir()
    assert "Traceback" not in said + err
    assert not any(still_there(*drive) for drive in zip(nodes, files, strict=True))
    return said


def still_there(node, file):
    """Whether this drive is still made of this file."""
    try:
        return behind(node) == file and file.exists()
    except OSError:
        return False


@pytest.mark.root
@pytest.mark.proves_wipe
def test_three_block_devices_in_parallel_to_the_end():
    with demo() as command:
        said = judged(command).replace("\N{NO-BREAK SPACE}", " ")

    statuses = re.findall(r"^/dev/loop\d+ : (.*)$", said, re.MULTILINE)
    assert statuses == ["EFFACÉ", "NON EFFACÉ", "REFUSÉ"]
    assert "3 sur 3 sont de vrais périphériques bloc" in said
    assert "Ce disque est ouvert dans" in said
    assert "pas un octet n'a changé" in said
    assert "Registre entier : 4 lignes" in said


@pytest.mark.root
@pytest.mark.proves_wipe
@pytest.mark.parametrize("fuse", [("fuse",), ()])
def test_without_loop_devices_it_runs_on_files_and_says_so(fuse):
    with demo(*without_loops(*fuse), LANG="en_GB.UTF-8") as command:
        said = judged(command)

    assert re.findall(r"^/\S+: (.*)$", said, re.MULTILINE) == ["ERASED", "NOT ERASED", "REFUSED"]
    assert "0 of 3 are real block devices" in said
    assert "Each drive ended as foretold" in said


@pytest.mark.root
def test_a_drive_that_does_not_end_as_foretold_makes_exit_1():
    with demo(COORDI_WIPE_SABOTEUR="eio-always") as command:
        out, err = command.communicate(timeout=PATIENCE)

    assert command.returncode == 1, out + err
    assert "CE N'EST PAS CE QUI ÉTAIT ATTENDU (sanitized)" in out
    assert "QUELQUE CHOSE N'A PAS FINI COMME ANNONCÉ" in out


@pytest.mark.root
@pytest.mark.parametrize("everyone", [True, False])
def test_ctrl_c_removes_the_drives(everyone):
    """Pressed in a terminal it reaches the commands below too; sent to one process, only this one."""
    slow = str(ROOT / "tests/slow_drive.py")
    with demo(COORDI_WIPE_FAULT=slow) as command:
        _, nodes = announced(command)
        file = behind(nodes[0])
        if everyone:
            os.killpg(command.pid, signal.SIGINT)
        else:
            os.kill(command.pid, signal.SIGINT)
        out, err = command.communicate(timeout=PATIENCE)

    assert command.returncode == 130, out + err
    assert "Traceback" not in out + err
    assert "Les disques d'exercice sont retirés" in err
    assert not still_there(nodes[0], file)


def test_missing_packages_are_named_in_one_sentence(tmp_path):
    empty = tmp_path / "bin"
    empty.mkdir()
    hide = f"mount --bind {empty} /usr/sbin; mount --bind {empty} /sbin; mount --bind {empty} /usr/local/sbin"
    words = ["unshare", "--mount", "sh", "-c", f'{hide}; PATH={empty} exec "$@"', "sh", *DEMO]
    if os.geteuid() != 0:
        pytest.skip("needs root and loop devices")
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)

    assert done.returncode == 4, done.stdout + done.stderr
    assert re.fullmatch(r"Il manque des programmes. Installez.: [\w -]*hdparm[\w -]*\n", done.stderr)
    assert done.stdout == ""


@pytest.mark.root
@pytest.mark.proves_wipe
def test_a_terminal_sees_bars():
    terminal = pexpect.spawn(
        DEMO[0], DEMO[1:], env=os.environ | {"TERM": "xterm"}, encoding="utf-8", cwd=ROOT
    )
    said = ""
    terminal.expect(r"  (/dev/loop\d+)")
    healthy = kept(behind(terminal.match[1]))
    try:
        terminal.expect(pexpect.EOF, timeout=PATIENCE)
        said = terminal.before
        terminal.close()
        (paper,) = re.findall(r"/\S+\.pdf", said)
        assert outside.faults(evidence_of(paper), healthy, b"SENTINEL") == []
    finally:
        healthy.unlink()
        healthy.parent.rmdir()
    assert terminal.exitstatus == 0, said
    assert re.search(r"[━╸╺]+\S*\s+\S*\d+.%", said)
