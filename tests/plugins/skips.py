"""A skipped test is a test that shows nothing: under CI, only the skips listed in tests/skips.toml."""

import os
import tomllib
from pathlib import Path

import pytest
from plugins.state import blame

LIST = "COORDI_WIPE_SKIPS"  # another list than ours: for the test of this file


def pytest_configure(config):
    path = Path(os.environ.get(LIST, Path(__file__).resolve().parent.parent / "skips.toml"))
    config.stash[ALLOWED] = tomllib.loads(path.read_text()).get("skip", [])


ALLOWED = pytest.StashKey[list[dict[str, str]]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    _judge(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    _judge(report, collector.config)
    return report


def _judge(report, config):
    if report.skipped and os.environ.get("CI") == "true" and not _listed(report, config.stash[ALLOWED]):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        blame(report, f"skipped under CI, and not listed in tests/skips.toml: {report.nodeid}: {why}")


def _listed(report, allowed) -> bool:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return any(
        entry["why"]
        and (
            ("test" in entry and report.nodeid.startswith(entry["test"]))
            or ("reason" in entry and reason == f"Skipped: {entry['reason']}")
        )
        for entry in allowed
    )
