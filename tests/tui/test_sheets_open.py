"""The sheets' keys, the page that goes on below them, and a stick that is opened from one of them."""

import asyncio
import datetime
from contextlib import nullcontext

import pytest
from msgspec.structs import replace
from textual.widgets import Input, Static
from tui import canvas, sheets
from tui.situations import OPENED, SITUATIONS, done

from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.hardware import terminal
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.station import custody
from coordi_wipe.tui.screens.help import HelpSheet
from coordi_wipe.tui.screens.outlook import look
from coordi_wipe.tui.screens.step import StepScreen
from coordi_wipe.tui.screens.supervisor import SupervisorSheet

ROOT = root_key.root(bytes(32), "Co'Ordi")
WORDS = "réaliser défrayer magenta saluer peuple"
WRONG = "réaliser défrayer magenta saluer puits"


def today():
    """Asked when it is needed: Django sets the zone of the process that opened it."""
    return datetime.date.today().isoformat()


@pytest.fixture(autouse=True)
def french():
    catalogue.use("fr")


@pytest.fixture
def stick(tmp_path):
    """A station on a stick whose key is locked under five words."""
    here = sheets.station("locked", entries=())
    here.home, here.run = tmp_path / "home", tmp_path / "run"
    stick_key.put(here.home / "authority", ROOT, "Clé 07", WORDS, virtual=False, cost=Cost(8, 1, 1))
    here.custody = lambda: custody.state(here.home, here.run)
    return here


def play(situation, script, here=None):
    """Runs this script with a pilot over this situation."""

    async def run():
        shown = sheets.app(situation, here)
        async with shown.run_test(size=(80, 24)) as pilot:
            return await script(shown, pilot)

    return asyncio.run(run())


async def press(pilot, *keys):
    await pilot.press(*keys)
    await sheets.settled(pilot)


def below(shown):
    """The five steps, whatever lies over them."""
    return next(screen for screen in shown.screen_stack if isinstance(screen, StepScreen))


# --- keys --------------------------------------------------------------------------------------------


def test_the_same_key_or_escape_closes_and_another_replaces():
    async def script(shown, pilot):
        seen = []
        for key in ("f1", "f1", "f1", "escape", "f1", "f2", "f2", "f2", "f1", "f9", "f2", "escape"):
            await press(pilot, key)
            seen.append(type(shown.screen).__name__)
            assert len(shown.screen_stack) <= 3  # the window's own, the steps, and one more
        return seen

    step, help_, two = "StepScreen", "HelpSheet", "SupervisorSheet"
    assert play(SITUATIONS["scan"], script) == [
        *(help_, step, help_, step, help_, two, step, two, help_),
        *("ExpertScreen", two, step),
    ]


def test_the_program_itself_opens_them():
    async def run():
        shown = canvas.Still(*SITUATIONS["scan"])
        async with shown.run_test(size=(80, 24)) as pilot:
            await pilot.press("f1")
            await pilot.pause()
            first = type(shown.screen)
            await pilot.resize_terminal(60, 15)
            await pilot.pause()
            return first, sheets.text(shown)

    kind, small = asyncio.run(run())
    assert kind is HelpSheet
    assert say("help.keys").split()[0] in small  # the way out is there in the smallest window


@pytest.mark.parametrize("key", ["f1", "f2"])
def test_what_is_typed_over_a_sheet_does_not_reach_the_page(key):
    async def script(shown, pilot):
        await press(pilot, "c", "2", key, "x", "y", "enter")
        kept = below(shown).query_one("#field", Input).value
        await press(pilot, key, "3")
        return kept, shown.screen.query_one("#field", Input).value, shown.state

    kept, after, state = play(SITUATIONS["scan"], script)
    assert (kept, after) == ("c2", "c23")
    assert state == SITUATIONS["scan"][0]


def test_the_page_goes_on_below_and_help_follows_it():
    async def script(shown, pilot):
        await press(pilot, "f1")
        before = sheets.text(shown)
        shown.world = replace(shown.world, jobs=(done(),))
        shown.refresh_page()
        await sheets.settled(pilot)
        return before, sheets.text(shown), str(below(shown).query_one("#title", Static).render())

    before, after, page = play(SITUATIONS["works"], script)
    assert say("help.works.1") in before
    assert say("help.result-good.1") in after
    assert say("tui.result.good.title") in page


def test_the_supervisors_number_stays_what_it_was_when_the_page_goes_on():
    """It is being said on the telephone; what is in the way now is listed all the same."""

    async def script(shown, pilot):
        await press(pilot, "f2")
        shown.state, shown.world = SITUATIONS["works-papers"]
        shown.refresh_page()
        await sheets.settled(pilot)
        return sheets.text(shown)

    seen = play(SITUATIONS["result-bad"], script)
    assert say("tui.code", code="D-31") in seen
    assert "S-01" in seen


@pytest.mark.parametrize("key", ["f1", "f2"])
def test_another_language_changes_an_open_sheet_too(key):
    async def script(shown, pilot):
        await press(pilot, key)
        french = sheets.text(shown)
        await press(pilot, "f4")
        return french, sheets.text(shown)

    french, english = play(SITUATIONS["scan"], script)
    assert "Fermer" in french
    assert "Close" in english
    assert "Fermer" not in english


def test_today_only_and_the_serial_of_no_pc():
    seen = look(sheets.station())
    assert [(one.tag, one.hidden) for one in seen.absent] == [("C23-0407", False), ("C23-0409", True)]
    assert "SECRET" not in str(seen)


# --- the stick is opened -------------------------------------------------------------------------------


async def type_words(shown, pilot, words, *keys):
    """Types them into the field, in this many keys, and waits for the answer."""
    await press(pilot, "f2", *keys)
    shown.screen.query_one("#words", Input).value = words
    await pilot.press("enter")
    for _ in range(400):
        await pilot.pause()
        if not shown.screen._trying:
            break
        await asyncio.sleep(0.005)
    await sheets.settled(pilot)
    return sheets.text(shown)


def flat(text):
    """A column's words, without the frame and the line ends."""
    return " ".join(line[40:].strip(" │") for line in text.splitlines())


@pytest.mark.parametrize(
    ("keys", "kind", "until"),
    [((), "each-boot", ""), (("down",), "opened", "today"), (("down", "up"), "each-boot", "")],
)
def test_the_five_words_open_the_stick(stick, keys, kind, until):
    told = []

    async def script(shown, pilot):
        shown._over._sheets._made["supervisor"] = lambda: SupervisorSheet(
            stick, shown._now, shown._tell, lambda: told.append("opened")
        )
        seen = await type_words(shown, pilot, WORDS, *keys)
        return seen, shown.screen.query_one("#words", Input)

    seen, field = play(SITUATIONS["scan-locked"], script, stick)
    now = custody.state(stick.home, stick.run)
    assert (now.kind, now.until) == (kind, today() if until == "today" else until)
    assert say("supervisor.opened") in flat(seen)
    assert told == ["opened"]  # papers that waited are made at once
    assert (field.display, field.value) == (False, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(WRONG, "words-wrong"), ("", "supervisor.no-words"), (WORDS.replace(" ", ""), "words-wrong")],
    ids=["wrong", "none", "joined"],
)
def test_other_words_open_nothing_and_are_told_why(stick, words, sentence):
    async def script(shown, pilot):
        seen = await type_words(shown, pilot, words)
        return seen, shown.screen.query_one("#words", Input).value

    seen, left = play(SITUATIONS["scan-locked"], script, stick)
    assert say(sentence).split(".")[0] in flat(seen)
    assert left == ""
    assert custody.state(stick.home, stick.run).kind == "locked"


@pytest.mark.parametrize(
    ("day", "code"), [("2020-01-01", "until-over"), ("demain", "until-no-date"), ("", "until-no-date")]
)
def test_a_day_that_cannot_be_is_said_and_opens_nothing(stick, day, code):
    async def script(shown, pilot):
        await press(pilot, "f2", "down", "down")
        shown.screen.query_one("#day", Input).value = day
        shown.screen.query_one("#words", Input).value = WORDS
        await pilot.press("enter")
        for _ in range(100):
            await pilot.pause()
            if not shown.screen._trying:
                break
        return shown.screen._said.code

    assert play(SITUATIONS["scan-locked"], script, stick) == code
    assert custody.state(stick.home, stick.run).kind == "locked"


def test_the_words_are_neither_shown_nor_kept(stick, caplog):
    async def script(shown, pilot):
        await press(pilot, "f2", *"magenta")
        typing = sheets.text(shown)
        field = shown.screen.query_one("#words", Input)
        assert field.value == "magenta"
        field.value = ""
        await press(pilot, "f2")
        return typing, await type_words(shown, pilot, WORDS)

    for text in play(SITUATIONS["scan-locked"], script, stick):
        assert "magenta" not in text
    assert "magenta" not in caplog.text
    kept = b"".join(path.read_bytes() for path in stick.home.parent.rglob("*") if path.is_file())
    assert kept
    assert b"magenta" not in kept


def test_a_sheet_that_is_closed_while_words_are_tried_breaks_nothing(stick):
    async def script(shown, pilot):
        await press(pilot, "f2")
        shown.screen.query_one("#words", Input).value = WORDS
        await pilot.press("enter", "escape")
        for _ in range(200):
            await pilot.pause()
            if custody.state(stick.home, stick.run).kind != "locked":
                break
            await asyncio.sleep(0.005)
        await pilot.pause()
        return shown.screen

    assert isinstance(play(SITUATIONS["scan-locked"], script, stick), StepScreen)
    assert custody.state(stick.home, stick.run).kind == "each-boot"


def test_no_field_where_nothing_is_locked():
    async def script(shown, pilot):
        await press(pilot, "f2")
        return shown.screen.query_one("#words", Input).display

    assert SITUATIONS["scan"][1].stick == OPENED
    assert play(SITUATIONS["scan"], script) is False


def test_a_stick_that_cannot_be_read_is_said(stick):
    def gone():
        raise OSError(5, "Input/output error")

    stick.custody = stick.ledger.entries = gone

    async def script(shown, pilot):
        await press(pilot, "f2")
        return sheets.text(shown)

    assert "S-44" in flat(play(SITUATIONS["scan"], script, stick))


def test_help_has_no_answers_to_give():
    """Enter on help does what Enter does nowhere else: nothing."""

    async def script(shown, pilot):
        await press(pilot, "f1", "enter", "v", "f5")
        return type(shown.screen), shown.state

    kind, state = play(SITUATIONS["no-drive"], script)
    assert (kind, state) == (HelpSheet, SITUATIONS["no-drive"][0])


# --- a command line ------------------------------------------------------------------------------------


def shell(situation, here, keys, monkeypatch):
    """What the sheet says after these keys, and the banners of the shells that were opened."""
    opened = []
    monkeypatch.setattr(terminal, "hand_over", opened.append)
    monkeypatch.setattr(canvas.Still, "suspend", lambda _: nullcontext())

    async def script(shown, pilot):
        await press(pilot, "f2", *keys)
        for _ in range(100):
            await sheets.settled(pilot)
            if not shown.screen._trying:
                break
        await sheets.settled(pilot)
        return sheets.text(shown)

    return play(situation, script, here), opened


def typed(words):
    return [*(letter if letter != " " else "space" for letter in words), "enter"]


LIVE = SITUATIONS["live-scan"]


def test_no_shell_on_a_stick_without_words_and_it_says_why(monkeypatch):
    said, opened = shell(LIVE, sheets.station("rehearsal"), ["s"], monkeypatch)
    assert say("supervisor.no-shell")[:30] in said
    assert opened == []


def test_no_shell_on_a_workstation(stick, monkeypatch):
    custody.unlock(stick.home, stick.run, WORDS, today())
    said, opened = shell(SITUATIONS["scan"], stick, ["s", *typed(WORDS)], monkeypatch)
    assert say("supervisor.keys-prove") not in said
    assert opened == []


@pytest.mark.parametrize(("words", "shells"), [(WRONG, 0), ("", 0), (WORDS, 1)])
def test_a_shell_takes_this_stick_s_words(stick, monkeypatch, words, shells):
    custody.unlock(stick.home, stick.run, WORDS, today())
    said, opened = shell(LIVE, stick, ["s", *typed(words)], monkeypatch)
    assert opened == [say("supervisor.shell")] * shells
    assert (say("supervisor.keys-prove") in said) == (not shells)


def test_a_letter_among_the_words_of_a_closed_stick_opens_no_shell(stick, monkeypatch):
    _, opened = shell(LIVE, stick, ["s", "enter"], monkeypatch)
    assert opened == []
