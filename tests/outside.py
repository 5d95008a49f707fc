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
        return found + _differences(evidence, file, size, chance or random.Random())


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


def _differences(evidence, file, size, chance):
    pattern = evidence["plan"]["steps"][0]["patterns"][-1]
    keys = evidence["keys"]
    if pattern.endswith("random") and len(keys) != 1:
        return [f"{len(keys)} keys are published"]
    found = []
    for place in _places(size, chance):
        length = min(_LOOK, size - place)
        file.seek(place)
        if file.read(length) != expected(pattern, keys, place, length):
            found.append(f"other bytes than the key's at {place}")
            break  # one is enough, and openssl takes its time
    return found


def _places(size, chance):
    """64 places: the first, the last, and random ones, each at a multiple of 16."""
    last = max(size - _LOOK, 0) // 16 * 16
    return [0, last, *(chance.randrange(0, size, 16) for _ in range(PLACES - 2))]


def expected(pattern, keys, offset, length):
    """What the last pass put at this offset (a multiple of 16)."""
    if not pattern.endswith("random"):
        constant = bytes.fromhex(pattern)
        return bytes(constant[(offset + i) % len(constant)] for i in range(length))
    plain = (b"\xff" if pattern.startswith("~") else b"\0") * length
    argv = ["openssl", "enc", "-aes-256-ctr", "-K", keys[0], "-iv", f"{offset // 16:032x}"]
    return subprocess.run(argv, input=plain, capture_output=True, check=True).stdout
