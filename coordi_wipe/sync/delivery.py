"""One pass over what waits: each certificate is sent until its fate is known, and none blocks another."""

import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Literal

from coordi_wipe.certificate import attachment, evidence_file, number
from coordi_wipe.certificate.rejection import InvalidError, UnreadableError
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.errors import CoordiWipeError, DamagedError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.sync.answer import Answer, Later, Refused, Registered
from coordi_wipe.sync.outbox import Outbox, Tried
from coordi_wipe.sync.settings import Inventory

_FIRST, _LONGEST = 30.0, 3600.0  # seconds between two tries of one certificate, doubling
_TRIES = 5  # of one certificate in one pass, where another try may do better
_FRUITLESS = 10  # failures in a row after which a pass ends
_STALLED = 120.0  # seconds without a decision after which a pass ends

Name = Literal["registered", "waiting", "refused", "kept"]


class Fate(Base, frozen=True):
    """A certificate and what became of it. `kept`: a rehearsal, and the settings name no log for them.

    `digest`: of its evidence; `number`: as people read it, or empty when it cannot be read. `url`: where
    anybody can look at it, once registered. `tries`: those that came to nothing, ever.
    """

    digest: str
    number: str
    fate: Name
    url: str = ""
    tries: int = 0
    reasons: tuple[Reason, ...] = ()


class SyncReport(Base, frozen=True):
    """What a synchronisation came to. `certificates`: those that were not registered before it, oldest
    first; `registered_before`: how many were. `trouble`: why not everything was tried; `problems`: what is
    wrong with papers of this stick."""

    address: str
    certificates: tuple[Fate, ...] = ()
    registered_before: int = 0
    trouble: Reason | None = None
    problems: tuple[Reason, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all is registered that is to be."""
        settled = all(one.fate in ("registered", "kept") for one in self.certificates)
        return settled and self.trouble is None and not self.problems


class Clock(Base, frozen=True):
    """The times a pass goes by: the wall clock for what outlives it, the steady one for itself."""

    wall: Callable[[], float]
    steady: Callable[[], float]


class Pass:
    """One pass. `put` sends a certificate: `Client.put`. `insist`: a person asks now, so that those are
    sent too that would still be left alone for a while."""

    def __init__(
        self,
        outbox: Outbox,
        inventory: Inventory,
        put: Callable[[str, bytes], Answer],
        clock: Clock,
        *,
        insist: bool,
    ) -> None:
        self._outbox, self._inventory, self._put = outbox, inventory, put
        self._clock, self._insist = clock, insist
        self._fates: dict[str, Fate] = {}
        self.trouble: Reason | None = None
        """Why the pass ended before everything was tried."""

    def over(self, digests: Sequence[str]) -> tuple[Fate, ...]:
        """Sends these, in this order; those that were cut off come again behind the others."""
        queue = deque((digest, 1) for digest in digests)
        failures, since = 0, self._clock.steady()
        while queue and self.trouble is None:
            digest, tries = queue.popleft()
            later = self._one(digest)
            if later is None:
                failures, since = 0, self._clock.steady()
                continue
            failures += 1
            stalled = self._clock.steady() - since > _STALLED
            if later.whole or failures >= _FRUITLESS or stalled:
                self.trouble = later.reason
            elif tries < _TRIES:
                queue.append((digest, tries + 1))
        return tuple(self._fates.get(digest) or self._untried(digest) for digest in digests)

    def _one(self, digest: str) -> Later | None:
        """One try; what kept it from being decided, or None when nothing more is to be done now."""
        try:
            pdf, evidence = read(self._outbox, digest)
        except CoordiWipeError as error:
            self._fates[digest] = Fate(digest, "", "waiting", reasons=(error.reason,))
            return None
        key = self._inventory.key(rehearsal=evidence.rehearsal)
        label = number.short(evidence.uuid)
        if key is None:
            self._fates[digest] = Fate(digest, label, "kept", reasons=(Reason("sync-rehearsal-kept"),))
            return None
        before = self._outbox.tried(digest)
        if before is not None and not self._insist and resting(before, self._clock.wall()):
            self._fates[digest] = Fate(digest, label, "waiting", "", before.count, (before.reason,))
            return None
        settled = settle(self._outbox, self._inventory, evidence, digest, self._put(digest, pdf))
        if isinstance(settled, Fate):
            self._fates[digest] = settled
            return None
        self._leave(digest, label, settled)
        return settled

    def _leave(self, digest: str, label: str, later: Later) -> None:
        """It goes on waiting: remembered, so that a restart does not hammer the inventory."""
        before = self._outbox.tried(digest)
        count = (before.count if before is not None else 0) + 1
        wait = later.after if later.after is not None else backoff(count)
        self._outbox.try_later(digest, Tried(count, self._clock.wall(), wait, later.reason))
        self._fates[digest] = Fate(digest, label, "waiting", "", count, (later.reason,))

    def _untried(self, digest: str) -> Fate:
        before = self._outbox.tried(digest)
        reasons = (before.reason,) if before is not None else (Reason("sync-not-tried"),)
        return Fate(digest, name(self._outbox, digest), "waiting", "", before.count if before else 0, reasons)


def settle(
    outbox: Outbox, inventory: Inventory, evidence: Evidence, digest: str, answer: Answer
) -> Fate | Later:
    """Keeps what an answer decides about a certificate; what cannot be believed or kept decides nothing."""
    label, key = number.short(evidence.uuid), inventory.key(rehearsal=evidence.rehearsal)
    try:
        match answer:
            case Registered(proof=proof) if key is not None:
                outbox.register(digest, proof, key)
                return Fate(digest, label, "registered", inventory.page(digest))
            case Refused(reasons=reasons):
                outbox.refuse(digest, reasons)
                return Fate(digest, label, "refused", reasons=reasons)
            case Later():
                return answer
    except InvalidError:
        return Later(Reason("sync-wrong-proof"))
    except OSError as error:
        return Later(Reason("sync-not-kept", {"error": error.strerror or str(error)}), whole=True)
    return Later(Reason("sync-rehearsal-kept"))


def read(outbox: Outbox, digest: str) -> tuple[bytes, Evidence]:
    """A certificate of the outbox and its evidence. Raises DamagedError when it is not of this digest, or
    NewerError when another version made it."""
    pdf = outbox.pdf(digest)
    try:
        data = attachment.evidence_of(pdf)
    except (UnreadableError, InvalidError) as error:
        raise DamagedError("outbox-damaged", digest=digest) from error
    if number.digest(data) != digest:
        raise DamagedError("outbox-damaged", digest=digest)
    return pdf, evidence_file.decode(data)


def name(outbox: Outbox, digest: str) -> str:
    """The number that people read; empty when the certificate cannot be read."""
    try:
        return number.short(read(outbox, digest)[1].uuid)
    except CoordiWipeError:
        return ""


def backoff(count: int) -> float:
    """Seconds to wait after so many tries: doubling, up to an hour, and not the same for every stick."""
    longest = min(_LONGEST, _FIRST * 2.0 ** min(count - 1, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, keeps no secret


def resting(tried: Tried, now: float) -> bool:
    """Whether it is still to be left alone; a clock that went backwards lets it go."""
    return tried.at <= now < tried.at + tried.wait
