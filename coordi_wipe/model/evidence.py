"""The evidence: what a certificate attaches, signs and is recomputed from."""

from typing import Literal

from coordi_wipe.model.base import Base, Level, Reason
from coordi_wipe.model.facts import AnyFact
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan

EVIDENCE_VERSION = 0
RULES_VERSION = 0

Status = Literal["sanitized", "sanitized_with_exceptions", "unverified", "failed", "refused", "interrupted"]


class Claim(Base, frozen=True):
    """What may honestly be said about a drive."""

    status: Status
    level: Level = "none"
    technique: str = ""
    reasons: tuple[Reason, ...] = ()


class LedgerPosition(Base, frozen=True):
    """Where the intent stands in the stick's ledger: line number (from 1) and its SHA-256."""

    line: int
    digest: str


class Evidence(Base, frozen=True):
    """One job from plan to claim. `keys`: the last pass's key (hex), published after verification.

    `version` is that of this structure, `rules` that of the claim; both stay 0 until frozen as 1.
    `tools` maps each tool to its version. `uuid` is the job's (RFC 9562, version 7).
    """

    version: int
    rules: int
    uuid: str
    rehearsal: bool
    tools: dict[str, str]
    operator: str
    tag: str
    lot: str
    machine: Machine
    clock: Literal["untrusted", "ntp", "inventory"]
    ledger: LedgerPosition
    plan: Plan
    facts: tuple[AnyFact, ...]
    keys: tuple[str, ...]
    claim: Claim
