"""The five steps as rules: from what is known and what was typed to the next screen and to what is done.

Pure: nothing is read, started or drawn here.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec.structs import replace

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model import keyboard
from coordi_wipe.model import tag as tags
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import REHEARSAL_MEDIA
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.tag import Tag
from coordi_wipe.tui import ending
from coordi_wipe.tui.naming import by_label, named, not_one, own_number
from coordi_wipe.tui.state import Absent, Action, End, PutAway, Remember, Resume, Start, State
from coordi_wipe.tui.world import Offer, World, at_hand, free, is_away, is_here, is_kept, unerasable

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
    "place",
    "end",
    "ending",
]

END_KEYS = ("e", "f10")
"""What asks to switch the PC off: F10 where there is a field, into which a letter belongs."""

_OPERATOR = re.compile("[A-Z0-9][A-Z0-9-]{1,11}")

Answer = tuple[State, Action | None]


def step(state: State, world: World) -> Step:
    """The screen that this moment calls for."""
    if state.ending:
        return "end" if state.ending == "asked" else "ending"
    at = _step(state, world)
    return at if is_kept(world) or _goes_on(at, world) else "place"


def _goes_on(at: Step, world: World) -> bool:
    """Whether this screen is shown though nothing can be kept: what a person has to do with a drive that is
    through, and work that needs nobody. A stick that is away is asked for over all of that work."""
    away = is_away(world)
    if at in ("works", "docks") and at_hand(world):
        return not (away and busy(world))
    return at in ("result", "following")


def _step(state: State, world: World) -> Step:
    if not state.operator:
        return "operator"
    if is_loose(state, world):
        return "docks" if state.tag is None else "loose"
    if at_hand(world) and not (state.more and free(world)):
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
    return state.docks or len({pc_of(job.tag) for job in at_hand(world)}) > 1


def question(state: State, world: World) -> tuple[object, ...]:
    """What an entry of this moment answers: an entry that comes sooner than a person can have read it was
    meant for another question (a scanner that reads twice, keys typed ahead)."""
    at = step(state, world)
    if at in ("confirm", "loose"):
        return at, state.tag, tuple(offer.drive.identity for offer in free(world))
    ended = tuple(job.uuid for job in at_hand(world) if job.state == "done")
    return at, ended[:1] if at == "docks" else ended


def drives_seen(state: State, before: World, after: World) -> State:
    """Drives came or went: what was confirmed among others is asked again, and nothing is erased."""
    same = [offer.drive.identity for offer in free(before)] == [offer.drive.identity for offer in free(after)]
    if same or state.sent or not state.confirmed:
        return state
    return replace(state, confirmed=(), wrong=Reason("tui.drives-changed"))


def jobs_seen(state: State, world: World) -> State:
    """A start that was asked for is one as soon as its job is there; what was confirmed for it is over with
    that, or the drive that is now busy would count as one that went."""
    if not state.sent or not at_hand(world) or (state.more and free(world)):
        return state
    return replace(state, sent=False, confirmed=())


def pc_of(tag: str) -> str:
    """The PC's part of a tag; the text itself where it is none."""
    try:
        return tags.parse(tag).pc
    except CoordiWipeError:
        return tag


def busy(world: World) -> bool:
    """Whether any job is not at its end: running, without its papers, or cut off."""
    return any(job.state != "done" for job in at_hand(world))


def interrupted(world: World) -> tuple[str, ...]:
    """The jobs that a person may go on with: their drive is here."""
    return tuple(job.uuid for job in at_hand(world) if job.state == "interrupted" and is_here(world, job))


def stuck(world: World) -> tuple[str, ...]:
    """The jobs with which nobody can go on here, when nothing else is to be waited for: their drive is
    away, their files are damaged, or their papers cannot be made now. They may be put away."""
    left = [job for job in at_hand(world) if job.state != "done"]
    held = bool(world.stick.trouble)
    if not world.looked or not all(_is_stuck(world, job, held=held) for job in left):
        return ()
    return tuple(job.uuid for job in left)


def _is_stuck(world: World, job: JobView, *, held: bool) -> bool:
    if job.state == "interrupted":
        return not is_here(world, job)
    return job.state == "worked" and held


def numbered(state: State, world: World) -> tuple[tuple[Offer, str], ...]:
    """This PC's free drives, each with its tag: a number that a job of this PC has is not given again."""
    given = {job.tag for job in world.jobs}
    fresh = (tag for number in range(1, 100) if (tag := drive_tag(state, number)) not in given)
    return tuple(zip(free(world), fresh, strict=False))


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
        if step(state, world) == "docks" and any(job.state == "done" for job in at_hand(world)):
            return pressed("enter", state, world)  # the field is empty: the key is meant
        return replace(state, wrong=Reason("tui.nothing-typed")), None
    return taken(text, replace(state, wrong=None), world)


def _operator(text: str, state: State, world: World) -> Answer:
    words = (text.strip().upper(), *keyboard.readings(text, world.layout))
    codes = [word for word in words if _OPERATOR.fullmatch(word)]
    if not codes:
        return replace(state, wrong=Reason("tui.wrong-operator")), None
    if any(_tag_in(word, world) for word in codes):
        return replace(state, wrong=Reason("tui.tag-for-operator")), None
    return replace(state, operator=codes[0]), Remember(codes[0])


def _scan(text: str, state: State, world: World) -> Answer:
    try:
        tag = tags.scanned(text, world.layout)
    except CoordiWipeError as error:
        return replace(state, wrong=error.reason), None
    loose = tag.drive is not None
    if is_loose(state, world) and not loose:
        return replace(state, wrong=Reason("tui.a-drive-tag", {"tag": tag.text})), None
    if loose and any(job.tag == tag.text for job in at_hand(world)):
        return replace(state, wrong=Reason("tui.tag-in-use", {"tag": tag.text})), None
    if not loose and (other := finished_as(tag, world)):
        return replace(state, wrong=Reason("tui.same-pc", {"pc": other})), None
    return replace(state, tag=tag, confirmed=(), over=False, absent=False, docks=loose, last=None), None


def finished_as(tag: Tag, world: World) -> str:
    """The other PC as which this one's drives were erased in this boot; empty where they were not.

    The next PC is begun on the next PC: else this one's proof would be told of that one.
    """
    here = {(offer.drive.identity.node, offer.drive.identity.diskseq) for offer in free(world)}
    for drive, name in world.finished:
        if drive.medium not in REHEARSAL_MEDIA and (drive.node, drive.diskseq) in here and name:
            other = pc_of(name)
            if other != tag.pc:
                return other
    return ""


def _confirm(text: str, state: State, world: World) -> Answer:
    offers = free(world)
    if not by_label(offers):
        return _same_tag(text, state, world)
    asked = numbered(state, world)
    found = _confirmed_by(text, asked, world)
    if len(found) != 1:
        return replace(state, wrong=not_one(found)), None
    identity = found[0].drive.identity
    if identity in state.confirmed:
        return replace(state, wrong=Reason("tui.confirmed-already")), None
    confirmed = (*state.confirmed, identity)
    if any(offer.drive.identity not in confirmed for offer in offers):
        return replace(state, confirmed=confirmed), None
    return replace(state, confirmed=confirmed, sent=True), _start(asked)


def _same_tag(text: str, state: State, world: World) -> Answer:
    read = _tag_in(text, world)
    if read is None or state.tag is None or read != state.tag:
        return replace(state, wrong=Reason("tui.another-tag", {"read": tags.shown(text.strip())})), None
    asked = numbered(state, world)
    return replace(state, confirmed=(asked[0][0].drive.identity,), sent=True), _start(asked)


def _start(asked: Sequence[tuple[Offer, str]]) -> Start:
    return Start(tuple((offer.plan, tag) for offer, tag in asked if offer.plan is not None))


def _confirmed_by(text: str, asked: Sequence[tuple[Offer, str]], world: World) -> Sequence[Offer]:
    """The drives that this entry names; one that has no number of its own is named by its tag."""
    read = _tag_in(text, world)
    nameless = [
        offer for offer, tag in asked if not own_number(offer) and read is not None and tag == read.text
    ]
    return named(text, [offer for offer, _ in asked], world.layout) or nameless


def _loose(text: str, state: State, world: World) -> Answer:
    offers = free(world)
    found = named(text, offers, world.layout)
    if not found and state.tag is not None and _tag_in(text, world) == state.tag:
        found = [offer for offer in offers if not own_number(offer)]
        if len(found) > 1:
            return replace(state, wrong=Reason("tui.several-nameless")), None
    if len(found) != 1:
        return replace(state, wrong=not_one(found)), None
    return replace(state, tag=None, sent=False), _start([(found[0], _text(state))])


def _tag_in(text: str, world: World) -> Tag | None:
    try:
        return tags.scanned(text, world.layout)
    except CoordiWipeError:
        return None


def _text(state: State) -> str:
    return state.tag.text if state.tag is not None else ""


def pressed(key: str, state: State, world: World) -> Answer:
    """What follows from a key that is on the screen."""
    at = step(state, world)
    if key == "escape":
        return _back(at, state, world), None
    if key in END_KEYS and at not in ("end", "ending") and ending.is_offered(world):
        last = ending.word(world) or state.last
        return replace(state, ending="asked", last=last, wrong=None), None
    if at == "end" and key in ("e", "r") and ending.is_offered(world):
        return replace(state, ending="restart" if key == "r" else "off"), End(key == "r")
    if key == "f5" and interrupted(world):
        return state, Resume(interrupted(world))
    if at == "works" and key == "enter" and stuck(world):
        return replace(state, wrong=None, sent=False), PutAway(stuck(world))
    if at == "docks" and key == "enter":
        over = tuple(job.uuid for job in at_hand(world) if job.state == "done")[:1]  # the one that is shown
        return replace(state, wrong=None, tag=None, sent=False), PutAway(over) if over else None
    if at == "result" and key == "enter":
        return _seen(state, world)
    if at == "following" and key == "enter":
        return State(operator=state.operator), None
    if at == "no-drive" and key == "v" and may_be_absent(world):
        return _absent(state, world)
    return state, None


def _seen(state: State, world: World) -> Answer:
    """The end was seen. A PC that holds another drive is not done with: that one is asked about first."""
    if free(world):
        return replace(state, more=True, wrong=None, confirmed=(), tag=state.tag or _pc_at_hand(world)), None
    over = tuple(job.uuid for job in at_hand(world))
    last = ending.word(world)
    return replace(state, over=True, tag=None, sent=False, more=False, wrong=None, last=last), PutAway(over)


def _pc_at_hand(world: World) -> Tag | None:
    return _tag_in(pc_of(at_hand(world)[0].tag), world)


def _back(at: Step, state: State, world: World) -> State:
    if at == "end":
        return replace(state, ending="")
    if at in ("confirm", "loose", "power", "no-drive", "looking", "place") and not state.sent:
        docks = at == "loose" or (at == "place" and state.docks)
        return State(operator=state.operator, docks=docks)
    return replace(state, wrong=None, docks=state.docks and bool(at_hand(world)))


def _absent(state: State, world: World) -> Answer:
    """An empty bay that a person has seen. Drives that the firmware hides are there, and not absent."""
    hidden = is_hidden(world)
    said = Absent(_text(state), hidden)
    return replace(state, over=True, absent=True, tag=None), said


def is_hidden(world: World) -> bool:
    """Whether the firmware hides drives of this PC (RST, VMD)."""
    return any("remapped" in note.code or "hidden" in note.code for note in world.machine.notes)


_INSIDE = {"sata", "nvme", "sas", "scsi"}


def may_be_absent(world: World) -> bool:
    """Whether a person may say that the bay is empty: a drive inside that nothing may touch is there."""
    inside = any(offer.drive.transport in _INSIDE for offer in world.offers)
    return not inside and not unerasable(world)
