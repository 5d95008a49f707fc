"""Structures are decoded by threads at once, the first time too: msgspec alone ends the process there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Reason

PACKAGE = Path(decoding.__file__).parents[1]

# sixty structures deep, so that learning them takes a while; six threads that come at the same time
_FIRST_TIMES = """
import sys, threading, msgspec
from coordi_wipe.model import decoding

def deep():
    kind = int
    for level in range(60):
        kind = msgspec.defstruct(f"T{level}", [(f"f{n}", int | str if n else kind) for n in range(6)])
    return kind

def first(kind, barrier):
    barrier.wait()
    try:
        decoding.json(b'{"f0": {"f0": {}}}', kind)
    except msgspec.ValidationError:
        pass

sys.setswitchinterval(1e-6)
for _ in range(60):
    kind, barrier = deep(), threading.Barrier(6)
    threads = [threading.Thread(target=first, args=(kind, barrier)) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
print("fine")
"""


def test_threads_that_decode_a_structure_for_the_first_time_do_not_end_the_process():
    argv = [sys.executable, "-c", _FIRST_TIMES]
    done = subprocess.run(argv, env=os.environ, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr[-500:]


def test_what_is_decoded_is_what_was_meant():
    assert decoding.json(b'{"code": "gap"}', Reason) == Reason("gap")
    assert decoding.toml('code = "gap"', Reason) == Reason("gap")
    assert decoding.table({"code": "gap"}, Reason) == Reason("gap")
    assert decoding.json(b'[{"code": "gap"}]', tuple[Reason, ...]) == (Reason("gap"),)
    with pytest.raises(msgspec.ValidationError):
        decoding.json(b'{"code": "gap", "more": 1}', Reason)
    with pytest.raises(msgspec.ValidationError):
        decoding.json(b'"7"', int)
    assert decoding.json(b'"7"', int, strict=False) == 7


def test_nobody_goes_round_the_door():
    # ruff's ban does not reach hardware/, which starts programs
    around = re.compile(r"msgspec\.(?:json\.(?:decode|Decoder)|toml\.decode|convert|msgpack)\b")
    found = {path.name for path in PACKAGE.rglob("*.py") if around.search(path.read_text())}
    assert found == {"decoding.py"}
