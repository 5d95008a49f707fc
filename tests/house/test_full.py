"""The long tests' runner: goes on where it stopped, judges commits only, what did not run is not green."""

import json
import subprocess
import sys

import full
import pytest


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """The runner in a repository of its own, with cells given as name → Python text."""
    for argv in (
        ["init", "-q"],
        ["-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", "x"],
    ):
        subprocess.run(["git", "-C", tmp_path, *argv], check=True)
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(full, "ROOT", tmp_path)
    monkeypatch.setattr(full, "STATE", tmp_path / ".test-full")
    monkeypatch.setattr(full, "TABLE", tmp_path / "docs/test-full.md")

    def cells(more=(), **texts):
        made = [full.Cell(n, f"shows {n}", (sys.executable, "-c", text)) for n, text in texts.items()]
        monkeypatch.setattr(full, "CELLS", (*made, *more))

    return cells


COUNT = "open('count', 'a').write('x'); print('done')"


def test_a_result_is_kept_for_its_commit(runner, tmp_path):
    runner(first=COUNT)
    assert full.main([]) == 0
    assert full.main([]) == 0
    assert (tmp_path / "count").read_text() == "x"
    assert full.main(["--again"]) == 0
    assert (tmp_path / "count").read_text() == "xx"


def test_a_stopped_run_goes_on(runner, tmp_path):
    runner(first=COUNT, second="import os, signal; os.kill(os.getppid(), signal.SIGINT); input()")
    with pytest.raises(KeyboardInterrupt):
        full.main([])
    runner(first=COUNT, second=COUNT.replace("count", "other"))
    assert full.main([]) == 0
    assert (tmp_path / "count").read_text() == "x"
    assert (tmp_path / "other").read_text() == "x"


def test_red_is_red_and_the_rest_still_runs(runner, tmp_path):
    runner(first="print('why'); raise SystemExit(3)", second=COUNT)
    assert full.main([]) == 1
    table = (tmp_path / "docs/test-full.md").read_text()
    assert "| red (3) |" in table
    assert "| why |" in table
    assert "| second | shows second |" in table
    assert (tmp_path / "count").exists()


def test_a_missing_need_is_not_green(runner, tmp_path):
    runner([full.Cell("elsewhere", "x", ("{need}",), needs=("no-such-program-anywhere",))])
    assert full.main([]) == 1
    assert "| missing |" in (tmp_path / "docs/test-full.md").read_text()


def test_a_cell_may_be_named(runner, tmp_path):
    runner(first=COUNT, second="raise SystemExit(1)")
    assert full.main(["first"]) == 0
    assert "| second | shows second |  |  | not run |" in (tmp_path / "docs/test-full.md").read_text()
    with pytest.raises(SystemExit):
        full.main(["third"])


def test_changed_files_have_no_commit(runner, tmp_path):
    runner(first=COUNT)
    (tmp_path / "file").write_text("a")
    subprocess.run(["git", "-C", tmp_path, "add", "file"], check=True)
    with pytest.raises(SystemExit, match="commit first"):
        full.main([])


def test_the_state_names_the_commit(runner, tmp_path):
    runner(first=COUNT)
    full.main([])
    head = subprocess.run(
        ["git", "-C", tmp_path, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert json.loads((tmp_path / f".test-full/{head}.json").read_text())["first"]["result"] == "green"
    assert head in (tmp_path / "docs/test-full.md").read_text()


def test_a_row_of_an_older_commit_says_so(runner, tmp_path):
    runner(first="print('then')", second="print('then')")
    full.main([])
    older = full.commit()
    argv = ["-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", "y"]
    subprocess.run(["git", "-C", tmp_path, *argv], check=True)
    runner(first="print('now')", second="print('now')")
    full.main(["second"])
    rows = (tmp_path / "docs/test-full.md").read_text().splitlines()
    assert any(f"| first | shows first | {older[:12]} |" in row and "| then |" in row for row in rows)
    assert any(
        f"| second | shows second | {full.commit()[:12]} |" in row and "| now |" in row for row in rows
    )
