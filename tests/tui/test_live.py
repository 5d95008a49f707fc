"""The live image's keys, its last screen, and what it waits for before the first one."""

import asyncio

import msgspec
import pytest
from msgspec.structs import replace
from textual._compositor import LayoutUpdate
from textual.geometry import Size
from tui.situations import BAD, BUSY, IDLE, done, drive, job, live
from tui.test_keys import SCAN, Heard
from unit.station.test_console import Machine

from coordi_wipe.hardware.process import Finished
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.base import Reason
from coordi_wipe.model.place import FILE, Place
from coordi_wipe.station import console
from coordi_wipe.station.station import Station
from coordi_wipe.tui import app as app_module
from coordi_wipe.tui import launch, look
from coordi_wipe.tui.app import CoordiWipe
from coordi_wipe.tui.live import Live
from coordi_wipe.tui.page import Row
from coordi_wipe.tui.pages.before import custody_rows
from coordi_wipe.tui.screens import step
from coordi_wipe.tui.state import End
from coordi_wipe.tui.world import Stick

RED = live(drive(), jobs=(done(claim=BAD),))


@pytest.fixture
def quick(monkeypatch):
    """A letter alone is a key sooner: nobody scans here."""
    monkeypatch.setattr(step, "_ALONE", 0.05)


def after(app, *steps, calm=0.0):
    """The program after these keys; a list of them is pressed at once."""

    async def story():
        app.calm = calm
        async with app.run_test() as pilot:
            await pilot.pause(0.05)
            for keys in steps:
                await pilot.press(*keys)
                letter = len(keys) == 1 and len(keys[0]) == 1
                await pilot.pause(step._ALONE + 0.1 if letter else 0.05)  # sooner, it may begin a scan
        return app

    return asyncio.run(story())


@pytest.mark.usefixtures("quick")
def test_two_keys_switch_the_pc_off_and_each_alone_does_not():
    app = after(Heard(BUSY, RED), ["e"])
    assert (app.done, app.state.ending) == ([], "asked")
    assert after(Heard(BUSY, RED), ["e"], ["e"]).done == [End(restart=False)]
    assert after(Heard(BUSY, RED), ["e"], ["r"]).done == [End(restart=True)]


@pytest.mark.usefixtures("quick")
def test_the_second_key_counts_only_once_the_question_could_be_read():
    app = after(Heard(BUSY, RED), ["f10"], ["e"], calm=60.0)
    assert app.done == []


@pytest.mark.parametrize(
    "scan", [["e", *SCAN], ["e", "e"], [*"C23", "minus", *"0412", "e", "enter"], ["r", "e"]]
)
def test_letters_that_come_in_one_burst_are_a_scanner_s(scan):
    app = after(Heard(BUSY, RED), scan, scan)
    assert app.done == []
    assert app.state.ending == ""


@pytest.mark.usefixtures("quick")
def test_where_there_is_a_field_the_letter_goes_into_it_and_f10_asks():
    app = after(Heard(IDLE, live(drive())), ["e"], ["enter"])
    assert app.state.ending == ""
    assert app.state.wrong.code == "tag-unreadable"
    assert after(Heard(IDLE, live(drive())), ["f10"], ["e"]).done == [End(restart=False)]


@pytest.mark.parametrize("here", [live(drive(), jobs=(job(),)), live(drive(), jobs=(done(), job(2)))])
@pytest.mark.usefixtures("quick")
def test_over_a_running_job_there_is_no_such_key(here):
    for keys in (["e"], ["f10"]):
        app = after(Heard(BUSY, here), keys, ["e"])
        assert app.done == []
        assert app.state.ending == ""


# --- asked of the station -------------------------------------------------------------------------------


class Ending(CoordiWipe):
    """The program over a machine that only keeps what it was told to run; looks at nothing."""

    def __init__(self, tmp_path, answer=None):
        self.machine = Machine(answer)
        super().__init__(Station(self.machine, tmp_path / "home", tmp_path / "run"), live=Live(here=True))
        self.state, self.world = BUSY, RED

    def start_watching(self):
        """Nobody looks at drives or jobs."""


def ended(app):
    """The program once both keys were pressed."""

    async def story():
        app.calm = 0.0
        async with app.run_test() as pilot:
            await pilot.press("e")
            await pilot.pause(step._ALONE + 0.1)
            await pilot.press("e")
            await pilot.pause(step._ALONE + 0.3)
            for _ in range(100):  # systemd is asked in a thread of its own
                if app.machine.ran:
                    break
                await pilot.pause(0.1)
            await pilot.pause(0.3)
            app.still_there = app.is_running
        return app

    return asyncio.run(story())


@pytest.mark.usefixtures("quick")
def test_once_systemd_has_said_yes_the_screen_stays(tmp_path):
    app = ended(Ending(tmp_path))
    assert app.machine.ran[-1] == ["systemctl", "poweroff", "--check-inhibitors=yes"]
    assert (app.still_there, app.state.ending) == (True, "off")


@pytest.mark.usefixtures("quick")
def test_a_pc_that_does_not_go_off_gets_its_screens_back(tmp_path, monkeypatch):
    monkeypatch.setattr(app_module, "_STAYS_ON", 0.01)
    app = ended(Ending(tmp_path))
    assert (app.still_there, app.return_code) == (False, 0)


@pytest.mark.usefixtures("quick")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_in_what_was_asked_for_ends_the_program(tmp_path, monkeypatch):
    """It would stay undone, and nobody would be told."""

    def do(*_):
        raise LookupError("a fault of ours")

    monkeypatch.setattr(app_module.doing, "do", do)
    app = ended(Ending(tmp_path))
    assert (app.still_there, app.return_code) == (False, 1)


@pytest.mark.usefixtures("quick")
def test_where_systemd_says_no_the_screens_stay_and_say_why(tmp_path):
    app = ended(Ending(tmp_path, Finished(1, b"", b"inhibited", 0.0)))
    assert app.return_value is None
    assert app.state.wrong == Reason("power-refused", {"error": "inhibited"})
    assert app.state.ending == ""


# --- the last screen --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (240, 67)])
@pytest.mark.parametrize(
    ("last", "ending", "colour", "words"),
    [
        ("good", "off", "#00aa00", ("VERT", "Étiquette verte.", "Retirez la clé")),
        ("amber", "off", "#aa5500", ("ORANGE", "étagère « en attente »", "Retirez la clé")),
        ("bad", "off", "#aa0000", ("ROUGE", "bac rouge", "Retirez la clé")),
        ("bad", "restart", "#aa0000", ("ROUGE", "Laissez la clé.")),
        (None, "off", None, ("Le PC s'éteint.",)),
    ],
)
def test_the_last_screen_is_all_of_one_colour(last, ending, colour, words, size):
    catalogue.use("fr")
    app = Heard(replace(BUSY, last=last, ending=ending), RED)

    async def story():
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.1)
            strips = app.screen._compositor.render_strips()
            styles = {segment.style for strip in strips for segment in strip if segment.style}
            return "\n".join(strip.text for strip in strips), styles

    text, styles = asyncio.run(story())
    grounds = {style.bgcolor for style in styles}
    assert len(grounds) == 1
    assert not any(style.bold and style.color and style.color.name == "#000000" for style in styles), (
        "grey on a console"
    )
    if colour is not None:
        assert {ground.name for ground in grounds} == {colour}
        assert ("▀" in text) == (size[0] < 100), "as large as there is room: half blocks are the small ones"
    assert all(" ".join(word.split()) in " ".join(text.split()) for word in words)


# --- the first screen ---------------------------------------------------------------------------------------


def test_it_waits_until_the_stick_s_service_has_spoken(tmp_path, monkeypatch):
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 3:
            (tmp_path / FILE).write_bytes(msgspec.json.encode(Place("ready")))

    monkeypatch.setattr(launch.time, "sleep", sleep)
    launch._wait_for_stick(tmp_path)
    assert len(waited) == 3
    launch._wait_for_stick(tmp_path)
    assert len(waited) == 3


def test_it_does_not_wait_for_ever(tmp_path, monkeypatch):
    now = iter(range(0, 1000, 10))
    monkeypatch.setattr(launch.time, "monotonic", lambda: next(now))
    monkeypatch.setattr(launch.time, "sleep", lambda _: None)
    launch._wait_for_stick(tmp_path)
    assert next(now) < 100


def test_while_the_stick_is_out_the_screens_say_of_it_what_they_knew(monkeypatch):
    """Nothing can be read from it: a stick that signs would seem to rehearse, and papers to be nowhere."""
    asked = []
    here = live(drive(), place=Place("pulled", code="place-pulled"), stick=Stick(custody="opened", unsent=2))
    app = Heard(BUSY, here)
    monkeypatch.setattr(look, "stick", lambda *_: asked.append("stick"))
    monkeypatch.setattr(app._sending, "look", lambda: asked.append("sending"))
    app._keep_up()
    app._send()
    assert asked == []
    app.world = live(drive(), stick=here.stick)
    app._send()
    assert asked == ["sending"]


def test_letters_that_were_set_again_are_painted_again_all_of_them(monkeypatch):
    """The console keeps the places of letters, not the letters: each cell has to be written anew."""
    painted = []
    app = Heard(BUSY, RED)

    async def story():
        async with app.run_test() as pilot:
            await pilot.pause(0.2)
            show = app._display
            monkeypatch.setattr(
                app, "_display", lambda screen, what: (painted.append(what), show(screen, what))
            )
            app._painted_again()
            await pilot.pause(0.2)

    asyncio.run(story())
    assert any(isinstance(what, LayoutUpdate) and what.region.size == app.size for what in painted)


def test_the_letters_are_set_again_only_where_they_are_ours_and_the_console_changed(tmp_path, monkeypatch):
    begun, seen = [], [(b"fb0", b"efifb")]
    monkeypatch.setattr(console, "begin", lambda *_: begun.append(1))
    monkeypatch.setattr(console, "signs", lambda _: tuple(seen))
    monkeypatch.setattr(CoordiWipe, "size", Size(160, 50))
    elsewhere = Heard(BUSY, RED)
    elsewhere._watch_console()
    assert begun == []
    here = Heard(BUSY, RED)
    here.live = Live(here=True, font=True)
    here.station = Station(Machine(), tmp_path / "home", tmp_path / "run")
    monkeypatch.setattr(here, "_tell", lambda *_: None)
    for _ in range(2):
        here._watch_console()
    assert begun == [1]
    seen.append((b"fb0", b"i915drmfb"))
    here._watch_console()
    assert begun == [1, 1]


def test_until_somebody_has_looked_nothing_is_said_of_who_signs(tmp_path):
    """A stick that signs for real said RÉPÉTITION for the first seconds on a slow PC."""
    app = CoordiWipe(Station(Machine(), tmp_path / "home", tmp_path / "run"), ())
    (row,) = custody_rows(app.world)
    assert (row.value, row.tone) == ("…", Row("", "").tone)
    assert say("tui.status.rehearsal") not in app.status()
    app.world = live(drive(), stick=Stick(custody="rehearsal"))
    assert say("tui.custody.rehearsal") == custody_rows(app.world)[0].value
