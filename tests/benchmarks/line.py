"""The whole line as a person starts it: memory of its worker, time to help, time to a signed certificate."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "coordi-wipe")
METHOD = "schneier"  # seven passes: long enough to be looked at
_SHARED_MAP = "/dev/zero (deleted)"  # what an anonymous mmap of Python is called
_CERTIFY = """
import sys, time
from pathlib import Path
start = time.monotonic()
from coordi_wipe.certificate import authority, issue, organisation
home, evidence = Path(sys.argv[1]), Path(sys.argv[2])
signer = authority.rehearsal(home / "authority")
made = issue.issue(evidence.read_bytes(), signer, organisation.load(home / "settings"), "fr")
assert made.startswith(b"%PDF-"), made[:20]
"""


@dataclass(frozen=True)
class Wiped:
    """One `coordi-wipe wipe`: its status, bytes a second of writing, wall seconds of the whole command; the
    largest proportional share of memory that its worker had, and its largest buffers for direct I/O, both in
    bytes, with how often it was looked at."""

    status: str
    rate: float
    seconds: float
    pss: int
    buffers: int
    looks: int
    evidence: Path


def wipe(node: str, home: Path) -> Wiped:
    """Runs it in a home of its own, and watches the worker."""
    environment = _environment(node, home)
    argv = [PROGRAM, "wipe", node, "--confirm", node, "--method", METHOD, "--json"]
    start = time.monotonic()
    with subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        sizes, buffers = [], [0]
        while process.poll() is None:
            for worker in _workers(home):
                sizes.append(_kib(worker / "smaps_rollup", "Pss:"))
                buffers.append(_kib(worker / "smaps", "Size:", of=_SHARED_MAP))
            time.sleep(0.02)
        out, said = process.communicate()
    if process.returncode != 0 or not sizes:
        raise AssertionError(f"wipe ended {process.returncode}: {said.decode()} {out.decode()}")
    (result,) = json.loads(out)["results"]
    (evidence,) = home.glob("home/jobs/*/evidence.json")
    return Wiped(
        result["status"],
        result["bytes_written"] / result["seconds"],
        time.monotonic() - start,
        max(sizes) << 10,
        max(buffers) << 10,
        len(sizes),
        evidence,
    )


def help_seconds() -> float:
    """`coordi-wipe --help`, from nothing to its end."""
    return _seconds([PROGRAM, "--help"], dict(os.environ))


def certificate_seconds(wiped: Wiped, home: Path) -> float:
    """evidence.json → signed and checked certificate, in a process that has imported nothing yet."""
    argv = [sys.executable, "-c", _CERTIFY, str(home / "home"), str(wiped.evidence)]
    return _seconds(argv, _environment("", home))


def _seconds(argv: list[str], environment: dict[str, str]) -> float:
    start = time.monotonic()
    subprocess.run(argv, env=environment, check=True, capture_output=True)
    return time.monotonic() - start


def _environment(node: str, home: Path) -> dict[str, str]:
    return os.environ | {
        "COORDI_WIPE_ONLY": node,
        "COORDI_WIPE_HOME": str(home / "home"),
        "COORDI_WIPE_RUN": str(home / "run"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }


def _workers(home: Path) -> list[Path]:
    """/proc folders of the workers of this home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            argv = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"coordi_wipe.jobs.worker" in argv and str(home / "home").encode() in argv:
            found.append(folder)
    return found


def _kib(file: Path, field: str, of: str = "") -> int:
    """The sum of this field over all mappings (proc(5)) whose name ends so."""
    try:
        lines = file.read_text().splitlines()
    except OSError:  # it has ended
        return 0
    total, counted = 0, True
    for line in lines:
        if "-" in line.split(" ", 1)[0]:  # the head of a mapping: its addresses
            counted = line.endswith(of)
        elif counted and line.startswith(field):
            total += int(line.split()[1])
    return total
