"""Runs pytest and answers how each test ended; the same file is the plugin that writes it down.

Lines of JSON in the file that ACCEPT_OUTCOMES names: {"id", "outcome"}; outcome `there` when collected.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
Outcomes = Mapping[str, set[str]]
"""Of each test, by its id: `there`, `passed`, `failed`, `skipped`."""


def run_pytest(
    root: Path, arguments: Iterable[str], more: Mapping[str, str] | None = None
) -> tuple[int, Outcomes, str]:
    """Runs pytest with more variables; its exit code, the outcomes, and what it said.

    As under CI, where an unlisted skip is a failure.
    """
    paths = filter(None, [str(HERE / "sitecustomize"), str(HERE), os.environ.get("PYTHONPATH")])
    argv = [sys.executable, "-m", "pytest", "-p", "outcomes", "-p", "no:cacheprovider", "-q", *arguments]
    outcomes = defaultdict(set)
    with tempfile.NamedTemporaryFile() as file:
        variables = {"ACCEPT_OUTCOMES": file.name, "PYTHONPATH": os.pathsep.join(paths), "CI": "true"}
        environment = os.environ | variables | (more or {})
        done = subprocess.run(argv, cwd=root, env=environment, capture_output=True, text=True, check=False)
        for line in Path(file.name).read_text().splitlines():
            entry = json.loads(line)
            outcomes[entry["id"]].add(entry["outcome"])
    return done.returncode, outcomes, done.stdout + done.stderr


def _write(test: str, outcome: str) -> None:
    with Path(os.environ["ACCEPT_OUTCOMES"]).open("a") as file:
        file.write(json.dumps({"id": test, "outcome": outcome}) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # a worker of xdist tells its controller, which writes
        config.pluginmanager.unregister(name="outcomes")


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        for item in session.items:
            _write(item.nodeid, "there")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.outcome != "passed":
        _write(report.nodeid, report.outcome)
