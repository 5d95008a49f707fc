"""What the inventory's answer means: registered, refused for good, or later. Bytes in, a decision out."""

import re
from collections.abc import Mapping
from typing import Annotated

import msgspec

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base, Reason

FOR_GOOD = (400, 409, 413, 415, 422)
"""HTTP statuses that, with reasons, are a decision about this certificate (RFC 9110, 15.5)."""

_CUT = "inventory-cut"
"""The code of an inventory that got less than was sent: the network's doing, no decision (408; once 400)."""

_OLDER = "inventory-older"
"""The code (501) of an inventory that cannot read what a newer stick made: it has to be updated first."""

_MOST_WAIT = 86_400  # seconds that a server may ask to be left alone
_CODE = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+([-._][a-z0-9]+)*$", max_length=80)]
_TEXT = Annotated[str, msgspec.Meta(max_length=1000)]


class Registered(Base, frozen=True):
    """The inventory says that it is registered; only its `proof` can show it."""

    proof: str


class Refused(Base, frozen=True):
    """It will not have this certificate."""

    reasons: tuple[Reason, ...]


class Later(Base, frozen=True):
    """Nothing was decided. `whole`: the next certificate would fare no better now. `after`: seconds that
    the server asks to be left alone, or None."""

    reason: Reason
    whole: bool = False
    after: float | None = None


Answer = Registered | Refused | Later


class _Body(msgspec.Struct):
    """An inventory of a newer version may say more."""

    digest: str
    proof: str


class _Reason(msgspec.Struct):
    code: _CODE
    args: dict[str, _TEXT | int] = {}


class _Reasons(msgspec.Struct):
    reasons: Annotated[list[_Reason], msgspec.Meta(min_length=1, max_length=50)]


def sort(status: int, headers: Mapping[str, str], body: bytes, digest: str) -> Answer:
    """The decision in an answer to `PUT …/DIGEST`. `headers`: names in lower case."""
    if 300 <= status < 400:
        return Later(Reason("sync-moved", {"address": headers.get("location", "")[:200]}), whole=True)
    if status in (429, 503):
        after = _seconds(headers.get("retry-after", ""))
        return Later(Reason("sync-busy", {"status": status}), whole=True, after=after)
    if status == 501 and any(reason.code == _OLDER for reason in reasons_in(body)):
        return Later(Reason(_OLDER))
    if status >= 500:
        return Later(Reason("sync-server-error", {"status": status}))
    if status in (200, 201):
        return _registered(body, headers, digest)
    if status == 408:
        return Later(Reason("sync-cut"))
    if status in FOR_GOOD:
        return _refused(status, body)
    return Later(Reason("sync-not-inventory", {"status": status}), whole=True)


def _registered(body: bytes, headers: Mapping[str, str], digest: str) -> Answer:
    if "html" in headers.get("content-type", ""):
        return Later(Reason("sync-portal"), whole=True)
    try:
        said = decoding.json(body, _Body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Later(Reason("sync-garbage"))
    if said.digest != digest:
        return Later(Reason("sync-other-certificate"))
    return Registered(said.proof)


def _refused(status: int, body: bytes) -> Answer:
    reasons = reasons_in(body)
    if any(reason.code == _CUT for reason in reasons):
        return Later(Reason("sync-cut"))
    # a refusal without reasons is not the inventory's, but of something in between
    return Refused(reasons) if reasons else Later(Reason("sync-not-inventory", {"status": status}))


def reasons_in(body: bytes) -> tuple[Reason, ...]:
    """The coded reasons of an error's body; empty where there are none that can be read."""
    try:
        said = decoding.json(body, _Reasons)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    return tuple(Reason(one.code, dict(one.args)) for one in said.reasons)


def _seconds(text: str) -> float | None:
    """Retry-After in seconds (RFC 9110, 10.2.3); its form as a date needs a clock that is right."""
    return float(min(int(text), _MOST_WAIT)) if re.fullmatch(r"[0-9]{1,9}", text.strip()) else None
