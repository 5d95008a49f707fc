"""Every attack, with the verdict and the reason that it must get."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    make: Callable[[], bytes]
    verdict: str
    reason: str


ATTACKS: dict[str, Attack] = {}


def attack(verdict: str, reason: str):
    def register(make):
        ATTACKS[make.__name__.replace("_", " ")] = Attack(make, verdict, reason)
        return make

    return register


TRUSTED_TOO: list = []
"""Roots that a careless person trusts: the verdict must not depend on their care."""
