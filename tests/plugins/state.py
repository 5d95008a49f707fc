"""Each test has a home of its own: state, run and settings folders, and the default language."""

import os
from pathlib import Path

import pytest

from coordi_wipe.messages import catalogue

FOLDER = pytest.StashKey[Path]()
"""In an item's stash: the folder that holds its COORDI_WIPE_HOME and COORDI_WIPE_RUN."""

# what tests/inventories.py opened in this process is not what a program of this test may serve
_ANOTHER_INVENTORY = tuple(f"COORDI_WIPE_INVENTORY{ending}" for ending in ("", "_ADDRESS", "_REHEARSALS"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Around the whole test, fixtures included; what a wider fixture leaves belongs to its first test."""
    folder = item.config._tmp_path_factory.mktemp("state")
    item.stash[FOLDER] = folder
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", *_ANOTHER_INVENTORY):
            patch.delenv(name, raising=False)
        catalogue.use(catalogue.wished())  # whatever the test before spoke
        return (yield)


def environment(folder: Path) -> dict[str, str]:
    """The variables of a test whose folder this is. LANG=C.UTF-8 gives the product's default: French."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    return {
        "COORDI_WIPE_ONLY": os.environ["COORDI_WIPE_ONLY"],  # so that it is put back afterwards
        "COORDI_WIPE_HOME": str(folder / "home"),
        "COORDI_WIPE_RUN": str(folder / "run"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
    }


def blame(report: pytest.TestReport, text: str) -> None:
    """Turns a report into a failure, adding this text to what it already says."""
    before = f"{report.longrepr}\n\n" if report.failed else ""
    report.outcome = "failed"
    report.longrepr = before + text
    vars(report).pop("wasxfail", None)  # else pytest does not count it
