"""Drives whose own erase is known not to be worth trying: quirks.toml."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.drive import Identity


class Quirk(Base, frozen=True):
    """`model` and `firmware`: regular expressions from the beginning of the drive's own words."""

    model: str
    technique: str
    why: Literal["never-ends"]
    firmware: str = ""


class _Table(Base, frozen=True):
    quirk: tuple[Quirk, ...]


@cache
def quirks() -> tuple[Quirk, ...]:
    """All that are known."""
    return decoding.toml(Path(__file__).with_name("quirks.toml").read_bytes(), _Table).quirk


def quirk(identity: Identity, technique: str) -> Quirk | None:
    """What is known of this technique on this drive; None: nothing."""
    fitting = (
        one
        for one in quirks()
        if one.technique == technique
        and re.match(one.model, identity.model)
        and re.match(one.firmware, identity.firmware)
    )
    return next(fitting, None)
