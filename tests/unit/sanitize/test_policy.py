"""The decision table: every medium, method and level has its plan or the reason why there is none."""

import random
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from plugins.properties import examples

from coordi_wipe.model.base import LEVELS, Level, Reason
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Drive, Identity, Medium
from coordi_wipe.model.errors import CoordiWipeError, RefusedError, UsageError
from coordi_wipe.model.facts import Began, Ended, Read, Wrote
from coordi_wipe.model.levels import OVERWRITE
from coordi_wipe.model.notes import NOTES
from coordi_wipe.sanitize.policy import AUTO, plan
from coordi_wipe.sanitize.schemes import SCHEMES

MEDIA: tuple[Medium, ...] = get_args(Medium)
UNSUPPORTED = ("raid-volume", "unknown")
CARDS = ("sd", "usb-flash")
METHODS = (AUTO, OVERWRITE, *SCHEMES)
LOSSES = tuple(code for code, rule in NOTES.items() if rule.overwrite == "loss")


def drive(medium: Medium = "ata-hdd", **changes) -> Drive:
    rehearsal = medium in ("loop", "file")
    identity = Identity(
        node="/dev/sdz",
        diskseq=7,
        model="INVENTED",
        serial="" if rehearsal else "Z1F00001",
        wwn="",
        firmware="",
        medium=medium,
        source="none" if rehearsal else "drive",
        size=512 * 2000,
        logical=512,
        physical=4096,
    )
    own = {name: changes.pop(name) for name in tuple(changes) if hasattr(identity, name)}
    return Drive(replace(identity, **own), transport="sata", **changes)


def refused(*args, **kwargs) -> Reason:
    with pytest.raises(RefusedError) as found:
        plan(*args, **kwargs)
    return found.value.reason


# --- the table: medium × method × level -------------------------------------------------------------


@pytest.mark.parametrize("medium", [medium for medium in MEDIA if medium not in UNSUPPORTED])
@pytest.mark.parametrize("method", METHODS)
def test_every_medium_and_method(medium, method):
    passes = len(SCHEMES[method].patterns) if method in SCHEMES else 2 if medium in CARDS else 1
    if medium in CARDS and passes < 2:
        reason = refused(drive(medium), None, method)
        assert (reason.code, reason.args["passes"], reason.args["needed"]) == ("scheme-too-short", 1, 2)
        return
    if medium in CARDS and method in SCHEMES and not SCHEMES[method].patterns[-1].endswith("random"):
        assert refused(drive(medium), None, method).code == "scheme-ends-constant"
        return
    made = plan(drive(medium), None, method)
    (step,) = made.steps
    assert (step.technique, step.level, step.verify) == (OVERWRITE, "clear", "full")
    assert step.passes == len(step.patterns) == passes
    assert step.scheme == (method if method in SCHEMES else "flash" if medium in CARDS else "nist-clear")
    assert made.drive == drive(medium).identity
    assert plan(drive(medium), "clear", method).steps[0].level == "clear"


@pytest.mark.parametrize("medium", [medium for medium in MEDIA if medium not in UNSUPPORTED])
@pytest.mark.parametrize("method", [AUTO, "gutmann", "bsi-2011"])
def test_no_overwrite_is_a_purge(medium, method):
    reason = refused(drive(medium), "purge", method)
    assert (reason.code, reason.args["wanted"], reason.args["best"]) == (
        "level-out-of-reach",
        "purge",
        "clear",
    )


@pytest.mark.parametrize("medium", UNSUPPORTED)
@pytest.mark.parametrize("method", [AUTO, "zero"])
def test_what_cannot_be_judged_is_refused(medium, method):
    reason = refused(drive(medium), None, method)
    assert (reason.code, reason.args["medium"]) == ("drive-unsupported", f"medium.{medium}")


@pytest.mark.parametrize("size", [0, -1])
def test_a_drive_without_size_is_refused(size):
    assert refused(drive(size=size)).code == "drive-without-size"


@pytest.mark.parametrize("method", ["dod-4", "", "Zero", "nvme-sanitize", "scheme"])
def test_an_unknown_method_is_wrong_usage(method):
    with pytest.raises(UsageError) as found:
        plan(drive(), None, method)
    assert found.value.reason.code == "unknown-method"


def test_a_scheme_from_a_file_is_planned_as_it_says(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('name = "ours"\npatterns = ["aa", "random"]')
    (step,) = plan(drive(), "clear", str(path)).steps
    assert (step.scheme, step.patterns, step.level) == ("ours", ("aa", "random"), "clear")


def test_gutmann_is_drawn_for_each_plan():
    orders = {plan(drive(), None, "gutmann").steps[0].patterns for _ in range(5)}
    assert len(orders) == 5
    again = [plan(drive(), None, "gutmann", chance=random.Random(4)) for _ in range(2)]
    assert again[0] == again[1]


# --- notes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("medium", "codes"),
    [
        ("ata-hdd", set()),
        ("scsi-hdd", set()),
        ("virtual", set()),
        ("ata-sshd", {"hybrid-cache"}),
        ("ata-ssd", {"unreached-cells"}),
        ("nvme", {"unreached-cells"}),
        ("scsi-ssd", {"unreached-cells"}),
        ("emmc", {"unreached-cells"}),
        ("sd", {"unreached-cells"}),
        ("usb-flash", {"unreached-cells"}),
        ("usb-disk", {"unreached-cells"}),
        ("usb-nvme", {"unreached-cells"}),
        ("loop", {"disposable-drive"}),
        ("file", {"disposable-drive"}),
    ],
)
def test_what_an_overwrite_does_not_reach_is_noted(medium, codes):
    assert {note.code for note in plan(drive(medium)).notes} == codes


def test_a_virtual_machine_is_noted():
    assert [note.code for note in plan(drive(), virtual=True).notes] == ["virtual-machine"]


def test_notes_of_detection_are_kept_whole_and_once():
    seen = Reason("unreached-cells", {"cells": 3})
    notes = plan(drive("ata-ssd", notes=(seen, Reason("medium-in-doubt")))).notes
    assert sorted(note.code for note in notes) == ["medium-in-doubt", "unreached-cells"]
    assert seen in notes


@pytest.mark.parametrize("code", [*LOSSES, "a-note-of-tomorrow"])
def test_what_takes_every_level_away_is_refused_before_the_start(code):
    reason = refused(drive(notes=(Reason(code, {"bytes": 5}),)))
    assert (reason.code, reason.args["why"], reason.args["bytes"]) == ("no-level-possible", code, 5)


@pytest.mark.parametrize("code", [code for code, rule in NOTES.items() if rule.overwrite != "loss"])
def test_other_notes_leave_a_plan(code):
    assert Reason(code) in plan(drive(notes=(Reason(code),)), "clear").notes


# --- protection -------------------------------------------------------------------------------------


levels = st.sampled_from((None, *LEVELS))
reasons = st.builds(
    Reason,
    st.text("abcdefghij-", min_size=1, max_size=20),
    st.dictionaries(st.sampled_from(("node", "why", "path", "holder")), st.text(max_size=8), max_size=3),
)
drives = st.builds(
    drive,
    st.sampled_from(MEDIA),
    size=st.integers(-1, 1 << 45),
    logical=st.sampled_from((512, 4096)),
    physical=st.sampled_from((512, 4096)),
    source=st.sampled_from(("drive", "bridge", "none")),
    serial=st.sampled_from(("", "Z1")),
    removable=st.booleans(),
    protection=st.lists(reasons, max_size=3).map(tuple),
    notes=st.lists(st.builds(Reason, st.sampled_from((*NOTES, "of-tomorrow"))), max_size=3).map(tuple),
)


@given(drives, levels, st.sampled_from((*METHODS, "dod-4")), st.booleans())
@examples(400)
def test_a_protected_drive_never_gets_a_plan(found, wanted, method, virtual):
    if found.protection:
        reason = refused(found, wanted, method, virtual=virtual)
        assert (reason.code, reason.args["why"]) == ("drive-protected", found.protection[0].code)
        assert reason.args["node"] == found.identity.node
        return
    with suppress(CoordiWipeError):
        made = plan(found, wanted, method, virtual=virtual)
        assert made.drive == found.identity
        assert wanted is None or LEVELS.index(made.steps[0].level) >= LEVELS.index(wanted)


@given(drives, st.sampled_from(METHODS))
@examples(400)
def test_a_plan_promises_what_the_claim_will_grant(found, method):
    """Of a plan carried out to the letter the claim says the level that was planned, never less."""
    try:
        made = plan(replace(found, protection=()), "clear", method)
    except CoordiWipeError:
        return
    result = claim(made, _to_the_letter(made))
    assert result.status in ("sanitized", "sanitized_with_exceptions")
    assert result.level == "clear"


def _to_the_letter(made):
    at, size = ("2026-11-24T14:05:00Z", 100.0), made.drive.size
    again = replace(made.drive, diskseq=made.drive.diskseq + 1)
    (step,) = made.steps
    return (
        Began(*at, boot="b", drive=made.drive, offset=0),
        *(Wrote(*at, step=0, number=number, start=0, upto=size) for number in range(step.passes)),
        Began(*at, boot="b", drive=again, offset=size, number=step.passes - 1),
        Read(*at, step=0, kind="full", places=1, read=size, mismatches=0),
        Ended(*at, how="finished", drive=again),
    )


def test_the_levels_of_this_table_are_all_there_are():
    assert set(LEVELS) == set(get_args(Level))
