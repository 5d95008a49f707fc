"""The live image's rules: what goes on without the stick, and when a PC may be switched off."""

import pytest
from msgspec.structs import replace
from tui.situations import AMBER, BAD, BUSY, IDLE, STUCK, done, drive, job, live, place, uuid, world

from coordi_wipe.model.tag import Tag
from coordi_wipe.tui import ending, flow
from coordi_wipe.tui.live import Live, read
from coordi_wipe.tui.pages import draw
from coordi_wipe.tui.state import End, PutAway, State

FIRST = drive(1, serial="S3YJNB0K0017F2A")
UNREADY = ("absent", "full", "read-only", "damaged", "twin", "pulled", "other")
LOOSE = replace(IDLE, docks=True)

# --- where things are kept --------------------------------------------------------------------------


@pytest.mark.parametrize("how", UNREADY)
@pytest.mark.parametrize("state", [State(), IDLE, BUSY, LOOSE, replace(LOOSE, tag=Tag("C23-0398", 1))])
def test_without_a_place_no_entry_and_no_key_begins_anything(state, how):
    here = live(FIRST, place=place(how))
    assert flow.step(state, here) == "place"
    for text in ("C23-0412", "7F2A", "C23-0398-D1", ""):
        assert flow.typed(text, state, here) == (state, None)
    for key in ("enter", "f5", "v"):
        assert flow.pressed(key, state, here)[1] is None


def test_the_same_entry_begins_it_once_the_place_is_ready():
    here = live(FIRST, place=place("ready", "place-new-beside"))
    assert flow.typed("C23-0412", BUSY, here)[1] is not None


@pytest.mark.parametrize("how", UNREADY)
def test_work_goes_on_and_only_a_stick_that_is_away_is_asked_for_over_it(how):
    here = live(FIRST, jobs=(job(),), place=place(how))
    away = how in ("pulled", "other")
    assert flow.step(BUSY, here) == ("place" if away else "works")
    shown = draw.page(BUSY, here)
    assert any("42" in row.value for row in shown.rows)
    assert shown.title if away else shown.wrong


@pytest.mark.parametrize("how", UNREADY)
def test_what_to_do_with_a_drive_that_is_through_stays_on_the_screen(how):
    shown = draw.page(BUSY, live(FIRST, jobs=(done(claim=BAD),), place=place(how)))
    assert (shown.name, shown.tone) == ("result", "bad")
    assert shown.label == "R C23-0412-D1 Z"
    assert shown.wrong


def test_escape_leaves_a_loose_drive_for_the_others():
    state = replace(LOOSE, tag=Tag("C23-0398", 1))
    here = live(jobs=(done(1, tag="C23-0390-D1"), job(2, tag="C23-0391-D1")), place=place("full"))
    assert flow.step(state, here) == "place"
    back, _ = flow.pressed("escape", state, here)
    assert flow.step(back, here) == "docks"


# --- the end --------------------------------------------------------------------------------------------

BOUND = [
    # what stands there, whether a PC may be switched off
    (live(FIRST), True),
    (world(FIRST), False),  # not the image
    (live(FIRST, jobs=(done(),)), True),
    (live(FIRST, jobs=(job(1, "interrupted"),)), True),
    (live(FIRST, jobs=(job(),)), False),
    (live(FIRST, jobs=(done(), job(2))), False),
    (live(jobs=(job(),), elsewhere=frozenset({uuid(1)})), False),  # whoever has begun it
    (live(FIRST, place=place("pulled")), True),
]


@pytest.mark.parametrize(("here", "offered"), BOUND)
@pytest.mark.parametrize("key", flow.END_KEYS)
def test_a_pc_is_switched_off_by_two_keys_while_nothing_works(here, offered, key):
    asked, action = flow.pressed(key, IDLE, here)
    assert action is None
    assert (asked.ending == "asked") == offered
    keys = {one.name for one in draw.page(IDLE, here).keys}
    assert bool(keys & set(flow.END_KEYS)) == (
        offered and flow.step(IDLE, here) not in ("looking", "confirm")
    )
    sure, action = flow.pressed("e", asked, here)
    assert action == (End(restart=False) if offered else None)
    assert flow.pressed("e", sure, here)[1] is None  # once


def test_a_restart_is_the_other_key_and_escape_changes_nothing():
    asked, _ = flow.pressed("e", IDLE, live(FIRST))
    assert flow.pressed("r", asked, live(FIRST))[1] == End(restart=True)
    back, action = flow.pressed("escape", asked, live(FIRST))
    assert (back.ending, action) == ("", None)
    for key in ("enter", "f5", "v"):
        assert flow.pressed(key, asked, live(FIRST))[1] is None


def test_a_job_that_begins_meanwhile_takes_the_question_back():
    asked, _ = flow.pressed("e", IDLE, live(FIRST))
    assert flow.pressed("e", asked, live(FIRST, jobs=(job(),)))[1] is None


WORDS = [
    (live(FIRST), None),
    (live(drive(), jobs=(done(),)), "good"),
    (live(drive(), jobs=(done(claim=AMBER),)), "amber"),
    (live(drive(), drive(2), jobs=(done(), done(2, BAD))), "bad"),
    (live(drive(), jobs=(job(1, "interrupted"),)), "bad"),
    (live(drive(), drive(2), jobs=(done(),)), "bad"),  # the other drive holds what it held
    (live(drive(), STUCK, jobs=(done(),)), "bad"),
]


@pytest.mark.parametrize(("here", "word"), WORDS)
def test_a_pc_goes_off_with_the_worst_of_what_was_done_to_it(here, word):
    assert ending.word(here) == word
    assert flow.pressed("e", BUSY, here)[0].last == word


def test_its_word_is_kept_until_the_next_pc():
    state, action = flow.pressed("enter", BUSY, live(drive(), jobs=(done(claim=BAD),)))
    assert isinstance(action, PutAway)
    assert state.last == "bad"
    assert flow.pressed("e", state, live(drive()))[0].last == "bad"
    fresh, _ = flow.pressed("enter", state, live(drive()))
    assert fresh.last is None


# --- the console ----------------------------------------------------------------------------------------


def test_a_console_whose_keyboard_is_known_leaves_no_tag_in_doubt():
    """What a US scanner types of C11-115 on a French console could be a serial number from a US one."""
    doubtful = "C&&)&&("
    assert flow.typed(doubtful, IDLE, world(FIRST))[0].wrong.code == "tag-ambiguous"
    assert flow.typed(doubtful, IDLE, live(FIRST))[0].tag == Tag("C11-115")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Live()),
        ({"TERM": "linux"}, Live()),
        ({"COORDI_WIPE_LIVE": "1", "TERM": "linux"}, Live(here=True, layout="fr", font=True)),
        ({"COORDI_WIPE_LIVE": "1", "TERM": "vt220"}, Live(here=True)),
        ({"COORDI_WIPE_LIVE": "1", "TERM": "linux", "COORDI_WIPE_SERIAL": "1"}, Live(here=True)),
    ],
)
def test_the_image_says_that_it_is_one(environment, expected):
    assert read(environment) == expected
