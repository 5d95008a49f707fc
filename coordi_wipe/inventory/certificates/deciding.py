"""A supervisor decides on what is not proven: each decision is an entry of the log, none is ever changed."""

import secrets
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from coordi_wipe.certificate.number import digest
from coordi_wipe.certificate.reading import ERASED
from coordi_wipe.inventory.certificates import journal
from coordi_wipe.inventory.certificates.models import ACCEPTED, DESTROYED, REJECTED, Certificate, Decision
from coordi_wipe.inventory.certificates.roles import may_decide
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import RefusedError, UsageError

_ACCEPTABLE = ERASED - {"sanitized"}


class Entry(Base, frozen=True):
    """What is hashed into the log. `salt`: so that the published leaf cannot be guessed open."""

    at: str
    by: str
    certificate: str
    decision: str
    reason: str
    salt: str
    slip: str
    version: int = 1


@transaction.atomic
def decide(
    certificate: Certificate,
    kind: str,
    user: Any,
    *,
    reason: str = "",
    slip: str = "",
    seen: int | None = None,
) -> Decision:
    """Enters a decision: "accepted" (exceptions only) or "rejected" (whatever says erased) with a reason,
    "destroyed" with the recycler's slip number, after which nothing follows.

    `seen`: how many decisions this person was shown; another one since then has to be read first.

    Raises RefusedError("inventory-not-supervisor" | "inventory-not-exceptions" | "inventory-not-erased" |
    "inventory-decided" | "inventory-decided-meanwhile" | "inventory-destroyed") and
    UsageError("inventory-reason-missing" | "inventory-slip-missing" | "inventory-decision-unknown").
    """
    if not may_decide(user):
        raise RefusedError("inventory-not-supervisor")
    reason, slip = reason.strip(), slip.strip()
    _check_words(kind, reason, slip)
    if seen is not None and certificate.decisions.count() != seen:
        raise RefusedError("inventory-decided-meanwhile")
    _check_state(certificate, kind)
    at = timezone.now()
    name = str(user.get_username())
    entry = msgspec.json.encode(
        Entry(at.isoformat(), name, certificate.digest, kind, reason, secrets.token_hex(16), slip),
        order="sorted",
    )
    made = Decision.objects.create(
        certificate=certificate, kind=kind, slip=slip, reason=reason, by=name, at=at, entry=entry
    )
    journal.append(certificate.kind, bytes.fromhex(digest(entry)), decision=made)
    return made


def said(text: str) -> bool:
    """Whether there is a letter or a digit: spaces, dots and invisible characters say nothing."""
    return any(map(str.isalnum, text))


def _check_words(kind: str, reason: str, slip: str) -> None:
    if kind not in (ACCEPTED, REJECTED, DESTROYED):
        raise UsageError("inventory-decision-unknown", kind=kind)
    if kind == DESTROYED and not (said(slip) and len(slip) <= 64):
        raise UsageError("inventory-slip-missing", most=64)
    if (kind != DESTROYED and not said(reason)) or len(reason) > 500:
        raise UsageError("inventory-reason-missing", most=500)


def _check_state(certificate: Certificate, kind: str) -> None:
    """Whether this may still be decided, inside the transaction that decides it."""
    last = certificate.decisions.last()
    before = last.kind if last else ""
    if before == DESTROYED:
        raise RefusedError("inventory-destroyed")
    if before == kind:
        raise RefusedError("inventory-decided")
    if kind == ACCEPTED and certificate.status not in _ACCEPTABLE:
        raise RefusedError("inventory-not-exceptions")
    if kind == REJECTED and certificate.status not in ERASED:
        raise RefusedError("inventory-not-erased")
