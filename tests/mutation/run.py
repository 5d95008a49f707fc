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
FILES = ("claim", "levels", "marks", "notes")
TESTS = str(ROOT / "tests/unit/model")
QUICK = [f"{TESTS}/test_claim_cases.py", f"{TESTS}/test_tables.py"]  # what most mutants die of
WHOLE = [f"{TESTS}/test_{name}.py" for name in ("claim_properties", "fingerprint", "schema", "sentences")]
OPTIONS = [
    *("-x", "-q", "--assert=plain", "--timeout=60", f"--rootdir={ROOT}", f"--confcutdir={TESTS}"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:hypothesispytest"),
]
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
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        passed = all(pytest.main([*OPTIONS, *tests]) == pytest.ExitCode.OK for tests in (QUICK, WHOLE))
    return f"{name}.{mutant.key}", passed


def main(names: tuple[str, ...]) -> int:
    os.chdir(ROOT)
    explained = tomllib.loads((HERE / "survivors.toml").read_text())["survivors"]
    sources = {name: (ROOT / f"coordi_wipe/model/{name}.py").read_text() for name in names}
    jobs = [(name, mutant) for name in names for mutant in mutants(sources[name])]
    start, alive = time.monotonic(), []
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as pool:
        unchanged = (names[0], Mutant("unchanged", sources[names[0]]))
        if not pool.apply(survives, (unchanged,))[1]:
            sys.exit("the tests fail without any change")
        for done, (key, alone) in enumerate(pool.imap_unordered(survives, jobs), 1):
            if alone:
                alive.append(key)
                sys.stdout.write(f"{'explained' if key in explained else 'SURVIVOR'}: {key}\n")
            if done % 100 == 0 or done == len(jobs):
                sys.stdout.write(
                    f"{done}/{len(jobs)} mutants, {len(alive)} alive, {time.monotonic() - start:.0f} s\n"
                )
                sys.stdout.flush()
        if not pool.apply(survives, (unchanged,))[1]:
            sys.exit("the tests came to fail without any change: what died may have died of that")
    stale = [key for key in explained if key.split(".")[0] in names and key not in alive]
    for key in stale:
        sys.stdout.write(f"EXPLAINED FOR NOTHING: {key}\n")
    return 1 if stale or set(alive) - set(explained) else 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or FILES))
