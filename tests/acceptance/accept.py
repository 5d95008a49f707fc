"""What was asked, the tests that show it, and their result; and that these tests can fail.

    accept.py AREA            runs the tests of tests/acceptance/AREA.toml and prints the table
    accept.py AREA --break    runs the rows that name a fault under it, and expects each test to fail
    accept.py --complete      every table: it parses, each id exists, each row has tests or a why

A table holds [[point]] entries: `text`; `tests`, ids of which a beginning up to `/`, `::` or `[` is enough;
`why` where there is no test; `guards = "data"` or `"proof"` where a false green would cost data or a
proof: such a row needs `fault`, one or several of

    saboteurs:NAME      a lying or failing drive of tests/saboteurs.py
    patch:FILE.py       a file of tests/acceptance/faults/ that puts a broken function in
    env:NAME=VALUE      a setting

Tests marked `alone` compare times: they are run last, with nothing beside them.
The fault reaches every Python process below through sitecustomize/. Exit 0: as expected.
"""

import argparse
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outcomes import Outcomes, run_pytest

HERE = Path(__file__).resolve().parent
KEYS = {"text", "tests", "fault", "why", "guards"}
SPREAD = ("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile")  # a file's tests stay together
_NONE = 5  # pytest's exit code where no test was left to run


class TableError(Exception):
    """A table, or an id in it, that is not right."""


@dataclass(frozen=True)
class Point:
    """A row: what was asked and what shows it."""

    text: str
    tests: tuple[str, ...]
    faults: tuple[str, ...]
    why: str
    guards: str


def read(table: Path) -> list[Point]:
    """The rows of a table; TableError says which row is wrong and how."""
    try:
        rows = tomllib.loads(table.read_text())["point"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise TableError(f"{table.name}: {error!r}") from None
    points = [_point(row, f"{table.name}, point {number}") for number, row in enumerate(rows, 1)]
    for fault in (fault for point in points for fault in point.faults):
        environment(fault, table)
    return points


def _point(row: Mapping, where: str) -> Point:
    fault = row.get("fault", [])
    point = Point(
        text=row.get("text", ""),
        tests=tuple(row.get("tests", ())),
        faults=tuple([fault] if isinstance(fault, str) else fault),
        why=row.get("why", ""),
        guards=row.get("guards", ""),
    )
    wrong = {
        "has no text": not point.text,
        "has unknown keys": row.keys() - KEYS,
        "has neither tests nor why": not point.tests and not point.why,
        "guards something other than data or proof": point.guards not in ("", "data", "proof"),
        "guards data or proof and names no fault": point.guards and point.tests and not point.faults,
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            raise TableError(f"{where} {what}: {point.text[:60]}")
    return point


def environment(fault: str, table: Path) -> dict[str, str]:
    """The variables that switch a fault on; TableError when there is no such fault."""
    kind, _, name = fault.partition(":")
    patch = table.parent / "faults" / name
    if kind == "saboteurs" and name:
        return {"COORDI_WIPE_SABOTEUR": name}
    if kind == "patch" and patch.is_file():
        return {"COORDI_WIPE_FAULT": str(patch)}
    if kind == "env" and "=" in name:
        return dict([name.split("=", 1)])
    raise TableError(f"no such fault: {fault}")


# --- ids and outcomes ------------------------------------------------------------------------------


def _named(test: str, there: Iterable[str]) -> list[str]:
    """The tests that an id stands for: itself, its parameters, or what a folder, file or class holds."""
    beginnings = (f"{test}[", f"{test}::", f"{test}/", *([test] if "[" in test else []))
    return [other for other in there if other == test or other.startswith(beginnings)]


def missing(root: Path, points: Sequence[Point]) -> list[str]:
    """Ids that stand for no test."""
    tests = {test for point in points for test in point.tests}
    files = sorted({file for test in tests if (root / (file := test.split("::")[0])).exists()})
    if not files:
        return sorted(tests)
    code, there, said = run_pytest(root, ["--collect-only", *files])
    if code:
        raise TableError(f"pytest cannot collect:\n{said}")
    return sorted(test for test in tests if not _named(test, there))


def _verdict(test: str, outcomes: Outcomes) -> str:
    """What an id's tests came to: the worst of them; red when any failed, absent when none ran."""
    seen = set().union(*(outcomes[other] for other in _named(test, outcomes)))
    worst = {"failed": "red", "skipped": "skipped", "passed": "green"}
    return next((verdict for outcome, verdict in worst.items() if outcome in seen), "absent")


# --- the three uses ---------------------------------------------------------------------------------


def complete(root: Path, tables: Sequence[Path]) -> bool:
    """Whether every table is whole; says what is not."""
    absent = missing(root, [point for table in tables for point in read(table)])
    for test in absent:
        print(f"acceptance: no such test: {test}")
    return not absent


def accept(root: Path, table: Path) -> bool:
    """Runs a table's tests once and prints its rows; whether all are green: a skipped one showed nothing."""
    points = read(table)
    runs = sorted({test.split("[")[0] for point in points for test in point.tests})
    code, outcomes, said = _in_two(root, runs)
    every = set()
    for point in points:
        verdicts = [_verdict(test, outcomes) for test in point.tests]
        every |= set(verdicts)
        worst = next((v for v in ("red", "absent", "skipped", "green") if v in verdicts), "why")
        print(f"{worst:8} {point.text}")
        for test, verdict in zip(point.tests, verdicts, strict=True):
            print(f"  {verdict:8} {test}")
        if not point.tests:
            print(f"           {point.why}")
    if code:
        print(said)
    print(f"{sum(ended == {'passed'} for ended in outcomes.values())} of {len(outcomes)} tests passed")
    return code == 0 and every <= {"green"}


def _in_two(root: Path, runs: Sequence[str]) -> tuple[int, Outcomes, str]:
    """What compares times comes last and with nothing beside it; all of it, as of `run_pytest`."""
    first = run_pytest(root, [*SPREAD, "-m", "not alone", *runs])
    last = run_pytest(root, ["-m", "alone", *runs])
    codes = [0 if code == _NONE else code for code, _, _ in (first, last)]
    outcomes = {test: first[1].get(test, set()) | last[1].get(test, set()) for test in {*first[1], *last[1]}}
    return max(codes), defaultdict(set, outcomes), first[2] + last[2]


def see_fail(root: Path, table: Path) -> bool:
    """Runs the rows that name faults under each; whether each of their tests failed under one at least."""
    points = [point for point in read(table) if point.faults]
    red = set()  # of (fault, test)
    for fault in sorted({fault for point in points for fault in point.faults}):
        tests = {test for point in points if fault in point.faults for test in point.tests}
        runs = sorted({test.split("[")[0] for test in tests})
        files = {test.split("::")[0] for test in runs}
        spread = SPREAD if len(files) > 1 else ()
        code, outcomes, said = run_pytest(root, [*spread, *runs], environment(fault, table))
        if code not in (0, 1):  # 0 and 1: tests ran and were judged
            print(f"{fault}: the tests could not be run under it:\n{said}")
            continue
        red |= {(fault, test) for test in tests if _verdict(test, outcomes) == "red"}
    unseen = 0
    for point in points:
        for test in point.tests:
            by = [fault for fault in point.faults if (fault, test) in red]
            unseen += not by
            said = "seen to fail" if by else "NOT seen to fail"
            print(f"{said} under {', '.join(by or point.faults)}: {test}")
    return not unseen


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("area", nargs="?")
    parser.add_argument("--complete", action="store_true")
    parser.add_argument("--break", action="store_true", dest="see_fail")
    parser.add_argument("--root", type=Path, default=HERE.parent.parent, help="another project, for tests")
    options = parser.parse_args(argv)
    tables = {table.stem: table for table in sorted((options.root / "tests/acceptance").glob("*.toml"))}
    if not options.complete and options.area not in tables:
        parser.error("which AREA? There are: " + ", ".join(tables))
    wanted = list(tables.values()) if options.complete else [tables[options.area]]
    try:
        whole = complete(options.root, wanted)
        if options.complete or not whole:
            return 0 if whole else 1
        return 0 if (see_fail if options.see_fail else accept)(options.root, *wanted) else 1
    except TableError as error:
        print(f"acceptance: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
