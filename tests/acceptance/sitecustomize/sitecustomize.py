"""Reaches every Python process below a test run, through PYTHONPATH: the guard, and a fault to be seen.

A fault that cannot be put in must not look like a test that failed: the process ends with 97.
"""

import importlib.util
import os
import sys
import time
import traceback
from pathlib import Path

_TESTS = Path(__file__).resolve().parent.parent.parent


def _load(path):
    """The module in this file; it needs no place on sys.path."""
    spec = importlib.util.spec_from_file_location(f"_coordi_wipe_tests_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _report(line):
    with open(os.environ["COORDI_WIPE_GUARD_LOG"], "a") as file:
        file.write(line + "\n")


if "COORDI_WIPE_GUARD_LOG" in os.environ:
    _load(_TESTS / "plugins/audit.py").install(_report)

# py-cpuinfo, asked for the processor's name, measures its clock for a second of full load, in a program of
# its own; we read no such figure
if any(word.endswith("/cpuinfo/cpuinfo.py") for word in sys.orig_argv):
    time.sleep = lambda _seconds: None

_put_in = False
try:
    if "COORDI_WIPE_FAULT" in os.environ:
        _load(Path(os.environ["COORDI_WIPE_FAULT"]))
    if "COORDI_WIPE_SABOTEUR" in os.environ:
        _load(_TESTS / "saboteurs.py").install(os.environ["COORDI_WIPE_SABOTEUR"])
    _put_in = True
finally:
    if not _put_in:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(97)
