"""A drive that stays in the PC as it came: which one that is, for every reason there is, and what it does to
the PC's word, to the screen and to the green label."""

import pytest
from tui.situations import AMBER, BAD, BUSY, STUCK, done, drive, job, live, world

from coordi_wipe.messages.catalogue import catalogue
from coordi_wipe.model.base import Reason
from coordi_wipe.tui import ending, flow, situation
from coordi_wipe.tui.pages import draw
from coordi_wipe.tui.screens import help as helping
from coordi_wipe.tui.world import unerasable

# code → word of a PC whose other drive is well erased: in the live image, and on a PC that works
WORDS = {
    "protected-read-only": ("bad", "bad"),
    "protected-sector-size": ("bad", "bad"),
    "protected-zoned": ("bad", "bad"),
    "protected-raid-volume": ("bad", "bad"),
    "protected-ufs": ("bad", "bad"),
    "protected-firewire": ("bad", "bad"),
    "protected-unknown": ("bad", "bad"),
    "protected-coordi-stick": (
        "bad",
        "bad",
    ),  # our table, on a drive inside: what else is there, nobody knows
    # in use: the live image uses no drive of a PC, so somebody did; a PC that works uses its own
    "protected-system": ("bad", "good"),
    "protected-mounted": ("bad", "good"),
    "protected-swap": ("bad", "good"),
    "protected-held": ("bad", "good"),
    "protected-member": ("bad", "good"),
    "protected-volume": ("bad", "good"),
    "protected-loop-backing": ("bad", "good"),
    # ours, empty, elsewhere, or no drive
    "protected-live-medium": ("good", "good"),
    "protected-ledger": ("good", "good"),
    "protected-network": ("good", "good"),
    "protected-no-medium": ("good", "good"),
    "protected-optical": ("good", "good"),
    "protected-floppy": ("good", "good"),
    "protected-ram": ("good", "good"),
    "protected-mtd": ("good", "good"),
}
ARGUMENTS = {
    "size": 520,
    "kind": "md",
    "holder": "md0",
    "path": "/mnt",
    "transport": "fc",
    "loop": "/dev/loop7",
}


def protected(*codes, transport="sas", **more):
    return drive(8, transport=transport, protection=tuple(Reason(one, ARGUMENTS) for one in codes), **more)


def words(other):
    return tuple(ending.word(made(drive(), other, jobs=(done(),))) for made in (live, world))


def test_every_protection_is_decided_here():
    assert set(WORDS) == {code for code in catalogue("fr").codes if code.startswith("protected-")}


@pytest.mark.parametrize("code", WORDS)
def test_a_drive_inside_that_is_left_is_in_the_pcs_word(code):
    assert words(protected(code)) == WORDS[code]


@pytest.mark.parametrize("code", WORDS)
def test_what_hangs_on_usb_is_seen_from_outside(code):
    assert words(protected(code, transport="usb")) == ("good", "good")


@pytest.mark.parametrize("medium", ["loop", "file"])
def test_a_disposable_drive_is_none_of_the_pc(medium):
    assert words(protected("protected-read-only", transport=medium, medium=medium)) == ("good", "good")


@pytest.mark.parametrize("code", ["protected-ram", "protected-live-medium", "protected-system"])
def test_of_several_reasons_one_that_clears_it_is_enough(code):
    assert words(protected("protected-sector-size", code)) == WORDS[code]


def test_a_drive_that_no_method_takes_is_left_too():
    assert words(drive(8, medium="raid-volume")) == ("bad", "bad")


def test_a_drive_whose_own_job_tells_its_end_is_not_told_again():
    """A drive may make itself read-only as it fails: then its job is red already."""
    own = drive(1, protection=(Reason("protected-read-only"),))
    assert ending.word(live(own, jobs=(done(),))) == "good"
    assert unerasable(live(own, jobs=(job(1, "interrupted"),))) == ()
    assert len(unerasable(live(own, jobs=(done(2),)))) == 1


@pytest.mark.parametrize("claim", [None, AMBER])
@pytest.mark.parametrize("code", [code for code, (word, _) in WORDS.items() if word == "bad"])
def test_the_screen_names_it_says_why_and_gives_no_label(code, claim):
    one = done() if claim is None else done(claim=claim)
    other = protected(code, model="HGST HUC156060CSS200")
    shown = draw.page(BUSY, live(drive(), other, jobs=(one,)))
    assert (shown.name, shown.tone, shown.label, shown.steps) == ("result", "warning", "", ())
    assert "1" in shown.title
    (row,) = [row for row in shown.rows if "HUC156060CSS200" in row.value]
    assert (row.beside, row.tone) == ("pas effacé", "bad")
    assert "Pas d'étiquette verte" in shown.sentence
    assert shown.remark
    assert shown.code.startswith("D-")


def test_several_erased_drives_get_no_green_label_either():
    shown = draw.page(BUSY, live(drive(), drive(2), STUCK, jobs=(done(), done(2))))
    assert shown.label == ""
    assert not any("V C23" in row.beside for row in shown.rows)


def test_the_label_is_there_once_the_drive_is_out():
    shown = draw.page(BUSY, live(drive(), jobs=(done(),)))
    assert (shown.tone, shown.label) == ("good", "V C23-0412-D1 D")


@pytest.mark.parametrize("other", [STUCK, drive(2)], ids=["stuck", "free"])
def test_help_and_the_supervisor_s_number_know_it_too(other):
    here = live(drive(), other, jobs=(done(),))
    assert helping.which(BUSY, here) == "result-left"
    assert helping.which(BUSY, live(drive(), jobs=(done(),))) == "result-good"
    if other is STUCK:
        assert situation.reason(BUSY, here).code == "protected-raid-volume"


def test_a_red_drive_keeps_its_label_beside_one_that_is_left():
    shown = draw.page(BUSY, live(drive(), STUCK, jobs=(done(claim=BAD),)))
    assert (shown.tone, shown.label[:1]) == ("bad", "R")


@pytest.mark.parametrize("transport", ["", "ufs", "mmc", "sata", "xen"])
def test_a_bay_with_such_a_drive_is_not_empty(transport):
    here = live(protected("protected-unknown", transport=transport))
    assert flow.step(BUSY, here) == "no-drive"
    assert flow.pressed("v", BUSY, here) == (BUSY, None)
    assert flow.pressed("v", BUSY, live())[1] is not None


def test_the_last_screen_is_red():
    here = live(drive(), STUCK, jobs=(done(),))
    state, _ = flow.pressed("e", BUSY, here)
    assert (state.ending, state.last) == ("asked", "bad")
