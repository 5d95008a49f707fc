"""Mutation tests of the claim: `python tests/mutation/run.py [FILE…]`, exit 1 on an unexplained survivor.

Each mutant is a file of the model with one thing changed, loaded in a process of its own instead of the
real one (nothing is written), under all tests of the model. Survivors are explained in survivors.toml;
an explanation that nothing needs any more is an error too.
"""

import contextlib
import importlib.abc
import importlib.util
import multiprocessing
import os
import sys
import time
import tomllib
from pathlib import Path

import hypothesis
import msgspec
import pytest
from mutants import Mutant, mutants  # beside this file

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FILES = ("claim", "levels", "notes")
TESTS = [str(ROOT / "tests/unit/model" / name) for name in ("test_claim_cases.py", "test_tables.py", "")]
_PRELOADED = (hypothesis, msgspec)  # so that each mutant's process starts with them


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Loads this source whenever this module is imported."""

    def __init__(self, name: str, source: str) -> None:
        self._name, self._source = name, source

    def find_spec(self, fullname, _path, _target=None):
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def get_source(self, _fullname):
        return self._source


def survives(job: tuple[str, Mutant]) -> tuple[str, bool]:
    """Whether all tests pass although this one thing was changed."""
    name, mutant = job
    sys.meta_path.insert(0, _Instead(f"coordi_wipe.model.{name}", mutant.source))
    options = [
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--timeout=60",
        f"--rootdir={ROOT}",
        f"--confcutdir={TESTS[-1]}",
    ]
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        code = pytest.main([*options, *TESTS])
    return f"{name}.{mutant.key}", code == pytest.ExitCode.OK


def main(names: tuple[str, ...]) -> int:
    os.chdir(ROOT)
    explained = tomllib.loads((HERE / "survivors.toml").read_text())["survivors"]
    jobs = [
        (name, mutant)
        for name in names
        for mutant in mutants((ROOT / f"coordi_wipe/model/{name}.py").read_text())
    ]
    whole, _ = jobs[0]
    start, alive = time.monotonic(), []
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        if not pool.apply(
            survives, ((whole, Mutant("unchanged", (ROOT / f"coordi_wipe/model/{whole}.py").read_text())),)
        )[1]:
            sys.exit("the tests fail without any change")
        for done, (key, alone) in enumerate(pool.imap_unordered(survives, jobs), 1):
            if alone:
                alive.append(key)
                sys.stdout.write(f"\n{'explained' if key in explained else 'SURVIVOR'}: {key}\n")
            sys.stdout.write(f"\r{done}/{len(jobs)} mutants, {len(alive)} survived")
            sys.stdout.flush()
    stale = [key for key in explained if key.split(".")[0] in names and key not in alive]
    for key in stale:
        sys.stdout.write(f"\nEXPLAINED FOR NOTHING: {key}")
    sys.stdout.write(f"\n{time.monotonic() - start:.0f} s\n")
    return 1 if stale or set(alive) - set(explained) else 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or FILES))
