"""Every test that obtains `sanitized` is run under each liar, and must fail there by what it asserts.

A proof that stays green on a drive that wrote nothing proves nothing. Run as one pytest a liar, on
everything marked `proves_wipe` in the house.
"""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from plugins.drives import REASON, loop_devices
from saboteurs import LIARS

ROOT = Path(__file__).resolve().parents[2]
CHOSEN = "proves_wipe and not slow and not peers"


def proofs_under(liar, report, basetemp):
    """How each proof ended under this liar: `id: how`, by junit's words."""
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", CHOSEN, "tests"]
    left_out = ("PYTEST_", "COORDI_WIPE_", "CI")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    done = subprocess.run(
        [*argv, f"--junitxml={report}", f"--basetemp={basetemp}"],
        cwd=ROOT,
        env=environment | {"COORDI_WIPE_SABOTEUR": liar},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr  # 0 and 1: tests ran and were judged
    cases = ElementTree.parse(report).iter("testcase")
    return {f"{case.get('classname')}::{case.get('name')}": _how(case) for case in cases}


def _how(case):
    """passed, skipped, asserted (a failure by an assertion), or the beginning of what went wrong."""
    problem = next((child for child in case if child.tag in ("failure", "error", "skipped")), None)
    if problem is None:
        return "passed"
    if problem.tag == "skipped":
        return f"skipped: {problem.get('message')}"
    message = problem.get("message", "")
    if problem.tag == "failure" and message.startswith(("AssertionError", "assert ", "Failed:")):
        return "asserted"
    return f"{problem.tag}: {message[:300]}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("liar", LIARS)
def test_every_proof_fails_under(liar, tmp_path):
    ended = proofs_under(liar, tmp_path / "report.xml", tmp_path / "inner")
    excused = {f"skipped: {REASON}"} if not loop_devices() else set()
    assert len(ended) >= 20
    assert {test: how for test, how in ended.items() if how != "asserted" and how not in excused} == {}
