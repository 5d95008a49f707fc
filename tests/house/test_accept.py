"""The acceptance tool on small tables: it must see what is missing, red, or green under a fault."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ACCEPT = Path(__file__).resolve().parent.parent / "acceptance/accept.py"

TESTS = """
import json, os, subprocess, sys, pytest
def test_green(): assert True
def test_red(): assert False
def test_skipped(): pytest.skip("meh")
@pytest.mark.parametrize("n", [1, 2])
def test_many(n): assert os.environ.get("BROKEN") != str(n)
def test_json(): assert json.loads("1") == 1
def test_json_below():
    assert subprocess.run([sys.executable, "-c", "import json; assert json.loads('1') == 1"]).returncode == 0
class TestClass:
    def test_inside(self): assert True
@pytest.mark.alone
def test_times(pytestconfig): assert not hasattr(pytestconfig, "workerinput")  # none of several workers'
@pytest.mark.alone
def test_times_too_long(): assert False
"""


@pytest.fixture
def project(tmp_path):
    """A project with a table, tests and a fault that makes json.loads lie; answers accept.py's run."""
    (tmp_path / "tests/acceptance").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "tests/test_some.py").write_text(TESTS)
    faults = tmp_path / "tests/acceptance/faults"
    faults.mkdir()
    (faults / "lie.py").write_text("import json\njson.loads = lambda text: 2\n")
    (faults / "raises.py").write_text("raise ValueError('no such function any more')\n")

    def run(table: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "tests/acceptance/area.toml").write_text(table)
        argv = [sys.executable, ACCEPT, "--root", tmp_path, *arguments]
        quick = {
            "PYTEST_XDIST_AUTO_NUM_WORKERS": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # but for the one that the tool itself asks for
            "PYTEST_PLUGINS": "xdist.plugin",
        }
        return subprocess.run(argv, env=os.environ | quick, capture_output=True, text=True, check=False)

    return run


def row(*tests: str, more: str = 'text = "asked"') -> str:
    return f"[[point]]\n{more}\ntests = {[f'tests/test_some.py::{test}' for test in tests]}\n"


INCOMPLETE = {
    "no such test": (row("test_nowhere"), "no such test: tests/test_some.py::test_nowhere"),
    "no such file": ('[[point]]\ntext = "a"\ntests = ["tests/test_none.py::test_a"]\n', "no such test"),
    "a beginning of a name": (row("test_gre"), "no such test"),
    "no such parameter": (row("test_many[3"), "no such test"),
    "empty without why": ('[[point]]\ntext = "a"\n', "neither tests nor why"),
    "without text": (row("test_green", more="text = ''"), "has no text"),
    "a guard without fault": (row("test_green", more='text = "a"\nguards = "data"'), "names no fault"),
    "an unknown guard": (row("test_green", more='text = "a"\nguards = "x"'), "other than data or proof"),
    "an unknown key": (row("test_green", more='text = "a"\ntest = "b"'), "unknown keys"),
    "an unknown fault": (row("test_green", more='text = "a"\nfault = "patch:none.py"'), "no such fault"),
    "not TOML": ("[[point", "TOMLDecodeError"),
}


@pytest.mark.parametrize(("table", "said"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_an_incomplete_table_is_refused(table, said, project):
    done = project(table, "--complete")
    assert done.returncode == 1
    assert said in done.stdout


def test_an_incomplete_table_is_not_run_either(project):
    for arguments in (["area"], ["area", "--break"]):
        done = project(row("test_green", "test_nowhere"), *arguments)
        assert done.returncode == 1
        assert done.stdout == "acceptance: no such test: tests/test_some.py::test_nowhere\n"


def test_a_complete_table_is_complete(project):
    table = (
        row("test_green", "test_many", "test_many[1", "test_many[2]", "TestClass", "TestClass::test_inside")
        + row("test_json", more='text = "b"\nguards = "proof"\nfault = ["patch:lie.py", "env:A=b"]')
        + '[[point]]\ntext = "c"\nwhy = "looked at by a person"\n'
        + '[[point]]\ntext = "d"\ntests = ["tests/test_some.py"]\n'
    )
    done = project(table, "--complete")
    assert done.returncode == 0, done.stdout
    assert done.stdout == ""


def test_the_table_shows_each_result(project):
    table = row("test_green", "test_many") + row("test_red") + '[[point]]\ntext = "b"\nwhy = "later"\n'
    done = project(table, "area")
    assert done.returncode == 1
    assert [line.split()[0] for line in done.stdout.splitlines()[:6]] == [
        *("green", "green", "green"),
        *("red", "red"),
        "why",
    ]
    assert project(row("test_green", "test_many"), "area").returncode == 0


def test_what_compares_times_is_run_with_nothing_beside_it(project):
    done = project(row("test_green", "test_times"), "area")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("  green ") == 2
    assert project(row("test_times"), "area").returncode == 0
    done = project(row("test_green", "test_times_too_long"), "area")
    assert done.returncode == 1
    assert "  red      tests/test_some.py::test_times_too_long" in done.stdout
    assert done.stdout.splitlines()[-1] == "1 of 2 tests passed"


def test_a_skipped_test_is_not_green(project):
    done = project(row("test_skipped"), "area")
    assert "  skipped  tests/test_some.py::test_skipped" in done.stdout
    assert done.returncode == 1


def test_a_fault_under_which_tests_fail_is_seen(project):
    table = (
        row("test_json", "test_json_below", more='text = "a"\nguards = "data"\nfault = "patch:lie.py"')
        + row("test_many", more='text = "b"\nfault = "env:BROKEN=2"')
        + row("test_many[1]", more='text = "c"\nfault = ["env:BROKEN=2", "env:BROKEN=1"]')
        + row("test_green")
    )
    done = project(table, "area", "--break")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("seen to fail") == 4
    assert "seen to fail under env:BROKEN=1: tests/test_some.py::test_many[1]" in done.stdout
    assert project(table, "area").returncode == 0


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        ("test_green", "patch:lie.py"),
        ("test_skipped", "patch:lie.py"),
        ("test_many[1]", "env:BROKEN=2"),
        ("test_json", "patch:raises.py"),
        ("test_json", "saboteurs:nobody"),
    ],
)
def test_a_fault_that_breaks_nothing_is_told(test, fault, project):
    done = project(row(test, more=f'text = "a"\nfault = "{fault}"'), "area", "--break")
    assert done.returncode == 1
    assert f"NOT seen to fail under {fault}: tests/test_some.py::{test}" in done.stdout


def test_a_fault_that_cannot_be_put_in_is_no_failure_of_the_test(project):
    done = project(row("test_json", more='text = "a"\nfault = "patch:raises.py"'), "area", "--break")
    assert "could not be run under it" in done.stdout
    assert "no such function any more" in done.stdout


def test_an_unknown_area_is_a_usage_error(project):
    done = project(row("test_green"), "nowhere")
    assert done.returncode == 2
    assert "There are: area" in done.stderr
