"""Every test that obtains `sanitized` is run under each liar, and must fail there by what it asserts.

A proof that stays green on a drive that wrote nothing proves nothing. One pytest a liar, on everything
marked `proves_wipe` in the house. Here the proofs that start processes are shared out among the liars;
the long form runs all under all.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from plugins.drives import REASON, loop_devices
from saboteurs import LIARS

TESTS = Path(__file__).resolve().parents[1]
OURS = ("PYTEST_", "COORDI_WIPE_", "CI")  # variables of the pytest around us


def proofs():
    """The files that hold any."""
    return sorted(
        str(path)
        for path in (*TESTS.glob("unit/**/test_*.py"), *TESTS.glob("integration/test_*.py"))
        if "proves_wipe" in path.read_text() and path != Path(__file__)
    )


def ended_under(liar, turn, folder):
    """How each proof ended under this liar, by its id; a test that ended twice says the worse."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment |= {
        "COORDI_WIPE_SABOTEUR": liar,
        "COORDI_WIPE_TURN": turn,
        "COORDI_WIPE_ENDED": str(folder / "ended"),
        "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ["PYTHONPATH"]]),
    }
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "plugins.liars",
        "-p",
        "no:cacheprovider",
        "--tb=line",
    ]
    done = subprocess.run(
        [*argv, f"--basetemp={folder / 'tests'}", *proofs()],
        cwd=TESTS.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr  # 1: tests ran, and some failed
    lines = [json.loads(line) for line in (folder / "ended").read_text().splitlines()]
    ended = dict(sorted(lines, key=lambda line: line[1] != "asserted"))
    excused = {f"Skipped: {REASON}"} if not loop_devices() else set()
    return {test: how for test, how in ended.items() if how.removeprefix("skipped: ") not in excused}


def not_seen_to_fail(ended):
    return {test: how for test, how in ended.items() if how != "asserted"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("liar", LIARS)
def test_proofs_fail_under(liar, tmp_path_factory):
    turn = f"{list(LIARS).index(liar)}/{len(LIARS)}"
    ended = ended_under(liar, turn, tmp_path_factory.mktemp("under"))
    assert len(ended) > 30
    assert not_seen_to_fail(ended) == {}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("liar", LIARS)
def test_all_proofs_fail_under(liar, tmp_path_factory):
    ended = ended_under(liar, "0/1", tmp_path_factory.mktemp("under"))
    assert len(ended) > 60
    assert not_seen_to_fail(ended) == {}
