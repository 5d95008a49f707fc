"""F2: the situation's number, large and as a QR, what it means, and what a supervisor can do here."""

import datetime
import threading
from collections.abc import Callable
from typing import ClassVar

from msgspec.structs import replace
from rich.text import Text
from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from coordi_wipe.hardware import terminal
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.situations import number, situation
from coordi_wipe.station import custody
from coordi_wipe.station.station import Station
from coordi_wipe.tui.screens.expert.qr import half_blocks
from coordi_wipe.tui.screens.large import large
from coordi_wipe.tui.screens.outlook import Outlook, about, carried, look
from coordi_wipe.tui.screens.sheets import Sheet, Told

UNTIL = ("off", "evening", "day")
"""How long a stick may be opened for: until the PC is switched off, until this evening, until a day."""

_TALL = 40  # lines from which there is room for a larger number
_QR = "#ffffff on #000000"  # its light squares are what is drawn


class SupervisorSheet(Sheet):
    """Speaks of the moment at which it was opened; of the stick and the ledger as they are now.

    `tell` runs something in the screen's own thread; `opened` is called once the stick was opened.
    """

    DEFAULT_CSS = """
    SupervisorSheet #supervisor { height: auto; }
    SupervisorSheet #left { width: 37; height: auto; }
    SupervisorSheet #qr { width: auto; height: auto; }
    SupervisorSheet #right { width: 1fr; height: auto; padding: 0 0 0 2; }
    SupervisorSheet #right Static { height: auto; }
    SupervisorSheet #number { text-style: bold; margin: 0 0 1 0; }
    SupervisorSheet #can { text-style: bold; margin: 1 0; }
    SupervisorSheet #words, SupervisorSheet #day { border: none; height: 1; padding: 0 1; margin: 0;
                                                   background: $foreground 20%; }
    SupervisorSheet #said { text-style: bold; }
    SupervisorSheet #trouble, SupervisorSheet #absent { margin: 1 0 0 0; }
    SupervisorSheet #absent { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "shell")]

    def __init__(
        self, station: Station, now: Told, tell: Callable[..., None], opened: Callable[[], None]
    ) -> None:
        super().__init__()
        self._station, self._now, self._tell, self._opened = station, now, tell, opened
        self._about = about(*now())
        self._outlook = Outlook()
        self._until = 0
        self._said: Reason | None = None
        self._trying = False
        self._proved = False
        self._for_shell = False
        self._shown: tuple[object, ...] = ()
        self._stick = now()[1].stick

    def compose(self) -> ComposeResult:
        with Vertical(id="sheet"):
            yield Static(id="sheet-head")
            with VerticalScroll(id="sheet-body", can_focus=False), Horizontal(id="supervisor"):
                with Vertical(id="left"):
                    yield Static(id="qr")
                    yield Static(id="how")
                with Vertical(id="right"):
                    yield Static(id="number")
                    yield Static(id="what")
                    yield Static(id="can")
                    yield Static(id="stick")
                    yield Static(id="open")
                    yield Static(id="said")
                    yield Input(id="words", password=True, select_on_focus=False)
                    yield Static(id="until")
                    yield Input(id="day", select_on_focus=False, max_length=10)
                    yield Static(id="trouble")
                    yield Static(id="absent")
            yield Static(id="sheet-foot")

    def on_mount(self) -> None:
        self.told()
        self._look()

    def told(self) -> None:
        if self._now()[1].stick != self._stick:
            self._stick = self._now()[1].stick
            self._look()
        self._situation()
        self._key()
        self._lists()

    def _look(self) -> None:
        """The stick and the ledger are files, and a stick may be slow."""
        threading.Thread(target=lambda: self._tell(self._looked, look(self._station)), daemon=True).start()

    def _looked(self, outlook: Outlook) -> None:
        self._outlook = outlook
        if self.is_mounted:
            self.told()

    # --- drawn -----------------------------------------------------------------------------------------

    def _situation(self) -> None:
        reason = self._about.reason
        signer = self._outlook.custody.signer if self._outlook.custody is not None else ""
        shown = (catalogue.current().language, self.app.size.height, signer, self._outlook.looked)
        if shown == self._shown:  # a QR is dear on an old PC, and a page below may change five times a second
            return
        self._shown = shown
        self.put("#sheet-head", Text(f"{say('supervisor.title')} – {say('tui.code', code=number(reason))}"))
        double = self.app.size.height >= _TALL
        self.put("#number", Text("\n".join(large(number(reason), double=double)), no_wrap=True))
        self.put("#what", Text(sentence(reason)))
        self.put("#can", Text(f"→ {say(f'supervisor.do.{situation(reason).do}')}"))
        lines = half_blocks(carried(self._about, signer)) if self._outlook.looked else []
        self.put("#qr", Text("\n".join(lines), _QR, no_wrap=True) if lines else None)
        self.put("#how", Text(say("supervisor.scan")))

    def _key(self) -> None:
        here = self._outlook.custody
        closed = here is not None and here.kind == "locked"
        asked = closed or self._for_shell
        said = say(f"supervisor.stick.{here.kind}", signer=here.signer, until=here.until) if here else ""
        self.put("#stick", Text(said) if said else None)
        self.put("#open", Text(say("supervisor.open" if closed else "supervisor.prove")) if asked else None)
        self.put("#until", Text("\n".join(map(self._choice, UNTIL))) if closed else None)
        self.put("#said", Text(sentence(self._said)) if self._said is not None else None)
        words, day = self.query_one("#words", Input), self.query_one("#day", Input)
        words.placeholder, day.placeholder = say("supervisor.words"), say("supervisor.day")
        if asked and not words.display:
            words.focus()
        words.display = asked
        if not asked:
            self.set_focus(None)
        day.display = closed and UNTIL[self._until] == "day"
        self.put("#sheet-foot", Text(self._foot(closed=closed, asked=asked)))

    def _foot(self, *, closed: bool, asked: bool) -> str:
        if closed:
            return say("supervisor.keys-words")
        if asked:
            return say("supervisor.keys-prove")
        return say("supervisor.keys-shell" if self._now()[1].live else "supervisor.keys")

    def _choice(self, until: str) -> str:
        here = UNTIL[self._until] == until
        return f"{'▶ ●' if here else '  ○'} {say(f'supervisor.until.{until}')}"

    def _lists(self) -> None:
        trouble = (*self._now()[1].stick.troubles, *self._outlook.trouble)
        lines = [
            say("supervisor.trouble-line", number=number(one), said=sentence(one))
            for one in _each_once(trouble)
        ]
        head = say("supervisor.trouble")
        self.put("#trouble", Text("\n".join([head, *lines])) if lines else None)
        absent = self._outlook.absent
        said = [
            say(
                "supervisor.absent-hidden" if one.hidden else "supervisor.absent-line",
                at=one.at,
                tag=one.tag,
                machine=one.machine,
            )
            for one in absent
        ]
        head = say("supervisor.absent", count=self._outlook.count)
        self.put("#absent", Text("\n".join([head, *said])) if absent else None)

    # --- the stick is opened -----------------------------------------------------------------------------

    def action_step(self, lines: int) -> None:
        """With a field for words: how long it is opened for. Else reads on."""
        if self.query_one("#until", Static).display:
            self._until = max(0, min(len(UNTIL) - 1, self._until + lines))
            self._key()
            if UNTIL[self._until] != "day":
                self.query_one("#words", Input).focus()
        else:
            self.action_read(lines)

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Tries the words: a second of Argon2, in a thread of its own. They are forgotten at once."""
        event.stop()
        field = self.query_one("#words", Input)
        if self._trying:
            return
        words, field.value = field.value, ""
        if not words.strip():
            self._answered(Reason("supervisor.no-words"))
            return
        self._trying, self._said = True, Reason("supervisor.opening")
        self._key()
        work = (self._prove, (words,)) if self._for_shell else (self._try, (words, self._day()))
        threading.Thread(target=work[0], args=work[1], daemon=True).start()

    def _day(self) -> str:
        """The last day as ISO; empty until the PC is switched off."""
        chosen = UNTIL[self._until]
        if chosen == "evening":
            return datetime.date.today().isoformat()
        return self.query_one("#day", Input).value.strip() or "?" if chosen == "day" else ""

    def _try(self, words: str, until: str) -> None:
        try:
            now = custody.unlock(self._station.home, self._station.run, words, until)
        except (CoordiWipeError, OSError) as error:
            self._tell(self._answered, _why_not(error))
        else:
            self._outlook = replace(self._outlook, custody=now)
            self._proved = True
            self._tell(self._answered, Reason("supervisor.opened"))
            self._tell(self._opened)

    # --- a shell ---------------------------------------------------------------------------------------

    def action_shell(self) -> None:
        """A command line for whoever knows this stick's words, in the image, where there is no other way."""
        here = self._outlook.custody
        if not self._now()[1].live or here is None or self._trying or here.kind == "locked":
            return
        if here.kind == "rehearsal":
            self._answered(Reason("supervisor.no-shell"))
        elif self._proved:
            self._shell()
        else:
            self._for_shell, self._said = True, None
            self._key()

    def _prove(self, words: str) -> None:
        try:
            custody.prove(self._station.home, words)
        except (CoordiWipeError, OSError) as error:
            self._tell(self._answered, _why_not(error))
        else:
            self._tell(self._proven)

    def _proven(self) -> None:
        self._proved, self._for_shell, self._trying, self._said = True, False, False, None
        if self.is_mounted:
            self._key()
            self._shell()

    def _shell(self) -> None:
        """The screens step aside; jobs are processes of their own."""
        try:
            with self.app.suspend():
                terminal.hand_over(say("supervisor.shell"))
        except (OSError, SuspendNotSupported):
            self._answered(Reason("supervisor.no-terminal"))

    def _answered(self, reason: Reason) -> None:
        self._trying, self._said = False, reason
        if self.is_mounted:
            self._key()
            self._situation()


def _each_once(reasons: tuple[Reason, ...]) -> list[Reason]:
    """Reasons in their order, without those that are said already."""
    return [one for place, one in enumerate(reasons) if one not in reasons[:place]]


def _why_not(error: CoordiWipeError | OSError) -> Reason:
    """Why the stick's key could not be asked."""
    if isinstance(error, CoordiWipeError):
        return error.reason
    return Reason("supervisor.stick.unread", {"error": error.strerror or str(error)})
