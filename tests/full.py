"""`make test-full`: the long tests, cell by cell; a run that was stopped goes on, and a table says all.

    full.py [CELL…]     runs the cells (default: all) that this commit has no result for; writes the table
    full.py --again     forgets this commit's results first

Results are kept in .test-full/COMMIT.json; the table is docs/test-full.md, where each row names the commit
that it judged. A cell whose need is missing is `missing`, never green. Only a clean checkout has a commit to
be judged by: changed files stop it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".test-full"
TABLE = ROOT / "docs/test-full.md"
WRITTEN = ("docs/test-full.md", "docs/boots.md", "docs/boots")  # by the cells: no change of what they judge
PYTEST = (sys.executable, "-m", "pytest", "-q")


@dataclass(frozen=True)
class Cell:
    """One long test: what it shows, the command, its variables, and programs one of which it needs."""

    name: str
    shows: str
    argv: tuple[str, ...]
    more: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


QEMU = ("qemu-system-x86_64",)
PYTHON_313 = ("python3.13", "/root/.pyenv/versions/3.13.0/bin/python3.13")
CELLS = (
    Cell("mutation", "no unexplained survivor in the claim", (sys.executable, "tests/mutation/run.py")),
    Cell(
        "python3.13",
        "every test on trixie's Python",
        (
            "bash",
            ".ci/on-python",
            "{need}",
            *PYTEST[1:],
            "-n",
            "2",
            "-m",
            "not peers and not slow and not image",
        ),
        needs=PYTHON_313,
    ),
    Cell(
        "long-runs",
        "kills, drives and faults at length",
        (*PYTEST, "-n", "2", "-m", "slow and not peers and not image"),
    ),
    Cell(
        "properties",
        "property tests with many more examples",
        (*PYTEST, "-n", "2", "-m", "hypothesis and not peers and not image", "--timeout=3600"),
        {"HYPOTHESIS_PROFILE": "long"},
    ),
    Cell(
        "seen-to-fail",
        "engine: every guard of data or proof fails under its fault",
        (sys.executable, "tests/acceptance/accept.py", "engine", "--break"),
    ),
    Cell(
        "seen-to-fail-screens",
        "screens: every guard of data or proof fails under its fault",
        (sys.executable, "tests/acceptance/accept.py", "screens", "--break"),
    ),
    Cell("image-same", "the image, built twice in a row, is the same bytes", ("live-build/build-twice",)),
    Cell(
        "image",
        "the image's acceptance table: every test of it in guests, the long ones too",
        (
            "bash",
            "-c",
            "live-build/build --unless-current && exec $0 tests/acceptance/accept.py image",
            sys.executable,
        ),
        {"COORDI_WIPE_PICTURES": str(ROOT / "docs/boots"), "COORDI_WIPE_BOOTS_KEPT": "1"},
        needs=QEMU,
    ),
    Cell(
        "image-boots",
        "every firmware from every medium to the first screen: docs/boots.md",
        (
            "bash",
            "-c",
            "live-build/build --unless-current && PYTHONPATH=tests exec $0 -m image.boots",
            sys.executable,
        ),
        needs=QEMU,
    ),
    Cell(
        "seen-to-fail-image",
        "image: every guard of data or proof fails under its fault",
        (sys.executable, "tests/acceptance/accept.py", "image", "--break"),
        needs=QEMU,
    ),
)


def commit() -> str:
    """The commit that is checked out; exits where files differ from it."""
    ours = [f":(exclude){path}" for path in WRITTEN]
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", *ours)
    if changed:
        sys.exit(f"commit first: a result belongs to a commit\n{changed}")
    return _git("rev-parse", "HEAD")


def _git(*argv: str) -> str:
    return subprocess.run(
        ["git", "-C", ROOT, *argv], capture_output=True, text=True, check=True
    ).stdout.strip()


def run(cell: Cell) -> dict[str, str | int]:
    """The cell's result: how it ended, when, in how many seconds, and its last line."""
    need = next(filter(None, map(_usable, cell.needs)), None)
    today = time.strftime("%Y-%m-%d")
    if cell.needs and need is None:
        return {"result": "missing", "date": today, "seconds": 0, "said": " or ".join(cell.needs)}
    argv = [need if word == "{need}" else word for word in cell.argv]
    print(f"· {cell.name}: {cell.shows}", flush=True)
    start = time.monotonic()
    with subprocess.Popen(
        argv,
        cwd=ROOT,
        env=os.environ | cell.more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        last = ""
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    return {
        "result": "green" if process.returncode == 0 else f"red ({process.returncode})",
        "date": today,
        "seconds": round(time.monotonic() - start),
        "said": last,
    }


def _usable(program: str) -> str | None:
    found = shutil.which(program)
    works = found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0
    return found if works else None


def newest() -> dict[str, dict[str, str | int]]:
    """Of each cell the last result that there is, with the commit that it judged."""
    found = {}
    for path in sorted(STATE.glob("*.json"), key=lambda path: path.stat().st_mtime_ns):
        for name, result in json.loads(path.read_text()).items():
            found[name] = {**result, "commit": path.stem[:12]}
    return found


def table(results: dict[str, dict[str, str | int]], head: str) -> str:
    """The table of docs/test-full.md."""
    lines = [
        "# The long tests",
        "",
        f"Written by `make test-full`, last at commit `{head}`; a row of an older commit says so.",
        "`missing`: the machine lacked what the cell needs.",
        "",
        "| cell | shows | commit | date | result | seconds | last line |",
        "|---|---|---|---|---|---|---|",
    ]
    for cell in CELLS:
        none = {"commit": "", "date": "", "result": "not run", "seconds": "", "said": ""}
        seen = results.get(cell.name, none)
        said = str(seen["said"]).strip("= ").replace("|", "/")
        told = (cell.name, cell.shows, *(seen[key] for key in ("commit", "date", "result", "seconds")), said)
        lines.append(f"| {' | '.join(map(str, told))} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cell", nargs="*", help=", ".join(cell.name for cell in CELLS))
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args(argv)
    unknown = set(options.cell) - {cell.name for cell in CELLS}
    if unknown:
        parser.error(f"no such cell: {', '.join(sorted(unknown))}")
    head = commit()
    STATE.mkdir(exist_ok=True)
    path = STATE / f"{head}.json"
    results = json.loads(path.read_text()) if path.exists() and not options.again else {}
    for cell in CELLS:
        if cell.name not in results and (not options.cell or cell.name in options.cell):
            results[cell.name] = run(cell)
            path.with_suffix(".part").write_text(json.dumps(results, indent=2))
            path.with_suffix(".part").replace(path)
            TABLE.write_text(table(newest(), head))
    wanted = [cell.name for cell in CELLS if not options.cell or cell.name in options.cell]
    for name in wanted:
        print(f"{results[name]['result']:12} {name}")
    return 0 if all(results[name]["result"] == "green" for name in wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
