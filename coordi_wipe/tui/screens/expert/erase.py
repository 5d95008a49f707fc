"""Asks for a drive's own number before it is erased: Enter alone destroys nothing."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import keyboard
from coordi_wipe.model import tag as tags
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Identity, confirmation
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.plan import Plan
from coordi_wipe.station.begin import Details
from coordi_wipe.tui.pages.wording import named
from coordi_wipe.tui.screens.expert.desk import Desk, apart
from coordi_wipe.tui.screens.expert.sheet import Sheet

_END = 4  # characters of a serial


def asked_word(identity: Identity, others: tuple[Identity, ...]) -> str:
    """What confirms this drive: the end of its serial; all of it where another ends alike; else its path."""
    word = confirmation(identity, others).strip()
    if word == identity.node:
        return word
    end = word[-_END:].upper()
    alike = any(other.serial.strip().upper().endswith(end) for other in others)
    return word.upper() if alike else end


def confirms(typed: str, identity: Identity, others: tuple[Identity, ...]) -> bool:
    """Whether what was typed names this drive and no other. A serial may also be typed or scanned whole."""
    word = asked_word(identity, others)
    if word == identity.node:
        return typed.strip() == word
    serial = identity.serial.strip().upper()
    readings = (typed.strip().upper(), *(reading.upper() for reading in keyboard.readings(typed)))
    return any(reading and reading in (word, serial) for reading in readings)


def objection(typed: str, identity: Identity, others: tuple[Identity, ...]) -> str:
    """Why this entry starts nothing (a code); empty where it names the drive."""
    if not typed.strip():
        return "expert.erase.nothing"
    return "" if confirms(typed, identity, others) else "expert.erase.another"


class EraseSheet(Sheet[bool]):
    """The plan of one drive, its tag, and the confirmation; answers whether anything was started.

    The drive's number is not on it: whoever copies it from the screen has not looked at the drive.
    """

    AUTO_FOCUS: ClassVar[str | None] = "#tag"

    def __init__(self, desk: Desk, plan: Plan) -> None:
        super().__init__()
        self._desk = desk
        self._plan = plan
        self._sent = False

    def compose(self) -> ComposeResult:
        step, by_path = self._plan.steps[0], self._word == self._plan.drive.node
        asked = "expert.erase.by-path" if by_path else "expert.erase.by-serial"
        if not by_path and len(self._word) > _END:
            asked = "expert.erase.by-whole-serial"
        with VerticalScroll(classes="plainsheet", can_focus=False):
            yield Static(Text(f"⚠  {say('expert.erase.title')}", "bold"))
            yield Static(Text(named(self._plan.drive)))
            yield Static(Text(say("expert.erase.how", scheme=step.scheme, passes=step.passes)))
            yield Static(id="remarks")
            yield Static(Text(f"\n{say('expert.erase.tag')}"))
            yield Input(placeholder="C23-0412-D1", id="tag")
            yield Static(Text(say(asked, node=self._plan.drive.node)))
            yield Input(placeholder=self._plan.drive.node if by_path else "····", id="confirm")
            yield Static(id="wrong", classes="wrong")
            yield Static(Text(say("expert.erase.keys")))

    def filled(self) -> None:
        """Asks what a person should hear before."""
        self.query_one("#tag", Input).focus()
        station, plan = self._desk.station, self._plan
        apart(self, lambda: station.remarks([plan]), self._remarks, self._refused)

    @property
    def _others(self) -> tuple[Identity, ...]:
        node = self._plan.drive.node
        found = (offer.drive.identity for offer in self._desk.offers)
        return tuple(identity for identity in found if identity.node != node)

    @property
    def _word(self) -> str:
        return asked_word(self._plan.drive, self._others)

    @on(Input.Submitted, "#tag")
    def tagged(self) -> None:
        """A scanned label ends with Enter: it goes on to the confirmation, and no further."""
        if self._tag() is not None:
            self.query_one("#confirm", Input).focus()

    @on(Input.Submitted, "#confirm")
    def confirmed(self, event: Input.Submitted) -> None:
        """Only the drive's own number starts anything."""
        if self._sent:
            return
        against = objection(event.value, self._plan.drive, self._others)
        if against:
            event.input.value = ""
            self._wrong(say(against))
            return
        tag = self._tag()
        if tag is not None:
            self._start(tag)

    def _tag(self) -> str | None:
        """The tag that was scanned, empty where none was; None, and why, where it is none of ours."""
        field = self.query_one("#tag", Input)
        if not field.value.strip():
            return ""
        try:
            tag = tags.scanned(field.value, self._desk.world().layout).text
        except CoordiWipeError as error:
            self._wrong(sentence(error.reason))
            field.focus()
            return None
        field.value = tag
        self._wrong("")
        return tag

    def _start(self, tag: str) -> None:
        self._sent = True
        self._wrong(say("expert.erase.starting"))
        details = Details(tag=tag, operator=self._desk.operator(), language=catalogue.current().language)
        station, plan = self._desk.station, self._plan
        apart(self, lambda: station.start([plan], details), self._started, self._refused)

    def _started(self, begun: tuple[JobFolder, ...]) -> None:
        self._desk.job = begun[0].uuid
        self.dismiss(result=True)

    def _refused(self, reason: Reason) -> None:
        self._sent = False
        self._wrong(f"✖ {sentence(reason)}")

    def _remarks(self, remarks: tuple[Reason, ...]) -> None:
        self.query_one("#remarks", Static).update(Text("\n".join(f"! {sentence(one)}" for one in remarks)))

    def _wrong(self, text: str) -> None:
        self.query_one("#wrong", Static).update(Text(text))
