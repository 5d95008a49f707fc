"""The five steps as rules: from what is known and what was typed to the next screen and to what is done.

Pure: nothing is read, started or drawn here.
"""

import re
from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from coordi_wipe.model import keyboard
from coordi_wipe.model import tag as tags
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.tag import Tag
from coordi_wipe.tui.state import Absent, Action, PutAway, Remember, Resume, Start, State
from coordi_wipe.tui.world import Offer, World, free, is_here

Step = Literal[
    "operator",
    "scan",
    "looking",
    "power",
    "confirm",
    "loose",
    "no-drive",
    "works",
    "docks",
    "result",
    "following",
]

_END_OF_NUMBER = 4
_OPERATOR = re.compile("[A-Z0-9][A-Z0-9-]{1,11}")
_BUS = {"usb", "mmc"}  # may be anything, plugged in anywhere: its own label decides

Answer = tuple[State, Action | None]


def step(state: State, world: World) -> Step:
    """The screen that this moment calls for."""
    if not state.operator:
        return "operator"
    if is_loose(state, world):
        return "docks" if state.tag is None else "loose"
    if world.jobs:
        return "works" if busy(world) else "result"
    if state.over:
        return "following"
    if state.tag is None:
        return "scan"
    return _before_start(state, world)


def _before_start(state: State, world: World) -> Step:
    if not world.looked or state.sent:
        return "looking"
    if not free(world):
        return "no-drive"
    return "power" if world.power is not None else "confirm"


def is_loose(state: State, world: World) -> bool:
    """Whether drives are erased one by one under their own tags, rather than a PC with all of its own."""
    return state.docks or len({pc_of(job.tag) for job in world.jobs}) > 1


def pc_of(tag: str) -> str:
    """The PC's part of a tag; the text itself where it is none."""
    try:
        return tags.parse(tag).pc
    except CoordiWipeError:
        return tag


def busy(world: World) -> bool:
    """Whether any job is not at its end: running, without its papers, or cut off."""
    return any(job.state != "done" for job in world.jobs)


def interrupted(world: World) -> tuple[str, ...]:
    """The jobs that a person may go on with: their drive is here."""
    return tuple(job.uuid for job in world.jobs if job.state == "interrupted" and is_here(world, job))


def by_label(offers: tuple[Offer, ...]) -> bool:
    """Whether each drive's own label has to be read: there are several, or one may be anything on USB."""
    return len(offers) > 1 or any(offer.drive.transport in _BUS for offer in offers)


def end_of_number(offer: Offer) -> str:
    """The last four characters of a drive's serial; empty where it has none of its own."""
    return offer.drive.identity.serial.strip()[-_END_OF_NUMBER:].upper()


def drive_tag(state: State, number: int) -> str:
    """The tag of a PC's drive of this number (from 1)."""
    return Tag(state.tag.pc, number).text if state.tag is not None else ""


def typed(text: str, state: State, world: World) -> Answer:
    """What follows from an entry that was ended with Enter."""
    taken: Callable[[str, State, World], Answer] | None = {
        "operator": _operator,
        "scan": _scan,
        "docks": _scan,
        "confirm": _confirm,
        "loose": _loose,
    }.get(step(state, world))
    if taken is None:
        return state, None
    if not text.strip():
        if step(state, world) == "docks" and any(job.state == "done" for job in world.jobs):
            return pressed("enter", state, world)  # the field is empty: the key is meant
        return replace(state, wrong=Reason("tui.nothing-typed")), None
    return taken(text, replace(state, wrong=None), world)


def _operator(text: str, state: State, world: World) -> Answer:
    del world
    codes = [word for word in (text.strip().upper(), *keyboard.readings(text)) if _OPERATOR.fullmatch(word)]
    if not codes:
        return replace(state, wrong=Reason("tui.wrong-operator")), None
    return replace(state, operator=codes[0]), Remember(codes[0])


def _scan(text: str, state: State, world: World) -> Answer:
    try:
        tag = tags.scanned(text)
    except CoordiWipeError as error:
        return replace(state, wrong=error.reason), None
    loose = tag.drive is not None
    if is_loose(state, world) and not loose:
        return replace(state, wrong=Reason("tui.a-drive-tag", {"tag": tag.text})), None
    return replace(state, tag=tag, confirmed=(), over=False, absent=False, docks=loose), None


def _confirm(text: str, state: State, world: World) -> Answer:
    offers = free(world)
    if not by_label(offers):
        return _same_tag(text, state, offers)
    left = [offer for offer in offers if offer.drive.identity.node not in state.confirmed]
    found = [offer for offer in left if _names(text, offer, state, offers)]
    if len(found) != 1:
        return replace(state, wrong=Reason("tui.two-such-ends" if found else "tui.no-such-end")), None
    confirmed = (*state.confirmed, found[0].drive.identity.node)
    if len(confirmed) < len(offers):
        return replace(state, confirmed=confirmed), None
    numbered = tuple(
        (offer.drive.identity.node, drive_tag(state, number)) for number, offer in enumerate(offers, 1)
    )
    return replace(state, confirmed=confirmed, sent=True), Start(numbered)


def _same_tag(text: str, state: State, offers: tuple[Offer, ...]) -> Answer:
    read = _tag_in(text)
    if read is None or state.tag is None or read != state.tag:
        return replace(state, wrong=Reason("tui.another-tag", {"read": tags.shown(text.strip())})), None
    node = offers[0].drive.identity.node
    return replace(state, confirmed=(node,), sent=True), Start(((node, drive_tag(state, 1)),))


def _names(text: str, offer: Offer, state: State, offers: tuple[Offer, ...]) -> bool:
    """Whether this entry names this drive: the end of its number or all of it; its tag where it has none."""
    serial = offer.drive.identity.serial.strip().upper()
    if serial:
        return any(
            word in (end_of_number(offer), serial)
            for word in (text.strip().upper(), *keyboard.readings(text))
        )
    return _tag_in(text) == Tag(state.tag.pc if state.tag else "", 1 + offers.index(offer))


def _loose(text: str, state: State, world: World) -> Answer:
    offers = free(world)
    found = [offer for offer in offers if offer.drive.identity.serial and _names(text, offer, state, offers)]
    nameless = [offer for offer in offers if not offer.drive.identity.serial]
    if not found and len(nameless) == 1 and _tag_in(text) == state.tag:
        found = nameless
    if len(found) != 1:
        return replace(state, wrong=Reason("tui.no-such-end")), None
    return replace(state, tag=None, sent=False), Start(((found[0].drive.identity.node, str(state.tag)),))


def _tag_in(text: str) -> Tag | None:
    try:
        return tags.scanned(text)
    except CoordiWipeError:
        return None


def _text(state: State) -> str:
    return state.tag.text if state.tag is not None else ""


def pressed(key: str, state: State, world: World) -> Answer:
    """What follows from a key that is on the screen."""
    at = step(state, world)
    if key == "escape":
        return _back(at, state), None
    if key == "f5" and interrupted(world):
        return state, Resume(interrupted(world))
    if at in ("result", "docks") and key == "enter":
        over = tuple(job.uuid for job in world.jobs if job.state == "done")
        return replace(state, over=at == "result", tag=None, sent=False), PutAway(over) if over else None
    if at == "following" and key == "enter":
        return State(operator=state.operator), None
    if at == "no-drive" and key == "v":
        return _absent(state, world)
    return state, None


def _back(at: Step, state: State) -> State:
    if at in ("confirm", "loose", "power", "no-drive", "looking") and not state.sent:
        return State(operator=state.operator, docks=at == "loose")
    return replace(state, wrong=None, docks=False)


def _absent(state: State, world: World) -> Answer:
    """An empty bay that a person has seen. Drives that the firmware hides are there, and not absent."""
    hidden = is_hidden(world)
    said = Absent(_text(state), hidden)
    return replace(state, over=True, absent=True, tag=None), said


def is_hidden(world: World) -> bool:
    """Whether the firmware hides drives of this PC (RST, VMD)."""
    return any("remapped" in note.code or "hidden" in note.code for note in world.machine.notes)
