"""The decision table: a drive and a wanted level become a plan, or the reason why there is none.

Source: SANITIZATION.md, "Decision table". What the drive's own firmware can do comes first, the strongest
before the others (table.py); the overwrite is the last resort. Each way that is not taken has its reason.
"""

import random
from collections.abc import Iterable

from coordi_wipe.model.base import Level, Reason, lowest
from coordi_wipe.model.claim import implied_notes
from coordi_wipe.model.drive import REHEARSAL_MEDIA, Ability, Drive, Identity, Medium
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.levels import OVERWRITE, REPLUG_MEDIA, best_level, kinds, passes_needed
from coordi_wipe.model.notes import cap, weight
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.sanitize.quirks import quirk
from coordi_wipe.sanitize.schemes import DEFAULT, FLASH, drawn, named
from coordi_wipe.sanitize.table import ONLY_BY_NAME, WAYS, Way

AUTO = "auto"

CELLS_OUT_OF_REACH: frozenset[Medium] = frozenset(
    {"ata-ssd", "nvme", "scsi-ssd", "emmc", "sd", "usb-flash", "usb-disk", "usb-nvme", "unknown"}
)
"""Media whose controller keeps spare cells that no overwrite reaches; a USB disk may be one."""

_UNSUPPORTED: frozenset[Medium] = frozenset({"raid-volume", "unknown"})
_LOCKED = "ata-locked"
_OPENS = ("ata-security-erase",)  # techniques that try our password on a locked drive first


def plan(
    drive: Drive,
    wanted: Level | None = None,
    method: str = AUTO,
    *,
    virtual: bool = False,
    chance: random.Random | random.SystemRandom | None = None,
) -> Plan:
    """What would be done to this drive. `wanted`: the least level, None the best there is.

    `method`: `auto`, an overwrite scheme, or a firmware technique, its kind behind a colon or not. Raises
    RefusedError when the drive is protected, without size, unsupported, out of reach in part, the scheme too
    short for it or constant at its end, the technique not possible on it, or the level out of reach, and
    UsageError for an unknown method.
    """
    identity = drive.identity
    if drive.protection:
        raise _refused("drive-protected", identity.node, drive.protection[0])
    if identity.size <= 0:
        raise RefusedError("drive-without-size", node=identity.node)
    if identity.medium in _UNSUPPORTED:
        raise RefusedError("drive-unsupported", node=identity.node, medium=f"medium.{identity.medium}")
    forced = _forced(method)
    if forced:
        firmware, rejected = (_by_name(drive, forced),), ()
    else:
        firmware, rejected = _firmware(drive) if method == AUTO else ((), ())
    notes = _notes(drive, firmware, virtual=virtual)
    steps = tuple(step for step in firmware if not _losses(notes, overwrite=False))
    if not forced:
        known = {note.code: note for note in (*notes, *drive.notes)}
        steps += _last_resort(
            identity, method, tuple(known.values()), chance or random.SystemRandom(), alone=not steps
        )
    if not steps:
        raise _refused("no-level-possible", identity.node, _losses(notes, overwrite=False)[0])
    level = attainable(steps[0], notes, identity)
    if wanted is not None and lowest(level, wanted) != wanted:
        raise RefusedError("level-out-of-reach", node=identity.node, wanted=wanted, best=level)
    return Plan(identity, wanted, steps, rejected=rejected, notes=notes, method=method)


def attainable(step: Step, notes: Iterable[Reason], identity: Identity) -> Level:
    """What is left of the technique's level once everything known before the start is counted."""
    return lowest(step.level, *(cap(note.code) for note in (*notes, *implied_notes(identity))))


def _refused(code: str, node: str, why: Reason) -> RefusedError:
    return RefusedError(code, **{**why.args, "node": node, "why": why.code})


# --- by the drive's own firmware -----------------------------------------------------------------


def _forced(method: str) -> tuple[Way, ...]:
    """The ways that this method names: a firmware technique, or one kind of it. None of a scheme's name."""
    technique, _, kind = method.partition(":")
    return tuple((technique, one) for one in kinds(technique) if kind in ("", one))


def _by_name(drive: Drive, ways: tuple[Way, ...]) -> Step:
    """The technique that somebody asked for, by the strongest of its kinds that this drive has. Raises
    RefusedError where it has none."""
    identity = drive.identity
    order = (*WAYS.get(identity.medium, ()), *ONLY_BY_NAME.get(identity.medium, ()), *ways)
    reasons = {way: _hindrance(drive, way, known_bad=False) for way in sorted(ways, key=order.index)}
    there = next((way for way, why in reasons.items() if why is None), None)
    if there is None:
        present = [why for why in reasons.values() if why is not None and why.code != "technique-absent"]
        absent = [why for why in reasons.values() if why is not None]
        raise _refused("technique-not-possible", identity.node, (*present, *absent)[0])
    return _step(there, identity.medium)


def _firmware(drive: Drive) -> tuple[tuple[Step, ...], tuple[Reason, ...]]:
    """The steps that this drive's firmware may be asked for, best first; and why not the others."""
    medium = drive.identity.medium
    steps, rejected = list[Step](), list[Reason]()
    locked = any(note.code == _LOCKED for note in drive.notes)
    by_name = ONLY_BY_NAME.get(medium, ())
    for way in (*WAYS.get(medium, ()), *(by_name if locked else ())):
        why = _hindrance(drive, way, known_bad=True)
        if why is None:
            steps.append(_step(way, medium))
        else:
            rejected.append(why)
    rejected += [_reason("technique-gains-nothing", way) for way in by_name if not locked]
    return tuple(steps), tuple(rejected)


def _step(way: Way, medium: Medium) -> Step:
    technique, kind = way
    return Step(technique, best_level(technique, medium, kind), 0, "sampled", scheme=kind)


def _hindrance(drive: Drive, way: Way, *, known_bad: bool) -> Reason | None:
    """Why this drive cannot be asked for this, or None."""
    technique, kind = way
    ability = next((one for one in drive.abilities if (one.technique, one.kind) == way), None)
    if ability is None or best_level(technique, drive.identity.medium, kind) == "none":
        return _reason("technique-absent", way)
    if ability.hindrance and not _opens(ability):
        return _reason(f"technique-{ability.hindrance}", way)
    if known_bad and quirk(drive.identity, technique) is not None:
        return _reason("technique-known-bad", way)
    return None


def _opens(ability: Ability) -> bool:
    """Whether what hinders it may be a password of ours, left by a power cut: it is tried first."""
    return ability.technique in _OPENS and ability.hindrance == "locked"


def _reason(code: str, way: Way) -> Reason:
    return Reason(code, {"technique": f"technique.{way[0]}.{way[1]}"})


# --- by overwriting ------------------------------------------------------------------------------


def _last_resort(
    identity: Identity,
    method: str,
    notes: tuple[Reason, ...],
    chance: random.Random | random.SystemRandom,
    *,
    alone: bool,
) -> tuple[Step, ...]:
    """The overwrite, or none where it would leave something out. Raises RefusedError where it is `alone`."""
    step = _overwrite(identity.medium, method, chance)
    needed = passes_needed(identity.medium)
    if step.passes < needed:
        raise RefusedError("scheme-too-short", node=identity.node, passes=step.passes, needed=needed)
    if identity.medium in REPLUG_MEDIA and not step.patterns[-1].endswith("random"):
        # it is unplugged before the read-back: a blank one in its place would hold the same
        raise RefusedError("scheme-ends-constant", node=identity.node, scheme=step.scheme)
    losses = _losses(notes, overwrite=True)
    if losses and alone:
        raise _refused("no-level-possible", identity.node, losses[0])
    return () if losses else (step,)


def _losses(notes: Iterable[Reason], *, overwrite: bool) -> list[Reason]:
    return [note for note in notes if weight(note.code, overwrite=overwrite) == "loss"]


def _overwrite(medium: Medium, method: str, chance: random.Random | random.SystemRandom) -> Step:
    if method in (AUTO, OVERWRITE):
        method = FLASH if medium in REPLUG_MEDIA else DEFAULT
    scheme = named(method)
    patterns = drawn(scheme, chance)
    return Step(
        OVERWRITE, best_level(OVERWRITE, medium), len(patterns), "full", scheme=scheme.name, patterns=patterns
    )


def _notes(drive: Drive, firmware: tuple[Step, ...], *, virtual: bool) -> tuple[Reason, ...]:
    """Limits and exceptions that are known before the start."""
    medium = drive.identity.medium
    codes = [
        ("unreached-cells", medium in CELLS_OUT_OF_REACH and not firmware),
        ("hybrid-cache", medium == "ata-sshd"),
        ("disposable-drive", medium in REHEARSAL_MEDIA),
        ("virtual-machine", virtual),
    ]
    tried = any(step.technique in _OPENS for step in firmware)
    own = [note for note in drive.notes if not (note.code == _LOCKED and tried)]
    notes = {note.code: note for note in own}
    return (*({code: Reason(code) for code, holds in codes if holds} | notes).values(),)
