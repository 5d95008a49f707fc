"""A pytest plugin: writes which tests there are, and how each ended, for accept.py to read.

Lines of JSON in the file that ACCEPT_OUTCOMES names: {"id", "outcome"}; outcome `there` when collected.
"""

import json
import os
from pathlib import Path

import pytest


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
