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
from workers import SABOTEUR, around

ROOT = Path(__file__).resolve().parents[2]
DEMO = [sys.executable, "-m", "coordi_wipe.cli.demo", "16"]  # MiB of the first drive
BACKING = Path("/sys/block")
HIDDEN = """
place=$(mktemp -d)
mount -t tmpfs -o size=1m none $place
for name in null zero full random urandom tty; do
    touch $place/$name
    mount --bind /dev/$name $place/$name
done
mkdir $place/shm
mount --bind /dev/shm $place/shm
ln -s /proc/self/fd $place/fd
mount --move $place /dev
exec "$@"
"""


WITHOUT_LOOPS = ["unshare", "--mount", "sh", "-ec", HIDDEN, "sh"]
"""Words in front of a command that sees neither loop devices nor FUSE, as in a container."""


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


@contextmanager
def kept(path):
    """A second name for a file that is going to be removed: its bytes can be looked at afterwards."""
    name = Path(tempfile.mkdtemp(prefix="coordi-wipe-tests-kept-", dir=path.parents[2])) / "disk.img"
    try:
        name.hardlink_to(path)
        yield name
    finally:
        name.unlink(missing_ok=True)
        name.parent.rmdir()


def judge(said, healthy):
    """What it leaves, looked at from outside: the drive's bytes, the paper, the verdicts on it."""
    papers = re.findall(r"/\S+\.pdf", said)
    assert len(papers) == 1, said
    evidence = json.loads((Path(papers[0]).parent / "evidence.json").read_bytes())
    assert outside.faults(evidence, healthy, b"SENTINEL") == []
    assert run("certificate", "verify", papers[0]).code == 1
    assert run("certificate", "verify", papers[0], "--allow-rehearsal").code == 0


def still_there(node, file):
    """Whether this drive is still made of this file."""
    try:
        return behind(node) == file and file.exists()
    except OSError:
        return False


@pytest.mark.root
@pytest.mark.proves_wipe
def test_three_block_devices_in_parallel_with_bars_where_somebody_watches():
    """Its words go to a terminal, but nobody can type: no screens."""
    environment = around({"TERM": "xterm", SABOTEUR: "crawls"})  # as slow as real drives, to see it move
    words = ["-c", 'exec "$@" </dev/null', "sh", *DEMO]
    terminal = pexpect.spawn("sh", words, env=environment, encoding="utf-8", dimensions=(24, 160))
    terminal.expect(r"  (/dev/loop\d+)")
    node = terminal.match[1]
    file = behind(node)
    with kept(file) as healthy:
        terminal.expect(pexpect.EOF, timeout=PATIENCE)
        terminal.close()
        said = re.sub(r"\x1b\[[\d;?]*[A-Za-z]|\r", "", terminal.before).replace("\N{NO-BREAK SPACE}", " ")
        assert terminal.exitstatus == 0, said
        judge(said, healthy)
    assert re.findall(r"^/dev/loop\d+ : (.*)$", said, re.MULTILINE) == ["EFFACÉ", "NON EFFACÉ", "REFUSÉ"]
    assert re.search(r"━\S*\s+\S*100 %", said), "bars"
    assert re.search(r"\(\d[\d,]* [MG]o/s, encore [1-9]\d* (s|min)", said), said  # rate and time left
    assert "3 sur 3 sont de vrais périphériques bloc" in said
    assert "Ce disque est ouvert dans" in said
    assert "pas un octet n'a changé" in said
    assert "Lignes du registre : 4." in said
    assert "Attestations enregistrées par l'inventaire d'exercice, et lues sur leur page : 2." in said
    assert not still_there(node, file)


@pytest.mark.root
def test_before_a_terminal_it_opens_the_screens():
    """On the same drives; leaving them removes the drives, and says where all is."""
    terminal = pexpect.spawn(DEMO[0], DEMO[1:], env=os.environ | {"TERM": "xterm"}, dimensions=(24, 80))
    terminal.expect("Qui travaille")
    terminal.send("ab\r")
    terminal.expect("C23-____")
    terminal.send("C23-0412\r")
    terminal.expect("TOUT SERA EFFAC")
    terminal.send("\x11")  # Ctrl-Q
    terminal.expect("Tout est gard", timeout=PATIENCE)
    terminal.expect(pexpect.EOF, timeout=PATIENCE)
    terminal.close()
    assert terminal.exitstatus == 0


@pytest.mark.root
@pytest.mark.proves_wipe
def test_without_loop_devices_it_runs_on_files_and_says_so():
    """Nor FUSE, nor a terminal."""
    with demo(*WITHOUT_LOOPS, LANG="en_GB.UTF-8") as command:
        said, nodes = announced(command)
        with kept(Path(nodes[0])) as healthy:
            rest, err = command.communicate(timeout=PATIENCE)
            said += rest
            assert command.returncode == 0, said + err
            judge(said, healthy)

    assert re.findall(r"^/\S+: (.*)$", said, re.MULTILINE) == ["ERASED", "NOT ERASED", "REFUSED"]
    assert "0 of 3 are real block devices" in said
    assert "Each drive ended as foretold" in said
    assert "registered by the rehearsal's inventory, and read on their pages: 2." in said
    assert "Traceback" not in err
    assert re.search(r"writing 1/1, \d+", err), "plain lines"
    assert not any(Path(node).exists() for node in nodes)


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
    assert re.fullmatch(r"Il manque des programmes. .* installez.: [\w -]*hdparm[\w -]*\n", done.stderr)
    assert done.stdout == ""
