"""Loaded by test_liars.py into a pytest under a liar (`-p plugins.liars`): which proofs, and how each fails.

A proof that runs in this process is cheap and is always chosen. Those that start workers and commands
take seconds: they are shared out among the liars by COORDI_WIPE_TURN=2/5 (0/1: all of them). How each
ended goes into the file COORDI_WIPE_ENDED names, as lines of JSON.
"""

import json
import os
import zlib
from pathlib import Path

import pytest


def pytest_collection_modifyitems(config, items):
    turn, turns = map(int, os.environ["COORDI_WIPE_TURN"].split("/"))
    chosen = [
        item
        for item in items
        if item.get_closest_marker("proves_wipe")
        and not item.get_closest_marker("slow")
        and not item.get_closest_marker("peers")
        and (_in_this_process(item) or zlib.crc32(item.nodeid.encode()) % turns == turn)
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def _in_this_process(item):
    borrowed = any(getattr(value, "__module__", "") == "inprocess" for value in vars(item.module).values())
    return borrowed and "stick" not in item.fixturenames


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call):
    report = yield
    if report.when == "call" or report.outcome != "passed":
        _tell(report, call)
    return report


def _tell(report, call):
    """passed, skipped, `asserted` where the test itself said no, else what went wrong."""
    how = report.outcome
    if how == "skipped":
        how = f"skipped: {report.longrepr[2]}"
    elif how == "failed":
        said_no = report.when == "call" and call.excinfo is not None
        said_no = said_no and call.excinfo.errisinstance((AssertionError, pytest.fail.Exception))
        how = "asserted" if said_no else f"{report.when}: {str(report.longrepr)[-500:]}"
    with Path(os.environ["COORDI_WIPE_ENDED"]).open("a") as file:
        file.write(json.dumps([report.nodeid, how]) + "\n")
