"""What an erase left where it was looked at: said on the certificate, and required to be nothing.

Makers leave patterns, and a crypto erase leaves what looks like noise (SANITIZATION.md, "Verification after
firmware erase"). Only content that is like before, and is no constant, shows that an erase did not reach it.
"""

import hashlib
import zlib
from collections.abc import Sequence
from typing import Literal, NamedTuple

from coordi_wipe.hardware.host import Block
from coordi_wipe.sanitize.control import judge
from coordi_wipe.sanitize.stream import aligned
from coordi_wipe.sanitize.verification import read_exactly

Kind = Literal["zeros", "ones", "pattern", "noise", "other"]
KINDS: tuple[Kind, ...] = ("zeros", "ones", "pattern", "noise", "other")

_LONGEST = 64  # bytes of a pattern that is repeated


class Glance(NamedTuple):
    """One block that was looked at: what is in it, and a digest that tells it from another."""

    kind: Kind
    digest: bytes


def kind(data: bytes) -> Kind:
    """What these bytes are. Noise: what cannot be compressed."""
    if not any(data):
        return "zeros"
    if data.count(0xFF) == len(data):
        return "ones"
    length = 1
    while length <= _LONGEST and length < len(data):
        if data == (data[:length] * (len(data) // length + 1))[: len(data)]:
            return "pattern"
        length += 1
    return "noise" if len(zlib.compress(data, 1)) >= len(data) else "other"


def glances(block: Block, places: Sequence[int]) -> dict[int, Glance]:
    """What each of these blocks holds; what cannot be read is left out. Raises Halted: the drive is gone."""
    seen = aligned(max(block.logical, 512))[: block.logical]
    found: dict[int, Glance] = {}
    for place in places:
        try:
            read_exactly(block, place * block.logical, seen, block.size)
        except OSError as error:
            judge(error)
            continue
        data = bytes(seen)
        found[place] = Glance(kind(data), hashlib.sha256(data).digest())
    return found


def like_before(before: dict[int, Glance], after: dict[int, Glance]) -> int:
    """How many blocks hold still what they held, and no constant: those that the erase did not reach."""
    return sum(
        after[place] == one and one.kind in ("noise", "other")
        for place, one in before.items()
        if place in after
    )
