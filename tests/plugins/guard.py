"""No test touches the machine: what the audit hook saw, here and in processes below, fails the test."""

import os
from pathlib import Path

import pytest
from plugins.audit import ROOTS, install
from plugins.state import FOLDER, blame

SITECUSTOMIZE = Path(__file__).resolve().parent.parent / "acceptance/sitecustomize"
_REHEARSALS = "/dev/shm/coordi-wipe-rehearsal-"  # where the demo, run by a test, makes its drives
_breaches: list[str] = []


@pytest.hookimpl(trylast=True)  # after tmp_path_factory
def pytest_configure(config):
    roots = [f"{config._tmp_path_factory.getbasetemp()}/", shared_memory(), _REHEARSALS]
    os.environ[ROOTS] = ":".join(roots)
    below = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(SITECUSTOMIZE), *(p for p in below if p != str(SITECUSTOMIZE))])
    )
    install(_breaches.append)


def shared_memory() -> str:
    """How files of this test process in /dev/shm begin."""
    return f"/dev/shm/coordi-wipe-tests-{os.getpid()}-"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    os.environ["COORDI_WIPE_GUARD_LOG"] = str(_log(item))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "teardown":
        seen = list(dict.fromkeys([*_breaches, *_below(item)]))
        _breaches.clear()
        if seen:
            blame(report, "the machine was touched:\n" + "\n".join(seen))
    return report


def _log(item: pytest.Item) -> Path:
    return item.stash[FOLDER] / "guard.log"


def _below(item: pytest.Item) -> list[str]:
    log = _log(item)
    return log.read_text().splitlines() if log.exists() else []
