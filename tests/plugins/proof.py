"""No proof without being a proof: a test that obtains `sanitized` must be marked `proves_wipe`.

The mark means that the test is also run under each liar, where it must fail. A claim counts as
obtained when `run_job` returned it in this process, or when a worker wrote it into a job folder of
this test. Job folders that were recorded (tests/jobs/) and are only copied prove nothing.
"""

import functools
import hashlib
import json
from pathlib import Path

import pytest
from plugins.state import FOLDER, blame

from coordi_wipe.jobs import work

_RECORDED = Path(__file__).resolve().parent.parent / "jobs"
_JUDGED = ".judged-by-a-run-of-its-own"  # in the base folder of each pytest: of one inside another, too
_obtained: list[str] = []


@pytest.hookimpl(trylast=True)  # after tmp_path_factory
def pytest_configure(config):
    """Before any test module takes the name from here."""
    work.run_job = _watched(work.run_job)
    (config._tmp_path_factory.getbasetemp() / _JUDGED).touch()


def _watched(run_job):
    @functools.wraps(run_job)
    def watched(*args, **kwargs):
        result = run_job(*args, **kwargs)
        if getattr(getattr(result, "claim", result), "status", "") == "sanitized":
            _obtained.append("run_job returned it")
        return result

    return watched


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "teardown":
        obtained = [*_obtained, *map(str, _written(item))]
        _obtained.clear()
        if obtained and item.get_closest_marker("proves_wipe") is None:
            blame(report, "`sanitized` without the mark proves_wipe: " + ", ".join(obtained))
    return report


def _written(item: pytest.Item) -> list[Path]:
    """Evidence that says `sanitized`, in job folders of this test that no one recorded before."""
    places = {item.stash[FOLDER], item.funcargs.get("tmp_path") if hasattr(item, "funcargs") else None}
    found = (path for place in places if place for path in _evidence(place))
    return [path for path in found if (path.parent / "job.json").exists() and _says_sanitized(path)]


def _evidence(place: Path) -> list[Path]:
    """Evidence in this folder, but for what a pytest run inside it has judged itself."""
    judged = [mark.parent for mark in place.rglob(_JUDGED)]
    found = place.rglob("evidence.json")
    return [path for path in found if not any(path.is_relative_to(folder) for folder in judged)]


def _says_sanitized(path: Path) -> bool:
    raw = path.read_bytes()
    try:
        status = json.loads(raw)["claim"]["status"]
    except (ValueError, KeyError, TypeError):
        return False
    return status == "sanitized" and hashlib.sha256(raw).hexdigest() not in _recorded()


@functools.cache
def _recorded() -> frozenset[str]:
    return frozenset(hashlib.sha256(p.read_bytes()).hexdigest() for p in _RECORDED.rglob("evidence.json"))
