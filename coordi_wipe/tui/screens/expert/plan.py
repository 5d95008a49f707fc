"""The tab of the plan: what would be done to the chosen drive, by which method, and what may be claimed."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Level, Reason
from coordi_wipe.model.drive import Drive
from coordi_wipe.model.levels import OVERWRITE
from coordi_wipe.model.plan import Plan, Step
from coordi_wipe.sanitize import estimate, policy
from coordi_wipe.sanitize.schemes import SCHEMES
from coordi_wipe.tui.screens.expert.desk import Desk, apart
from coordi_wipe.tui.screens.expert.erase import EraseSheet
from coordi_wipe.tui.screens.expert.pane import Pane
from coordi_wipe.tui.screens.expert.words import drive as in_short
from coordi_wipe.tui.screens.expert.words import pairs

METHODS: tuple[str, ...] = (policy.AUTO, OVERWRITE, *SCHEMES)
LEVELS: tuple[Level | None, ...] = (None, "clear", "purge")
_MOST_PATTERNS = 12


class PlanPane(Pane):
    """Methods on the left, what would come of the chosen one on the right."""

    first: ClassVar[str] = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "level"),
        Binding("e", "erase"),
        Binding("n", "next(1)"),
        Binding("p", "next(-1)"),
    ]

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name)
        self._asked = 0  # answers to older questions are not shown
        self._plan: Plan | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="split"):
            yield OptionList(*(Option(_method(name), id=name) for name in METHODS))
            with VerticalScroll(classes="beside"):
                yield Static(id="plan-text")

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = METHODS.index(self.desk.method)

    def entered(self) -> None:
        """Asks for the plan anew."""
        self._ask()

    @on(OptionList.OptionHighlighted)
    def chosen(self, event: OptionList.OptionHighlighted) -> None:
        """Another method."""
        name = event.option.id or policy.AUTO
        if name != self.desk.method:
            self.desk.method = name
            self._ask()

    def action_level(self) -> None:
        """The next level that may be wanted."""
        self.desk.wanted = (self.desk.wanted + 1) % len(LEVELS)
        self._ask()

    def action_next(self, step: int) -> None:
        """Another drive."""
        nodes = [offer.drive.identity.node for offer in self.desk.offers]
        drive = self.desk.drive
        if drive is not None:
            self.desk.node = nodes[(nodes.index(drive.identity.node) + step) % len(nodes)]
            self._ask()

    def action_erase(self) -> None:
        """Asks for the confirmation of what is shown; without a plan there is nothing to confirm."""
        if self._plan is not None:
            self.app.push_screen(EraseSheet(self.desk, self._plan), self._left)

    def _left(self, started: bool | None) -> None:  # noqa: FBT001
        """A job that was started is watched."""
        if started:
            self.call_later(self.screen.run_action, "tab('jobs')")

    def _ask(self) -> None:
        self._asked += 1
        self._plan = None
        asked, drive = self._asked, self.desk.drive
        if drive is None:
            self._show(Text(say("expert.no-drives")))
            return
        wanted, method, station = LEVELS[self.desk.wanted], self.desk.method, self.desk.station

        def planned(plan: Plan) -> None:
            if asked == self._asked:
                self._plan = plan
                self._show(pairs(_rows(drive, wanted, plan)))

        def refused(reason: Reason) -> None:
            if asked == self._asked:
                self._show(pairs([*_head(drive, wanted), (say("expert.refused"), f"✖ {sentence(reason)}")]))

        apart(self, lambda: station.plan(drive, wanted, method), planned, refused)

    def _show(self, what: object) -> None:
        self.query_one("#plan-text", Static).update(what)  # type: ignore[arg-type]


def _method(name: str) -> str:
    return say(f"expert.method.{name}") if name in (policy.AUTO, OVERWRITE) else name


def _head(drive: Drive, wanted: Level | None) -> list[tuple[str, str]]:
    return [
        (say("expert.chosen"), in_short(drive.identity)),
        (say("expert.wanted"), say(f"level.{wanted}") if wanted else say("expert.best")),
    ]


def _rows(drive: Drive, wanted: Level | None, plan: Plan) -> list[tuple[str, str]]:
    level = policy.attainable(plan.steps[0], plan.notes, plan.drive)
    steps = [(say("expert.step", number=number), _step(step)) for number, step in enumerate(plan.steps, 1)]
    rejected = [f"– {sentence(reason)}" for reason in plan.rejected] or [say("expert.none-rejected")]
    return [
        *_head(drive, wanted),
        *steps,
        (say("expert.level"), say(f"level.{level}")),
        (say("expert.time"), say("expert.seconds", seconds=estimate.seconds(plan))),
        (say("expert.rejected"), "\n".join(rejected)),
        *(
            [(say("expert.notes"), "\n".join(f"! {sentence(note)}" for note in plan.notes))]
            if plan.notes
            else []
        ),
    ]


def _step(step: Step) -> str:
    shown = ", ".join(step.patterns[:_MOST_PATTERNS])
    more = "…" if len(step.patterns) > _MOST_PATTERNS else ""
    what = say(
        "expert.step-value",
        technique=step.technique,
        scheme=step.scheme or "–",
        passes=step.passes,
        level=f"level.{step.level}",
    )
    return "\n".join(
        (what, say("expert.patterns", patterns=shown + more), say(f"expert.verify.{step.verify}"))
    )
