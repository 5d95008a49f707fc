"""What the pages ask of the database: a few queries each, whatever there is."""

import datetime
from collections.abc import Sequence
from contextlib import suppress

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from coordi_wipe.certificate import number
from coordi_wipe.certificate.reading import ERASED
from coordi_wipe.inventory.certificates.models import (
    ACCEPTED,
    DESTROYED,
    REAL,
    REJECTED,
    Certificate,
    Decision,
    Quarantined,
)
from coordi_wipe.inventory.pages.states import State
from coordi_wipe.model import tag
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import UsageError

MOST_HITS = 20
SHORTEST = 2  # letters, below which a search says nothing
_LONGEST = 80
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def certificates(kind: str = REAL) -> QuerySet[Certificate]:
    """Certificates of one kind with all that their standing needs: three queries in all."""
    return Certificate.objects.filter(kind=kind).prefetch_related("decisions", "quarantined")


def _registered() -> QuerySet[Certificate]:
    """Those that the log holds and whose receipt was made: nothing else is called registered, or a proof."""
    return Certificate.objects.filter(leaf__isnull=False).exclude(receipt=b"")


def search(text: str, kind: str = REAL) -> QuerySet[Certificate]:
    """Certificates whose tag, serial (of drive or PC), model, number or digest holds `text`; newest first."""
    wanted = text.strip()[:_LONGEST]
    if len(wanted) < SHORTEST:
        return certificates(kind).none()
    fields = ("tag", "drive_serial", "drive_model", "machine_serial", "machine_product", "number")
    found = Q(pc_tag__iexact=wanted)
    for field in fields:
        found |= Q(**{f"{field}__icontains": wanted})
    plain = wanted.upper().replace("-", "").replace(" ", "")
    if len(plain) > 5:
        found |= Q(number__startswith=written(plain).rstrip("-"))
    if len(plain) >= 8 and set(plain) <= set("0123456789ABCDEF"):
        found |= Q(digest__startswith=plain.lower())
    if scanned := _scanned(wanted):
        found |= Q(tag=scanned) | Q(pc_tag=scanned)
    return certificates(kind).filter(found)


def _scanned(text: str) -> str:
    """The tag that a scanner of another layout typed, or that stands on a result label with its colour and
    a right check letter (`V C23-0412-D1 K`); empty where it is neither."""
    with suppress(UsageError):
        return tag.read_label(text)[1].text
    with suppress(UsageError):
        return tag.decode(text)
    return ""


def written(plain: str) -> str:
    """A number, or its beginning, as it is kept: O, I and L read as digits, with its hyphens."""
    folded = plain.upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    return f"{folded[:5]}-{folded[5:10]}-{folded[10:]}"


class Thing(Base, frozen=True):
    """What a life is told of: a PC by its tag or serial, or a drive by its serial and model."""

    tag: str = ""
    machine: str = ""
    serial: str = ""
    model: str = ""


def life(thing: Thing, kind: str = REAL) -> QuerySet[Certificate]:
    """The certificates of this thing, newest first; none where nothing names it."""
    if thing.tag:
        return certificates(kind).filter(Q(pc_tag=thing.tag) | Q(tag=thing.tag))
    if thing.machine:
        return certificates(kind).filter(machine_serial=thing.machine)
    if thing.serial:
        same = {"drive_model": thing.model} if thing.model else {}
        return certificates(kind).filter(drive_serial=thing.serial, **same)
    return certificates(kind).none()


class Filter(msgspec.Struct, frozen=True):
    """What the list is narrowed to; dates are days of registration (UTC), both included."""

    lot: str = ""
    state: State | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


def listed(chosen: Filter, kind: str = REAL) -> QuerySet[Certificate]:
    """The certificates that a filter leaves, newest first."""
    found = _standing_as(certificates(kind), chosen.state) if chosen.state else certificates(kind)
    if chosen.lot:
        found = found.filter(lot=chosen.lot)
    if chosen.since:
        found = found.filter(received_at__gte=_midnight(chosen.since))
    if chosen.until:
        found = found.filter(received_at__lt=_midnight(chosen.until) + datetime.timedelta(days=1))
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _standing_as(found: QuerySet[Certificate], *states: State) -> QuerySet[Certificate]:
    """Those whose standing is one of these: the rules of `states.state_of`, as conditions.

    tests/unit/inventory compares both on every combination.
    """
    decided = Decision.objects.filter(certificate=OuterRef("pk"))
    judged = decided.filter(kind__in=(ACCEPTED, REJECTED)).order_by("-id").values("kind")[:1]
    found = found.annotate(
        judged=Coalesce(Subquery(judged), Value("")),
        ruined=Exists(decided.filter(kind=DESTROYED)),
        against=Exists(Quarantined.objects.filter(against=OuterRef("pk"))),
    )
    erased, whole = Q(ruined=False, status__in=ERASED), Q(status="sanitized")
    calm = erased & ~Q(judged=REJECTED) & Q(against=False)
    rules: dict[State, Q] = {
        "destroyed": Q(ruined=True),
        "unproven": Q(ruined=False) & ~Q(status__in=ERASED),
        "rejected": erased & Q(judged=REJECTED),
        "contested": erased & ~Q(judged=REJECTED) & Q(against=True),
        "proven": calm & whole,
        "accepted": calm & ~whole & Q(judged=ACCEPTED),
        "undecided": calm & ~whole & Q(judged=""),
    }
    either = Q(pk__in=())
    for state in states:
        either |= rules[state]
    return found.filter(either)


def exceptions() -> QuerySet[Certificate]:
    """Those that a supervisor has to accept or reject, and those that something contradicts."""
    return _standing_as(certificates(), "undecided", "contested")


def red_bin(kind: str = REAL) -> QuerySet[Certificate]:
    """Drives that are not proven empty and not yet destroyed, as one of their certificates says.

    A drive that told itself who it is leaves the bin by a proof whose work ended later **and** which came
    later: an old proof sent late clears nothing, nor does one of which a doubtful clock says that it is the
    newer; what has no time stays. Or by its destruction, entered after the certificate came.
    """
    same_drive = {name: OuterRef(name) for name in ("drive_serial", "drive_model", "drive_wwn")}
    proofs = _standing_as(_registered().filter(kind=kind), "proven", "accepted").filter(
        drive_numbered=True,
        ended_at__gt=OuterRef("ended_at"),
        received_at__gt=OuterRef("received_at"),
        **same_drive,
    )
    ends = Decision.objects.filter(
        kind=DESTROYED,
        certificate__kind=kind,
        certificate__drive_numbered=True,
        at__gt=OuterRef("received_at"),
        **{f"certificate__{name}": value for name, value in same_drive.items()},
    )
    unproven = _standing_as(certificates(kind), "unproven", "rejected")
    return unproven.annotate(settled=Exists(proofs) | Exists(ends)).exclude(drive_numbered=True, settled=True)


def held(found: Sequence[Certificate], kind: str = REAL) -> set[str]:
    """The digests, among these certificates, of those that keep their drive in the red bin."""
    return set(red_bin(kind).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))


def waiting_count() -> int:
    """How many things wait for a person."""
    return exceptions().count() + red_bin().count()


def lots(kind: str = REAL) -> Sequence[str]:
    """The lots that there are."""
    named = Certificate.objects.filter(kind=kind).exclude(lot="")
    return list(named.order_by("lot").values_list("lot", flat=True).distinct())


class Public(Base, frozen=True):
    """What an address without account leads to. `aside`: a file that was put aside, of this digest."""

    certificate: str = ""
    aside: str = ""


def public(key: str) -> Public | None:
    """The one certificate that this number or digest names; None where it names none, or several.

    A number is 50 random bits (and a letter that only catches slips): with 100,000 certificates one guess
    in ten thousand million hits, and what it would show is on the paper that the number is read from. A
    digest in an address is 128 bits. Whoever has one certificate learns nothing about another.
    """
    wanted = key.strip()
    plain = wanted.upper()
    if number.well_formed(wanted):
        found = _registered().filter(number=written(wanted))
        digests = list(found.order_by("kind").values_list("digest", "kind")[:3])
        real = [digest for digest, kind in digests if kind == REAL] or [digest for digest, _ in digests]
        return Public(certificate=real[0]) if len(real) == 1 else None
    if len(plain) == 26 and set(plain) <= set(_BASE32):
        return _by_digest(_hexadecimal(plain))
    if len(plain) == 64 and set(plain) <= set("0123456789ABCDEF"):
        return _by_digest(plain.lower())
    return None


def _by_digest(beginning: str) -> Public | None:
    registered = list(_registered().filter(digest__startswith=beginning).values_list("digest", flat=True)[:2])
    if registered:
        return Public(certificate=registered[0]) if len(registered) == 1 else None
    aside = list(
        Quarantined.objects.filter(digest__startswith=beginning).values_list("digest", flat=True)[:2]
    )
    return Public(aside=aside[0]) if len(aside) == 1 else None


def _hexadecimal(base32: str) -> str:
    """26 characters of base32 (130 bits, the last two of them padding) as 32 hexadecimal digits."""
    value = 0
    for letter in base32:
        value = value << 5 | _BASE32.index(letter)
    return f"{value >> 2:032x}"
