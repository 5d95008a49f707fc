"""The tables of the model, against SANITIZATION.md: levels, media with rules of their own, notes."""

import typing

import pytest
from unit.model.stories import FIRMWARE

from coordi_wipe.model.base import LEVELS, lowest
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.levels import BEST_LEVEL, MIN_CANARIES, best_level, passes_needed
from coordi_wipe.model.notes import NOTES, WEIGHTS, cap, heaviest, weight

MEDIA = typing.get_args(Medium)
UNSUPPORTED = {"raid-volume", "unknown"}

# code: weight under an overwrite, under firmware, best level left
TABLE = {
    "unreached-cells": ("limit", "limit", "purge"),
    "sampled-read-back": ("limit", "limit", "purge"),
    "bridge-identity-seen": ("limit", "limit", "purge"),
    "virtual-machine": ("limit", "limit", "purge"),
    "disposable-drive": ("limit", "limit", "purge"),
    "hybrid-cache": ("limit", "limit", "clear"),
    "skipped-in-earlier-pass": ("limit", "limit", "purge"),
    "resumed": ("limit", "limit", "purge"),
    "medium-in-doubt": ("limit", "limit", "clear"),
    "fingerprint-not-written": ("limit", "limit", "purge"),
    "identity-from-bridge": ("exception", "exception", "clear"),
    "no-identity": ("exception", "exception", "clear"),
    "level-below-asked": ("exception", "exception", "purge"),
    "unallocated-capacity": ("exception", "exception", "purge"),
    "boot-areas-left": ("exception", "exception", "purge"),
    "no-witness": ("exception", "exception", "purge"),
    "constant-on-flash": ("exception", "exception", "clear"),
    "hidden-area": ("loss", "exception", "purge"),
    "hidden-area-unknown": ("exception", "exception", "clear"),
    "other-namespaces": ("loss", "loss", "purge"),
    "ata-locked": ("loss", "loss", "purge"),
    "from-the-future": ("loss", "loss", "none"),
}


def test_every_note_is_in_this_table() -> None:
    assert set(NOTES) == set(TABLE) - {"from-the-future"}


@pytest.mark.parametrize("code", TABLE)
def test_what_a_note_weighs(code: str) -> None:
    assert (weight(code, overwrite=True), weight(code, overwrite=False), cap(code)) == TABLE[code]


@pytest.mark.parametrize("medium", MEDIA)
def test_an_overwrite_is_clear_at_best(medium: Medium) -> None:
    assert best_level("overwrite", medium) == ("none" if medium in UNSUPPORTED else "clear")


@pytest.mark.parametrize("medium", MEDIA)
def test_a_technique_without_a_row_claims_nothing(medium: Medium) -> None:
    assert best_level("nvme-format", medium) == "none"


def test_no_level_of_the_table_is_given_for_nothing() -> None:
    rows = {technique for technique, _ in BEST_LEVEL} - {FIRMWARE}
    assert rows == {"overwrite"}


@pytest.mark.parametrize("medium", MEDIA)
def test_cards_and_sticks_get_two_passes(medium: Medium) -> None:
    assert passes_needed(medium) == (2 if medium in {"sd", "usb-flash"} else 1)


def test_canaries() -> None:
    assert MIN_CANARIES == 256


@pytest.mark.parametrize("one", LEVELS)
@pytest.mark.parametrize("other", LEVELS)
def test_lowest_level(one, other) -> None:
    order = ("none", "clear", "purge")
    assert lowest(one, other) == order[min(order.index(one), order.index(other))]


@pytest.mark.parametrize("one", WEIGHTS)
@pytest.mark.parametrize("other", WEIGHTS)
def test_heaviest_weight(one, other) -> None:
    order = ("limit", "exception", "loss")
    assert heaviest(one, other) == order[max(order.index(one), order.index(other))]
