"""The whole line as a person starts it: memory of its worker, time to help, time to a signed certificate."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "coordi-wipe")
METHOD = "schneier"  # seven passes: long enough to be looked at
_CERTIFY = """
import sys
from pathlib import Path
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
                mappings = _mappings(worker)
                sizes.append(sum(one["Pss"] for one in mappings))
                buffers.append(sum(one["Rss"] for one in mappings if one["buffer"]))
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
        max(sizes),
        max(buffers),
        len(sizes),
        evidence,
    )


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of a core (user and system), of one program from nothing to its end, and
    what it printed."""

    clock: float
    core: float
    out: bytes


def help_shown() -> Took:
    """`coordi-wipe --help`."""
    return _took([PROGRAM, "--help"], dict(os.environ))


def certified(wiped: Wiped, home: Path) -> Took:
    """evidence.json → signed and checked certificate, in a process that has imported nothing yet."""
    argv = [sys.executable, "-c", _CERTIFY, str(home / "home"), str(wiped.evidence)]
    return _took(argv, _environment("", home))


def listed(wiped: Wiped, home: Path) -> Took:
    """`coordi-wipe jobs --json`, which sees this job and fifteen that were interrupted."""
    jobs = home / "home/jobs"
    for number in range(15):
        other = jobs / f"00000000-0000-7000-8000-{number:012}"
        other.mkdir(exist_ok=True)
        shutil.copy(wiped.evidence.parent / "job.json", other)
    took = _took([PROGRAM, "jobs", "--json"], _environment("", home))
    if len(json.loads(took.out)) != 16:
        raise AssertionError(took.out.decode())
    for number in range(15):
        shutil.rmtree(jobs / f"00000000-0000-7000-8000-{number:012}")
    return took


def _took(argv: list[str], environment: dict[str, str]) -> Took:
    before, start = _children(), time.monotonic()
    done = subprocess.run(argv, env=environment, check=True, capture_output=True)
    return Took(time.monotonic() - start, _children() - before, done.stdout)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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


def _mappings(folder: Path) -> list[dict[str, int]]:
    """Bytes of each mapping of a process (proc(5), smaps); `buffer`: no fork copies it, so it is ours."""
    try:
        lines = (folder / "smaps").read_text().splitlines()
    except OSError:  # it has ended
        return []
    found: list[dict[str, int]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name in ("Pss", "Rss"):
            found[-1][name] = int(value.split()[0]) << 10
        elif name == "VmFlags":
            found[-1]["buffer"] = int("dc" in value.split())
        elif "-" in name.split(" ")[0]:
            found.append({"Pss": 0, "Rss": 0, "buffer": 0})
    return found
