"""The house keeps its own rules: what importing does, how long files are, how they begin."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted((ROOT / "coordi_wipe").rglob("*.py"))
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES
)
MOST_LINES = 400

IMPORT_ALL = """
import importlib, os, sys
sys.path.insert(0, {tests!r})
from plugins import audit
before = dict(os.environ)
audit.install(lambda line: print("BREACH", line))
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
for name in {modules!r}:
    if name == "coordi_wipe.cli.inventory_import":
        import django
        django.setup()  # Django's models want to be opened first, and no inventory is here: nothing is made
    importlib.import_module(name)
    if dict(os.environ) != before:
        print("ENVIRONMENT", name, set(os.environ.items()) ^ set(before.items()))
        before = dict(os.environ)
print(*["DEVICE " + path for path in opened if path.startswith("/dev/") and path != "/dev/null"], sep="\\n")
print("THREADS", __import__("threading").active_count())
print("LOADED", len([name for name in sys.modules if name.startswith("coordi_wipe")]))
"""


@pytest.fixture(scope="module")
def importing_everything() -> str:
    code = IMPORT_ALL.format(tests=str(ROOT / "tests"), modules=MODULES)
    environment = {k: v for k, v in os.environ.items() if k != "COORDI_WIPE_GUARD_LOG"} | {
        "LANG": "fr_FR.UTF-8",
        "DJANGO_SETTINGS_MODULE": "coordi_wipe.inventory.settings",
        "TZ": "Europe/Paris",  # which Django sets when it is opened
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert int(re.search(r"LOADED (\d+)", done.stdout)[1]) >= len(MODULES) > 20
    return done.stdout


def test_importing_every_module_leaves_the_environment_unchanged(importing_everything):
    assert "ENVIRONMENT" not in importing_everything


def test_importing_every_module_takes_no_device(importing_everything):
    assert "DEVICE" not in importing_everything
    assert "BREACH" not in importing_everything
    assert "THREADS 1\n" in importing_everything


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_idea(path):
    text = path.read_text()
    assert text.count("\n") <= MOST_LINES
    said = ast.get_docstring(ast.parse(text))
    assert said, "it begins with a sentence that says what it is for"
    assert re.match(r"[^\n]{10,}", said)


def test_test_files_are_not_longer_either():
    long = [path for path in (ROOT / "tests").rglob("*.py") if path.read_text().count("\n") > MOST_LINES]
    assert long == []


def test_the_top_level_holds_what_the_design_names():
    folders = {"coordi_wipe", "live-build", "certs", "tests", "docs"}
    papers = {"README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"}
    allowed = folders | papers | {"Makefile", "pyproject.toml", "requirements.lock"}
    tracked = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    top = {path.split("/")[0] for path in tracked if path}
    assert {name for name in top if not name.startswith(".")} <= allowed
    assert {"Makefile", "README.md", "LICENSE", "coordi_wipe"} <= top


def test_the_lock_has_hashes_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text()
    pinned = re.split(r"\n(?=\S)", lock.strip())
    assert len(pinned) > 50
    assert [entry for entry in pinned if "--hash=sha256:" not in entry] == []
    assert "://" not in lock


def test_readme_begins_with_the_two_commands():
    head = (ROOT / "README.md").read_text()[:600]
    assert head.index("make run") < head.index("make test")


def test_every_make_target_is_in_the_help():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    shown = subprocess.run(["make", "-s", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in shown.splitlines()} == targets
    assert targets >= {"run", "test", "test-peers", "test-full", "check", "bench", "accept", "clean", "help"}
