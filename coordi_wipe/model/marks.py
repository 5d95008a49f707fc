"""The rule of the fingerprint: it is the only change since a read-back, or the story proves nothing.

A part of the claim (claim.py). `Marked` takes one sector out of what the read-back stands for, so what
it may take out is held tightly: LBA 0, one logical block, right after a faultless read-back.
"""

import re
from collections.abc import Sequence

from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.facts import AnyFact, Began, Marked, Planted, Read, Saw, Wrote
from coordi_wipe.model.fingerprint import LARGEST, SIZE

_SHA256 = re.compile("[0-9a-f]{64}")


def mark_fault(drive: Identity, facts: Sequence[AnyFact]) -> Reason | None:
    """Why a fingerprint of this story is more than the only change since a read-back, or None.

    A job that goes on after its fingerprint writes the last pass over it again before it reads, or plants its
    canaries anew.
    """
    last: AnyFact | None = None
    standing: Marked | None = None
    for fact in facts:
        match fact:
            case Marked():
                if not _is_one_sector(drive, fact):
                    return Reason("mark-impossible", {"offset": fact.offset, "bytes": fact.length})
                if not isinstance(last, Read) or _faulty(last):
                    return Reason("mark-without-read-back")
                standing = fact
            case Wrote(start=0) if standing is not None and fact.upto >= standing.length:
                standing = None
            case Planted():  # on the first block too: a firmware erase that goes on begins anew
                standing = None
            case Read() if standing is not None:
                return Reason("mark-read-as-erased")
        if isinstance(fact, Began | Wrote | Read | Marked | Planted | Saw):
            last = fact
    return None


def _is_one_sector(drive: Identity, fact: Marked) -> bool:
    whole = fact.offset == 0 and fact.length == drive.logical < drive.size
    return whole and SIZE <= fact.length <= LARGEST and _SHA256.fullmatch(fact.sha256) is not None


def _faulty(read: Read) -> bool:
    return bool(read.mismatches or read.unreadable or read.canaries_alive)
