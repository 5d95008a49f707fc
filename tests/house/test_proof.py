"""A test that obtains `sanitized` without the mark proves_wipe fails, however it obtained it."""

import json
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent

WRITE = """
import json, os, pathlib, pytest
def job(status, home=None):
    folder = pathlib.Path(home or os.environ["COORDI_WIPE_HOME"]) / "jobs/0190"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text("{}")
    (folder / "evidence.json").write_text(json.dumps({"claim": {"status": status}}))
"""

UNMARKED = {
    "in the home": "def test_it(): job('sanitized')\n",
    "in another home": "def test_it(tmp_path): job('sanitized', tmp_path / 'other')\n",
    "by a wider fixture": (
        "@pytest.fixture(scope='session')\ndef done(): job('sanitized')\ndef test_it(done): pass\n"
    ),
}


@pytest.mark.parametrize("test", UNMARKED.values(), ids=UNMARKED)
def test_evidence_of_a_wipe_without_the_mark_fails(test, inner_pytest):
    done = inner_pytest(WRITE + test)
    assert done.returncode == 1, done.stdout
    assert "without the mark proves_wipe" in done.stdout


@pytest.mark.parametrize(
    "test",
    [
        "@pytest.mark.proves_wipe\ndef test_it(): job('sanitized')\n",
        "def test_it(): job('failed')\n",
        "def test_it(): job('sanitized_with_exceptions')\n",
    ],
)
def test_marked_tests_and_other_claims_pass(test, inner_pytest):
    done = inner_pytest(WRITE + test)
    assert done.returncode == 0, done.stdout


def test_a_claim_returned_by_run_job_counts(inner_pytest):
    text = """
import types, pytest
from plugins import proof
from coordi_wipe.jobs import work, worker
from coordi_wipe.model.evidence import Claim
def test_the_product_is_watched():
    assert work.run_job.__wrapped__.__qualname__ == "run_job"
    assert worker.run_job is work.run_job
@pytest.mark.parametrize("answer", [Claim("sanitized"), types.SimpleNamespace(claim=Claim("sanitized"))])
def test_unmarked(answer):
    proof._watched(lambda: answer)()
@pytest.mark.proves_wipe
def test_marked():
    proof._watched(lambda: Claim("sanitized"))()
def test_other():
    assert proof._watched(lambda: Claim("failed"))().status == "failed"
"""
    done = inner_pytest(text)
    assert "5 passed, 2 errors" in done.stdout, done.stdout


def test_a_run_inside_a_test_judges_its_own(inner_pytest):
    inside = WRITE + "@pytest.mark.proves_wipe\ndef test_marked(): job('sanitized')\n"
    text = (
        "import subprocess, sys\n"
        "def test_outer(tmp_path):\n"
        f"    (tmp_path / 'test_inside.py').write_text({inside!r})\n"
        "    argv = [sys.executable, '-m', 'pytest', '-q', f'--basetemp={tmp_path}/inner', *OPTIONS, '.']\n"
        "    assert subprocess.run(argv, cwd=tmp_path).returncode == 0\n"
    )
    known = "'-o', 'markers=proves_wipe'"
    ours = f"['-p', 'plugins.state', '-p', 'plugins.proof', '-o', 'pythonpath={TESTS}', {known}]"
    assert inner_pytest(f"OPTIONS = {ours}\n{text}").returncode == 0
    without_the_hook = inner_pytest(f"OPTIONS = ['-c', '/dev/null', {known}]\n{text}")
    assert "without the mark proves_wipe" in without_the_hook.stdout


def test_a_copy_of_a_recorded_job_proves_nothing(tmp_path, monkeypatch):
    from plugins import proof

    recorded = tmp_path / "recorded"
    recorded.mkdir()
    text = json.dumps({"claim": {"status": "sanitized"}})
    (recorded / "evidence.json").write_text(text)
    monkeypatch.setattr(proof, "_RECORDED", recorded)
    proof._recorded.cache_clear()
    copy = tmp_path / "evidence.json"
    copy.write_text(text)
    assert not proof._says_sanitized(copy)
    copy.write_text(text + " ")
    assert proof._says_sanitized(copy)
    proof._recorded.cache_clear()
