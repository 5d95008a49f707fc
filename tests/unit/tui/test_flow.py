"""The five steps as rules: what is taken for a confirmation, and what never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tui.situations import (
    BAD,
    BUSY,
    IDLE,
    LATITUDE,
    PROTECTED,
    TAG,
    done,
    drive,
    identity,
    job,
    uuid,
    world,
)

from coordi_wipe.model.base import Reason
from coordi_wipe.model.tag import Tag
from coordi_wipe.tui import flow
from coordi_wipe.tui.state import PutAway, Start, State

FIRST = drive(1, serial="S3YJNB0K0017F2A")
SECOND = drive(2, serial="S3YJNB0K0029C4D")
SAME_END = drive(3, serial="ZZZZNB0K0037F2A")
KEY = drive(4, transport="usb", medium="usb-flash", serial="4C530001")
BRIDGE = drive(5, transport="usb", medium="usb-disk", source="bridge", serial="000000000033")
SOLDERED = drive(6, transport="mmc", medium="emmc", serial="0x1a2b3c4d")


def code(answer):
    """Why an entry was not taken; empty where it was."""
    state, action = answer
    assert action is None or state.wrong is None
    return state.wrong.code if state.wrong is not None else ""


def typed(text, state, here):
    return flow.typed(text, state, here)


def started(action):
    """node → tag of what an action begins."""
    return {plan.drive.node: tag for plan, tag in action.drives} if isinstance(action, Start) else {}


def test_the_pc_s_own_tag_begins_its_one_drive_by_the_plan_that_was_shown():
    here = world(FIRST, PROTECTED)
    state, action = typed("C23-0412", BUSY, here)
    assert action == Start(((here.offers[0].plan, "C23-0412-D1"),))
    assert state.sent
    assert typed("C23-0412", state, here) == (state, None)  # once


@pytest.mark.parametrize(
    "text", ["C23-0413", "C23-0412-D1", "7F2A", "S3YJNB0K0017F2A", "%%%", "", "   ", "\x1b"]
)
def test_nothing_else_begins_it(text):
    state, action = typed(text, BUSY, world(FIRST))
    assert action is None
    assert state.wrong is not None


CONFIRMING = [
    # drives, entries, reason of the last entry, what begins with it
    ((FIRST, SECOND), ["7F2A"], "", {}),
    ((FIRST, SECOND), ["7F2A", "9c4d"], "", {"/dev/sda": "C23-0412-D1", "/dev/sdb": "C23-0412-D2"}),
    ((FIRST, SECOND), ["7F2A", "7F2A"], "tui.confirmed-already", {}),
    ((FIRST, SECOND), ["C23-0412"], "tui.no-such-end", {}),
    ((FIRST, SECOND), ["C23-0412-D1"], "tui.no-such-end", {}),
    ((FIRST, SAME_END), ["7F2A"], "tui.two-such-ends", {}),
    ((FIRST, SAME_END), ["S3YJNB0K0017F2A", "7F2A"], "tui.two-such-ends", {}),
    (
        (FIRST, SAME_END),
        ["S3YJNB0K0017F2A", "ZZZZNB0K0037F2A"],
        "",
        {"/dev/sda": "C23-0412-D1", "/dev/sdc": "C23-0412-D2"},
    ),
    ((FIRST, drive(2, serial="S3YJNB0K0017F2A")), ["S3YJNB0K0017F2A"], "tui.same-numbers", {}),
    ((FIRST, drive(2, serial="00001")), ["èfég"], "tui.no-such-end", {}),
    ((FIRST, SECOND), ["ç'cd"], "tui.no-such-end", {}),
    ((FIRST, SECOND), ["çc'd"], "", {}),  # digits without Shift on an AZERTY console
    ((KEY,), ["C23-0412"], "tui.no-such-end", {}),
    ((KEY,), ["0001"], "", {"/dev/sdd": "C23-0412-D1"}),
    ((BRIDGE,), ["0033"], "tui.no-such-end", {}),  # the bridge's number stands on no drive
    ((BRIDGE,), ["C23-0412-D1"], "", {"/dev/sde": "C23-0412-D1"}),
    ((SOLDERED,), ["C23-0412"], "", {"/dev/sdf": "C23-0412-D1"}),
]


@pytest.mark.parametrize(("drives", "entries", "why", "begins"), CONFIRMING)
def test_drives_are_confirmed_by_their_own_labels(drives, entries, why, begins):
    state, here, action = BUSY, world(*drives), None
    for entry in entries:
        assert started(action) == {}
        state, action = typed(entry, state, here)
    assert code((state, None)) == why
    assert started(action) == begins


def test_another_drive_in_the_place_of_a_confirmed_one_is_not_confirmed():
    before = world(FIRST, SECOND)
    state, _ = typed("7F2A", BUSY, before)
    swapped = world(drive(1, serial="WD-OTHER1234", diskseq=77), SECOND)
    state = flow.drives_seen(state, before, swapped)
    assert state.confirmed == ()
    assert state.wrong == Reason("tui.drives-changed")
    state, action = typed("9C4D", state, swapped)
    assert action is None
    stale = replace(BUSY, confirmed=(identity(1, serial="S3YJNB0K0017F2A"),))
    assert typed("9C4D", stale, swapped)[1] is None  # whoever forgot to ask again


def test_a_drive_that_appears_has_to_be_confirmed_too():
    state, _ = typed("7F2A", BUSY, world(FIRST, SECOND))
    assert typed("9C4D", state, world(FIRST, SECOND, KEY))[1] is None
    assert flow.question(BUSY, world(FIRST)) != flow.question(BUSY, world(FIRST, KEY))


def test_a_number_that_was_given_is_not_given_again():
    here = world(FIRST, SECOND, jobs=(replace(done(1), drive=FIRST.identity),))
    more = replace(BUSY, more=True)
    state, action = typed("C23-0412", more, here)
    assert started(action) == {"/dev/sdb": "C23-0412-D2"}
    assert state.sent


def test_a_pc_that_holds_another_drive_is_not_done_with():
    here = world(FIRST, SECOND, jobs=(replace(done(1), drive=FIRST.identity),))
    state, action = flow.pressed("enter", IDLE, here)
    assert action is None
    assert flow.step(state, here) == "confirm"
    assert state.tag == TAG
    assert flow.step(flow.pressed("escape", state, here)[0], here) == "result"


def test_the_job_of_another_pc_keeps_nobody_from_this_one():
    for state in ("interrupted", "worked"):
        here = world(FIRST, jobs=(job(9, state, tag="C23-0001-D1"),), elsewhere=frozenset({uuid(9)}))
        assert flow.step(IDLE, here) == "scan"
        assert started(typed("C23-0412", BUSY, here)[1]) == {"/dev/sda": "C23-0412-D1"}


def test_one_that_was_cut_off_elsewhere_goes_on_where_its_drive_is():
    here = world(drive(1), jobs=(job(1, "interrupted"),), elsewhere=frozenset({uuid(1)}))
    assert flow.step(IDLE, here) == "works"
    assert flow.interrupted(here) == (uuid(1),)


@pytest.mark.parametrize("gone", [job(1, "interrupted"), replace(job(1, "interrupted"), drive=None)])
def test_a_job_that_cannot_go_on_can_be_put_away(gone):
    here = world(jobs=(gone,))
    assert flow.pressed("enter", IDLE, here)[1] == PutAway((uuid(1),))
    assert flow.pressed("enter", IDLE, world(drive(1), jobs=(job(1, "interrupted"),)))[1] is None
    assert flow.pressed("enter", IDLE, world(jobs=(job(1),)))[1] is None


def test_papers_that_are_being_made_are_not_stuck_because_nothing_can_be_sent():
    """An inventory that is away is no reason to tell that there will be no certificate."""
    why = (Reason("sync-unreachable", {"address": "x"}),)
    working = world(jobs=(job(1, "worked"),))
    away = replace(working, stick=replace(working.stick, kept=why))
    unsigned = replace(working, stick=replace(working.stick, trouble=why))
    assert (flow.stuck(away), flow.stuck(unsigned)) == ((), (uuid(1),))


def test_in_the_docks_enter_puts_away_the_one_that_is_shown():
    here = world(jobs=(done(1, tag="C23-0001-D1"), done(2, BAD, tag="C23-0002-D1")))
    assert flow.pressed("enter", IDLE, here)[1] == PutAway((uuid(1),))


def test_two_drives_never_share_a_tag():
    here = world(jobs=(job(1, tag="C23-0398-D1"),))
    assert code(typed("C23-0398-D1", replace(IDLE, docks=True), here)) == "tui.tag-in-use"


def test_the_next_pc_is_not_begun_on_this_one():
    here = world(FIRST, finished=((FIRST.identity, "C23-0412-D1"),))
    assert code(typed("C23-0413", IDLE, here)) == "tui.same-pc"
    assert code(typed("C23-0412", IDLE, here)) == ""


def test_a_pc_s_label_is_no_operator():
    assert code(typed("C23-0412", State(), world())) == "tui.tag-for-operator"
    assert typed("ab", State(), world())[0].operator == "AB"


def test_a_bay_is_not_empty_where_a_drive_is_that_nothing_may_touch():
    locked = drive(2, protection=(Reason("protected-mounted", {"point": "/mnt"}),))
    assert flow.pressed("v", BUSY, world(locked))[1] is None
    assert flow.pressed("v", BUSY, world(PROTECTED, machine=LATITUDE))[1] is not None


NOISE = st.one_of(
    st.just("enter"),
    st.just("escape"),
    st.just("f5"),
    st.sampled_from(["", " ", "\r", "%%%", "C23-0413", "0000"]),
)
WORLDS = [world(FIRST), world(FIRST, SECOND), world(KEY), world(BRIDGE), world(FIRST, SAME_END, PROTECTED)]
LOOSE = replace(IDLE, tag=Tag("C23-0398", 1), docks=True)


@given(
    st.lists(NOISE, max_size=12),
    st.sampled_from(WORLDS),
    st.sampled_from([BUSY, IDLE, LOOSE, State(operator="AB")]),
)
def test_enter_escape_and_noise_never_begin_anything(events, here, state):
    for event in events:
        key = event in ("enter", "escape", "f5")
        if state.tag is None and flow._tag_in(event, here) is not None:
            continue  # where a PC is asked for, another one's tag is no noise: twice, it is a confirmation
        state, action = flow.pressed(event, state, here) if key else flow.typed(event, state, here)
        assert not isinstance(action, Start)


ENTRIES = st.sampled_from(["C23-0412", "7F2A", "9C4D", "0001", "", "C23-0412-D1", "S3YJNB0K0017F2A"])


@given(st.lists(st.tuples(ENTRIES, st.sampled_from(WORLDS)), max_size=10))
def test_only_a_drive_that_its_own_label_named_is_ever_begun(events):
    """Drives come and go between the entries: of several, each was named by an entry while it was there."""
    state, before, named = BUSY, WORLDS[0], set()
    for text, here in events:
        state, before = flow.drives_seen(state, before, here), here
        at = flow.step(state, here)
        state, action = flow.typed(text, state, here)
        for offer in here.offers:
            serial = offer.drive.identity.serial.upper()
            if text and (serial == text or serial.endswith(text)):
                named.add(offer.drive.identity)
        if isinstance(action, Start):
            assert at in ("confirm", "loose")
            alone = len(here.offers) == 1 and text.startswith("C23-0412")
            assert alone or {plan.drive for plan, _ in action.drives} <= named
            assert "protected-ledger" not in str([plan.drive.node for plan, _ in action.drives])
            return


def test_a_drive_that_is_now_being_erased_is_none_that_went():
    """Its job has begun: « Les disques ont changé. Rien n'est effacé. » stood beside its work and result."""
    before = world(FIRST)
    state, _ = typed("C23-0412", BUSY, before)
    begun = world(FIRST, jobs=(job(),))
    assert flow.drives_seen(flow.jobs_seen(state, begun), before, begun).wrong is None
