"""The two logs, real and rehearsal: leaves are appended, heads signed, proofs made."""

from django.db import transaction

from coordi_wipe.certificate import log
from coordi_wipe.inventory.certificates import keys
from coordi_wipe.inventory.certificates.models import Certificate, Decision, LogLeaf
from coordi_wipe.model.errors import DamagedError


def append(
    kind: str, data: bytes, *, certificate: Certificate | None = None, decision: Decision | None = None
) -> LogLeaf:
    """Appends a leaf, inside the transaction that made what it is of.

    Transactions take the write lock at once (settings): no two find the same place.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a leaf is appended with what it is of, or not at all")
    last = LogLeaf.objects.filter(kind=kind).order_by("-index").first()
    index = last.index + 1 if last else 0
    return LogLeaf.objects.create(
        kind=kind, index=index, data=data, certificate=certificate, decision=decision
    )


def checkpoint(kind: str) -> str:
    """The signed head of this log as it is now."""
    return log.checkpoint(keys.public(kind).name, _hashes(kind), keys.private(kind))


def proof(leaf: LogLeaf) -> str:
    """The proof that this leaf is in its log as it is now."""
    hashes = _hashes(leaf.kind)
    head = log.checkpoint(keys.public(leaf.kind).name, hashes, keys.private(leaf.kind))
    return log.proof(leaf.index, hashes, head)


def _hashes(kind: str) -> list[bytes]:
    """The hashes of all leaves in their order. Raises DamagedError("inventory-log-damaged")."""
    leaves = LogLeaf.objects.filter(kind=kind).order_by("index").values_list("index", "data")
    hashes = []
    for place, (index, data) in enumerate(leaves):
        if index != place:
            raise DamagedError("inventory-log-damaged", index=place)
        hashes.append(log.leaf(bytes(data)))
    return hashes
