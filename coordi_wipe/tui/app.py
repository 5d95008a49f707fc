"""The program behind the screens: asks Station off the screen, and shows what it hears.

It holds nothing that matters: jobs are processes of their own with files of their own, so killing this
one and starting it again loses an entry that was being typed, and nothing else.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from textual.app import App
from textual.binding import Binding, BindingType

from coordi_wipe.jobs.follow import JobView
from coordi_wipe.jobs.lookout import Lookout
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import CoordiWipeError
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.place import Place
from coordi_wipe.station import console
from coordi_wipe.station.station import Station
from coordi_wipe.tui import day, doing, flow, look, palette
from coordi_wipe.tui.live import Live
from coordi_wipe.tui.pages import draw
from coordi_wipe.tui.screens.over import Over
from coordi_wipe.tui.screens.step import StepScreen
from coordi_wipe.tui.sending import Sending
from coordi_wipe.tui.state import Action, End, State
from coordi_wipe.tui.watches import Watches
from coordi_wipe.tui.world import Offer, Paper, Stick, World, at_hand, is_away

_NOT_LIVE = Live()
_GLANCE = 0.2  # seconds between two looks at the jobs
_DRIVES = 1.0  # seconds between two looks at which drives are plugged in
_PAPERS = 2.0  # seconds between two tries to make papers
_CALM = 1.0  # seconds that a question stands before an entry can have been meant for it
_STAYS_ON = 180.0  # seconds after which a PC that systemd did not switch off gets its screens back
_SEND = 2.0  # seconds between two looks at what waits: see sending.py


class CoordiWipe(App[None]):
    """Five steps over one Station. `named`: disposable drives to show besides those of the machine. `live`:
    what the live image adds."""

    CSS_PATH = Path(__file__).with_name("theme.tcss")
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "sheet('help')", priority=True),
        Binding("f2", "sheet('supervisor')", priority=True),
        Binding("f4", "language", priority=True),
        Binding("f8", "letters", priority=True),
        Binding("f9", "sheet('expert')", priority=True),
        Binding("ctrl+q", "leave", priority=True),
    ]

    def __init__(self, station: Station, named: Sequence[str] = (), live: Live = _NOT_LIVE) -> None:
        super().__init__()
        if self.console.color_system == "standard":
            self.ansi_theme_dark = palette.CONSOLE
        self.station = station
        self.state = State(operator=day.remembered(station.run))
        # the first screen knows it: nobody signs in on a stick that keeps nothing
        place = look.place(station, live=live.here)
        self.world = World(live=live.here, layout=live.layout, place=place, stick=Stick(custody="unknown"))
        self.live = live
        self.calm = _CALM
        self._named = named
        self._question: tuple[object, ...] = ()
        self._asked = 0.0
        self._plugged_in: object = None
        self._jobs: object = None
        self._console_signs: object = None
        self._letters = threading.Lock()  # two threads set them: what a person chose comes last
        self._lookout = Lookout(station.home, station.run, station.ledger)
        self._watches = Watches(
            lambda reasons: self._tell(self._troubles_seen, reasons), lambda: self._tell(self._broken)
        )
        self._stop = self._watches.stop
        self._papers_wanted = threading.Event()
        self._drives_wanted = threading.Event()
        self._sending = Sending(station)
        self._screen: StepScreen | None = None
        self._over = Over(self, station, self._now, self._tell, self._papers_wanted.set)

    # --- shown ---------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._screen = StepScreen(draw.page(self.state, self.world))
        self.push_screen(self._screen)
        self._question, self._asked = flow.question(self.state, self.world), time.monotonic()
        self.start_watching()

    def start_watching(self) -> None:
        """Begins to look at the place, jobs and drives, each in its own time."""
        self._watches.start(
            (self._watch_place, _GLANCE, self._stop),
            (self._watch_jobs, _GLANCE, self._stop),
            (self._watch_drives, _DRIVES, self._drives_wanted),
            (self._keep_up, _PAPERS, self._papers_wanted),
            (self._send, _SEND, self._stop),
            (self._watch_console, _DRIVES, self._stop),
        )

    def on_unmount(self) -> None:
        self._stop.set()
        self._papers_wanted.set()
        self._drives_wanted.set()

    def refresh_page(self) -> None:
        """Draws what this moment calls for."""
        question = flow.question(self.state, self.world)
        if question != self._question:
            self._question, self._asked = question, time.monotonic()
        if self._screen is not None and self._screen.is_mounted:
            self._screen.show(draw.page(self.state, self.world))
            self._over.told()

    def whereabouts(self) -> str:
        """The PC at hand, for the first line."""
        tag = self.state.tag
        tags = {flow.pc_of(job.tag) for job in at_hand(self.world)}
        pc = tag.pc if tag is not None else next(iter(tags)) if len(tags) == 1 else ""
        return "   ".join(filter(None, (say("tui.pc", pc=pc) if pc else "", self.world.machine.name)))

    def status(self) -> str:
        """What is true all the time, for the last line: rehearsal, power, what waits to be sent."""
        stick = self.world.stick
        power = {True: "tui.status.mains", False: "tui.status.battery"}.get(bool(self.world.machine.mains))
        parts = [
            say("tui.status.rehearsal") if stick.custody == "rehearsal" else "",
            say(power) if power and self.world.machine.mains is not None else "",
            say("tui.status.unsent", count=stick.unsent) if stick.unsent else "",
        ]
        return " · ".join(filter(None, parts))

    # --- told by the person ---------------------------------------------------------------------------

    def typed(self, text: str) -> None:
        """An entry that was ended with Enter."""
        at = flow.step(self.state, self.world)
        if self._too_soon() and (at in ("confirm", "loose") or not text.strip()):
            self._not_meant("tui.too-soon" if text.strip() else "")
        else:
            self._answer(*flow.typed(text, self.state, self.world))

    def pressed(self, key: str) -> None:
        """A key of the page. One that ends, or says, anything was meant for what stood there long enough."""
        if key in ("escape", "f5", "f10") or not self._too_soon():
            self._answer(*flow.pressed(key, self.state, self.world))

    def misread(self) -> None:
        """Something was scanned where there is nothing to scan: its Enter is nobody's answer."""
        self._not_meant("tui.nothing-to-scan")

    def _too_soon(self) -> bool:
        return time.monotonic() - self._asked < self.calm

    def _not_meant(self, code: str) -> None:
        """An entry is dropped; one that repeats itself, as a scanner that is held down does, never counts."""
        if code:
            self._asked = time.monotonic()
            self.state = replace(self.state, wrong=Reason(code))
        self.refresh_page()

    def _answer(self, state: State, action: Action | None) -> None:
        self.state = state
        if action is not None:
            threading.Thread(target=self._do, args=(action,), daemon=True).start()
        self.refresh_page()

    def action_language(self) -> None:
        """The next language that there is."""
        known = catalogue.languages()
        here = known.index(catalogue.current().language)
        catalogue.use(known[(here + 1) % len(known)])
        self.refresh_page()

    def action_sheet(self, name: str) -> None:
        """Help, the supervisor's number, or the expert's table; the same key closes it."""
        self._over.toggle(name)

    def _now(self) -> tuple[State, World]:
        return self.state, self.world

    def action_letters(self) -> None:
        """Letters of the other size, on the image's own console."""
        if self.live.font:
            threading.Thread(target=self._change_letters, daemon=True).start()

    def _change_letters(self) -> None:
        with self._letters:
            why_not = console.change(self.station.host, self.station.run, self.size.width, self.size.height)
        if why_not is not None:
            self._tell(self._not_meant_here, why_not)

    def _watch_console(self) -> None:
        """A graphics driver that comes late brings the kernel's letters along: what stands there is painted
        again in ours. The first look counts as one: the driver may have come since the start."""
        signs = console.signs(self.station.host) if self.live.font else None
        if signs != self._console_signs:
            with self._letters:
                console.begin(self.station.host, self.station.run, self.size.width)
            self._console_signs = signs
            self._tell(self._painted_again)

    def _painted_again(self) -> None:
        for screen in self.screen_stack:
            screen.refresh()

    def _not_meant_here(self, reason: Reason) -> None:
        self.state = replace(self.state, wrong=reason)
        self.refresh_page()

    def action_leave(self) -> None:
        """Leaves the screens; jobs go on."""
        self.exit()

    # --- done off the screen ---------------------------------------------------------------------------

    def _do(self, action: Action) -> None:
        try:
            doing.do(self.station, action, self.state.operator)
        except CoordiWipeError as error:
            self._tell(self._refused, error.reason)
        except OSError as error:
            self._tell(self._refused, Reason("papers-not-made", {"error": error.strerror or str(error)}))
        except Exception:
            self._tell(self._broken)  # a fault of ours: what was asked for must not stay undone in silence
            raise  # to faults.py
        else:
            if isinstance(action, End):
                self._tell(self._going_off)

    def _going_off(self) -> None:
        """systemd has said yes, and ends this process when it comes to it: what is painted stays."""
        self.set_timer(_STAYS_ON, self.exit)

    def _refused(self, reason: Reason) -> None:
        self.state = replace(
            self.state, wrong=reason, sent=False, confirmed=(), over=False, absent=False, ending=""
        )
        self._plugged_in = None  # what keeps a drive from being begun may show when it is looked at again
        self._drives_wanted.set()
        self.refresh_page()

    # --- watched, each in a thread of its own --------------------------------------------------------

    def _troubles_seen(self, reasons: tuple[Reason, ...]) -> None:
        self.world = replace(self.world, trouble=reasons)
        self.refresh_page()

    def _broken(self) -> None:
        self.exit(return_code=1, message=say("tui.broken"))

    def _watch_place(self) -> None:
        place = look.place(self.station, live=self.live.here)
        if place != self.world.place:
            self._tell(self._place_seen, place)

    def _place_seen(self, place: Place | None) -> None:
        self.world = replace(self.world, place=place)
        self.refresh_page()

    def _watch_jobs(self) -> None:
        now = self._lookout.look()
        seen = (now, self._lookout.elsewhere, self._lookout.finished)
        if seen != self._jobs:
            self._tell(self._jobs_seen, *seen, self._papers(now))
            self._jobs = seen

    def _papers(self, jobs: Sequence[JobView]) -> dict[str, Paper]:
        known = self.world.papers
        found = {}
        for job in jobs:
            if job.state == "done":
                paper = known.get(job.uuid) or look.paper(self.station, job)
                if paper is not None:
                    found[job.uuid] = paper
            if job.state == "worked":
                self._papers_wanted.set()
        return found

    def _jobs_seen(
        self,
        jobs: tuple[JobView, ...],
        elsewhere: frozenset[str],
        finished: tuple[tuple[Identity, str], ...],
        papers: dict[str, Paper],
    ) -> None:
        before = self.world
        self.world = replace(before, jobs=jobs, papers=papers, elsewhere=elsewhere, finished=finished)
        self.state = flow.drives_seen(flow.jobs_seen(self.state, self.world), before, self.world)
        self.refresh_page()

    def _watch_drives(self) -> None:
        self._drives_wanted.clear()
        plugged = look.plugged(self.station)
        if plugged != self._plugged_in:
            self._tell(self._drives_seen, *look.drives(self.station, self._named))
            self._plugged_in = plugged  # only now: a look that failed is taken again

    def _drives_seen(self, machine: Machine, offers: tuple[Offer, ...], why_not: Reason | None) -> None:
        before = self.world
        self.world = replace(before, looked=True, machine=machine, offers=offers, power=why_not)
        self.state = flow.drives_seen(self.state, before, self.world)
        self.refresh_page()

    def _keep_up(self) -> None:
        """Makes the papers of every job that is through."""
        self._papers_wanted.clear()
        if is_away(self.world):
            return
        trouble = self.station.catch_up()
        self._tell(self._kept_up, look.stick(self.station, trouble, self._sending.trouble))

    def _send(self) -> None:
        """Sends certificates, for as long as it takes: a slow inventory keeps no paper from being made."""
        if is_away(self.world):
            return
        self._sending.look()
        papers = {job: self._registered(paper) for job, paper in self.world.papers.items()}
        if papers != self.world.papers:
            self._tell(self._papers_seen, papers)

    def _registered(self, paper: Paper) -> Paper:
        return replace(paper, registration=self.station.outbox.state(paper.digest))

    def _papers_seen(self, papers: Mapping[str, Paper]) -> None:
        self.world = replace(self.world, papers={**self.world.papers, **papers})
        self.refresh_page()

    def _kept_up(self, stick: Stick) -> None:
        self.world = replace(self.world, stick=stick)
        self.refresh_page()

    def _tell(self, what: Callable[..., None], *args: object) -> None:
        """Runs something in the screen's own thread; after the end, nothing."""
        try:
            if not self._stop.is_set():
                self.call_from_thread(what, *args)
        except (RuntimeError, CancelledError):
            if not self._stop.is_set():
                raise
