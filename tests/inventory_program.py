"""A process of its own that registers unsigned evidence: inventory_program.py FOLDER FIRST COUNT [die].

Prints the receipts, a line each. With `die` it is gone when the leaf is written and the receipt is not.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":  # the tests' folder and the house are not on the path yet
    sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import inventories
from msgspec.structs import replace

from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.verification import Verdict
from coordi_wipe.inventory import opening


def main(folder: str, first: str, count: str, how: str = "") -> None:
    opening.open_inventory(Path(folder))
    from coordi_wipe.inventory.certificates import journal, receiving, record

    if how == "die":
        journal.proof = lambda leaf: os._exit(9 if leaf.pk else 1)
    for evidence in inventories.numbered(int(count)):
        own = replace(evidence, uuid=f"019ab5c2-7a41-7d11-9d3e-{int(first):04x}{evidence.uuid[-8:]}")
        verdict = Verdict("signed", valid=True, signer="test", evidence=own)
        answer = receiving._kept(b"%PDF-", encode(own), verdict, record.fields(own))
        assert answer.status == 201, answer
        print(answer.body.decode())


main(*sys.argv[1:])
