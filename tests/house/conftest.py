"""For tests about the tests: a pytest of its own, on files made here, with our plugins."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent


@pytest.fixture
def inner_pytest(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a test file given as text under tests/conftest.py's plugins; more environment by keyword."""
    (tmp_path / "conftest.py").write_text((TESTS / "conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text(
        f"[pytest]\npythonpath = {TESTS}\n"
        "addopts = --import-mode=importlib -p no:cacheprovider -p no:warnings -ra\n"
        "markers =\n    proves_wipe\n    root\n"
    )

    def run(text: str, **more: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_inner.py").write_text(text)
        ours = ("PYTEST_ADDOPTS", "COORDI_WIPE_GUARD_LOG")  # what it does is not our doing
        # two texts of one length, written within a second, have one name among compiled files
        own = {"CI": "", "PYTHONDONTWRITEBYTECODE": "1"}
        environment = {k: v for k, v in os.environ.items() if k not in ours} | own | more
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "test_inner.py"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
