"""The decision table: a drive and a wanted level become a plan, or the reason why there is none.

Source: SANITIZATION.md, "Decision table". Only the overwrite exists so far; firmware techniques come
with their own files, and are tried before it.
"""

import random
from collections.abc import Iterable

from coordi_wipe.model.base import Level, Reason, lowest
from coordi_wipe.model.claim import implied_notes
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Drive, Identity, Medium
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.levels import OVERWRITE, REPLUG_MEDIA, best_level, passes_needed
from coordi_wipe.model.notes import cap, weight
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.sanitize.schemes import DEFAULT, FLASH, drawn, named

AUTO = "auto"

CELLS_OUT_OF_REACH: frozenset[Medium] = frozenset(
    {"ata-ssd", "nvme", "scsi-ssd", "emmc", "sd", "usb-flash", "usb-disk", "usb-nvme", "unknown"}
)
"""Media whose controller keeps spare cells that no overwrite reaches; a USB disk may be one."""

_UNSUPPORTED: frozenset[Medium] = frozenset({"raid-volume", "unknown"})


def plan(
    drive: Drive,
    wanted: Level | None = None,
    method: str = AUTO,
    *,
    virtual: bool = False,
    chance: random.Random | random.SystemRandom | None = None,
) -> Plan:
    """What would be done to this drive. `wanted`: the least level, None the best there is.

    Raises RefusedError when the drive is protected, without size, unsupported, out of an overwrite's reach
    in part, the scheme too short for it or constant at its end, or the level out of reach, and UsageError
    for an unknown method.
    """
    identity = drive.identity
    if drive.protection:
        raise _refused("drive-protected", identity.node, drive.protection[0])
    if identity.size <= 0:
        raise RefusedError("drive-without-size", node=identity.node)
    if identity.medium in _UNSUPPORTED:
        raise RefusedError("drive-unsupported", node=identity.node, medium=f"medium.{identity.medium}")
    step = _overwrite(identity.medium, method, chance or random.SystemRandom())
    needed = passes_needed(identity.medium)
    if step.passes < needed:
        raise RefusedError("scheme-too-short", node=identity.node, passes=step.passes, needed=needed)
    if identity.medium in REPLUG_MEDIA and not step.patterns[-1].endswith("random"):
        # it is unplugged before the read-back: a blank one in its place would hold the same
        raise RefusedError("scheme-ends-constant", node=identity.node, scheme=step.scheme)
    notes = _notes(drive, virtual=virtual)
    losses = [note for note in notes if weight(note.code, overwrite=True) == "loss"]
    if losses:
        raise _refused("no-level-possible", identity.node, losses[0])
    level = attainable(step, notes, identity)
    if wanted is not None and lowest(level, wanted) != wanted:
        raise RefusedError("level-out-of-reach", node=identity.node, wanted=wanted, best=level)
    return Plan(identity, wanted, (step,), rejected=(), notes=notes)


def attainable(step: Step, notes: Iterable[Reason], identity: Identity) -> Level:
    """What is left of the technique's level once everything known before the start is counted."""
    return lowest(step.level, *(cap(note.code) for note in (*notes, *implied_notes(identity))))


def _refused(code: str, node: str, why: Reason) -> RefusedError:
    return RefusedError(code, **{**why.args, "node": node, "why": why.code})


def _overwrite(medium: Medium, method: str, chance: random.Random | random.SystemRandom) -> Step:
    if method in (AUTO, OVERWRITE):
        method = FLASH if medium in REPLUG_MEDIA else DEFAULT
    scheme = named(method)
    patterns = drawn(scheme, chance)
    return Step(
        OVERWRITE, best_level(OVERWRITE, medium), len(patterns), "full", scheme=scheme.name, patterns=patterns
    )


def _notes(drive: Drive, *, virtual: bool) -> tuple[Reason, ...]:
    """Limits and exceptions that are known before the start."""
    medium = drive.identity.medium
    codes = [
        ("unreached-cells", medium in CELLS_OUT_OF_REACH),
        ("hybrid-cache", medium == "ata-sshd"),
        ("disposable-drive", medium in REHEARSAL_MEDIA),
        ("virtual-machine", virtual),
    ]
    notes = {note.code: note for note in drive.notes}
    return (*({code: Reason(code) for code, holds in codes if holds} | notes).values(),)
