"""Looks at a wiped drive from outside our code: plain reads of the file behind it, and openssl.

What the evidence says is read as JSON; nothing of the product is imported here.
"""

import hashlib
import os
import random
import subprocess
from contextlib import contextmanager
from pathlib import Path

PLACES = 64
_CHUNK = 1 << 20
_LOOK = 64  # bytes compared at each place


def faults(evidence, backing, sentinel, *, chance=None):
    """What is wrong with a drive of which this evidence says `sanitized`: sentences, none when it is true.

    `evidence`: the decoded evidence.json. `sentinel`: bytes that were all over the drive before.
    """
    size = evidence["plan"]["drive"]["size"]
    with _opened(backing) as file:
        found = [] if os.fstat(file.fileno()).st_size == size else ["the file behind it has another size"]
        left = first_token(file, sentinel)
        found += [] if left is None else [f"the sentinel is still at {left}"]
        mark = declared_mark(evidence)
        found += [] if mark is None else _mark_faults(evidence, mark, file)
        start = 0 if mark is None else mark["length"]
        return found + _differences(evidence, file, start, size, chance or random.Random())


def declared_mark(evidence):
    """The fingerprint that the evidence declares as the only change since its last read-back, or None."""
    facts = evidence.get("facts", [])
    since = max((n for n, fact in enumerate(facts) if fact["fact"] == "read"), default=len(facts))
    marks = [fact for fact in facts[since:] if fact["fact"] == "marked"]
    assert len(marks) <= 1
    return marks[0] if marks else None


def _mark_faults(evidence, mark, file):
    """One logical block at the beginning that is exactly the declared one, and says in plain letters of which
    job it is, and that it is an exercise where it is one."""
    if (mark["offset"], mark["length"]) != (0, evidence["plan"]["drive"]["logical"]):
        return ["more than the first block is declared as changed"]
    file.seek(0)
    block = file.read(mark["length"])
    if hashlib.sha256(block).hexdigest() != mark["sha256"]:
        return ["the fingerprint is not the one declared"]
    text = block.rstrip(b"\0")
    found = [] if len(text) < 512 and all(byte in b"\n" or 32 <= byte < 127 for byte in text) else ["no text"]
    lines = text.decode("ascii", "replace").split("\n")
    if lines[0] != "COORDI-WIPE 1" or f"job={evidence['uuid']}" not in lines:
        found.append("the fingerprint is of another job")
    if lines[1].startswith("REPETITION") != evidence["rehearsal"]:
        found.append("the fingerprint does not say that it is an exercise, or says so of a real wipe")
    return found


def digest(content):
    """What stands for bytes in an assertion: pytest would take minutes to show how megabytes differ."""
    return hashlib.sha256(content).hexdigest()


def holds_key(backing, key, upto, *, chance, places):
    """Whether random places below `upto` hold the keystream of this key (hexadecimal)."""
    with _opened(backing) as file:
        for place in (chance.randrange(0, upto, 16) for _ in range(places)):
            file.seek(place)
            if file.read(16) != expected("random", [key], place, 16):
                return False
    return True


@contextmanager
def _opened(backing):
    """What is read is what lies there, whatever the kernel kept of earlier looks."""
    with Path(backing).open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        yield file


def first_token(file, token):
    """Where these bytes first stand in a file, at any offset, or None."""
    file.seek(0)
    kept, offset = b"", 0
    while chunk := file.read(_CHUNK):
        found = (kept + chunk).find(token)
        if found >= 0:
            return offset - len(kept) + found
        kept, offset = chunk[-len(token) + 1 :], offset + len(chunk)
    return None


def _differences(evidence, file, start, size, chance):
    pattern = evidence["plan"]["steps"][0]["patterns"][-1]
    keys = evidence["keys"]
    if pattern.endswith("random") and len(keys) != 1:
        return [f"{len(keys)} keys are published"]
    found = []
    for place in _places(start, size, chance):
        length = min(_LOOK, size - place)
        file.seek(place)
        if file.read(length) != expected(pattern, keys, place, length):
            found.append(f"other bytes than the key's at {place}")
            break  # one is enough, and openssl takes its time
    return found


def _places(start, size, chance):
    """64 places: the first, the last, and random ones, each at a multiple of 16."""
    last = max(size - _LOOK, 0) // 16 * 16
    return [start, last, *(chance.randrange(start, size, 16) for _ in range(PLACES - 2))]


def expected(pattern, keys, offset, length):
    """What the last pass put at this offset (a multiple of 16)."""
    if not pattern.endswith("random"):
        constant = bytes.fromhex(pattern)
        return bytes(constant[(offset + i) % len(constant)] for i in range(length))
    plain = (b"\xff" if pattern.startswith("~") else b"\0") * length
    argv = ["openssl", "enc", "-aes-256-ctr", "-K", keys[0], "-iv", f"{offset // 16:032x}"]
    return subprocess.run(argv, input=plain, capture_output=True, check=True).stdout
