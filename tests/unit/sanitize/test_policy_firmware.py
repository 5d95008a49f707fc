"""The firmware rows of the decision table: the strongest first, a reason for each way that is not taken."""

import pytest
from msgspec import structs
from unit.model.stories import DRIVE

from coordi_wipe.messages.sentences import sentence
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Ability, Drive
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.sanitize import policy
from coordi_wipe.sanitize.table import ONLY_BY_NAME, WAYS

ALL = {
    medium: tuple(Ability(*way) for way in (*ways, *ONLY_BY_NAME.get(medium, ())))
    for medium, ways in WAYS.items()
}


def drive(medium, *abilities, **more):
    identity = structs.replace(DRIVE, medium=medium, model=more.pop("model", DRIVE.model))
    return Drive(identity, "sata", abilities=abilities or ALL[medium], **more)


def steps(plan):
    return [(step.technique, step.scheme) for step in plan.steps]


@pytest.mark.parametrize("medium", WAYS)
def test_all_that_a_drive_can_do_best_first_and_the_overwrite_last(medium):
    plan = policy.plan(drive(medium))
    assert steps(plan) == [*WAYS[medium], ("overwrite", "nist-clear")]
    levels = [step.level for step in plan.steps]
    assert levels == sorted(levels, key=("purge", "clear").index)
    assert {reason.code for reason in plan.rejected} <= {"technique-gains-nothing"}


@pytest.mark.parametrize("medium", WAYS)
def test_a_drive_that_can_do_nothing_is_overwritten_and_each_way_has_its_reason(medium):
    bare = structs.replace(drive(medium), abilities=())
    plan = policy.plan(bare)
    assert steps(plan) == [("overwrite", "nist-clear")]
    assert len(plan.rejected) == len(WAYS[medium]) + len(ONLY_BY_NAME.get(medium, ()))
    for reason in plan.rejected:
        assert reason.code not in sentence(reason)
        assert str(reason.args["technique"]) not in sentence(reason)


@pytest.mark.parametrize("hindrance", ["frozen", "expired", "enabled", "over-usb"])
def test_what_is_hindered_is_left_out_with_the_reason(hindrance):
    able = [structs.replace(one, hindrance=hindrance) for one in ALL["ata-ssd"]]
    plan = policy.plan(drive("ata-ssd", *able))
    assert steps(plan) == [("overwrite", "nist-clear")]
    assert {reason.code for reason in plan.rejected} == {f"technique-{hindrance}"}


def test_a_level_that_only_firmware_gives_may_be_asked_for():
    assert steps(policy.plan(drive("nvme"), "purge"))[0] == ("nvme-sanitize", "crypto+block")
    with pytest.raises(RefusedError) as refused:
        policy.plan(structs.replace(drive("nvme"), abilities=()), "purge")
    assert refused.value.reason.code == "level-out-of-reach"


def test_a_hidden_area_is_out_of_an_overwrites_reach_and_not_of_the_firmwares():
    hides = (Reason("hidden-area", {"visible": 1, "native": 2}),)
    plan = policy.plan(drive("ata-hdd", notes=hides))
    assert ("overwrite", "nist-clear") not in steps(plan)
    with pytest.raises(RefusedError) as refused:
        policy.plan(structs.replace(drive("ata-hdd", notes=hides), abilities=()))
    assert refused.value.reason.code == "no-level-possible"


@pytest.mark.parametrize("medium", ["ata-hdd", "ata-ssd"])
def test_a_locked_drive_is_tried_with_our_password_and_nothing_else(medium):
    locked = [structs.replace(one, hindrance="locked") for one in ALL[medium]]
    plan = policy.plan(drive(medium, *locked, notes=(Reason("ata-locked"),)))
    assert steps(plan) == [("ata-security-erase", "enhanced"), ("ata-security-erase", "normal")]
    assert "ata-locked" not in {note.code for note in plan.notes}


def test_a_locked_drive_that_the_pc_froze_is_refused():
    frozen = [structs.replace(one, hindrance="frozen") for one in ALL["ata-ssd"]]
    with pytest.raises(RefusedError) as refused:
        policy.plan(drive("ata-ssd", *frozen, notes=(Reason("ata-locked"),)))
    assert (refused.value.reason.code, refused.value.reason.args["why"]) == (
        "no-level-possible",
        "ata-locked",
    )


def test_a_drive_that_is_known_never_to_end_is_not_asked_unless_by_name():
    intel = drive("nvme", model="INTEL SSDPEKNW512G8")
    assert {technique for technique, _ in steps(policy.plan(intel))} == {"nvme-format", "overwrite"}
    assert steps(policy.plan(intel, method="nvme-sanitize:block")) == [("nvme-sanitize", "block")]


@pytest.mark.parametrize(
    ("medium", "method", "first"),
    [
        ("nvme", "nvme-format", ("nvme-format", "ses-2")),
        ("nvme", "nvme-sanitize", ("nvme-sanitize", "crypto+block")),
        ("ata-hdd", "ata-sanitize", ("ata-sanitize", "overwrite")),
        ("ata-hdd", "ata-security-erase", ("ata-security-erase", "enhanced")),
        ("ata-hdd", "ata-security-erase:normal", ("ata-security-erase", "normal")),
        ("emmc", "emmc-sanitize", ("emmc-sanitize", "erase+sanitize")),
    ],
)
def test_a_technique_by_its_name_is_the_only_step(medium, method, first):
    assert steps(policy.plan(drive(medium), method=method)) == [first]


def test_a_technique_that_this_drive_has_not_is_refused_with_the_reason():
    with pytest.raises(RefusedError) as refused:
        policy.plan(drive("ata-ssd"), method="nvme-format")
    assert (refused.value.reason.code, refused.value.reason.args["why"]) == (
        "technique-not-possible",
        "technique-absent",
    )
    frozen = [structs.replace(one, hindrance="frozen") for one in ALL["ata-ssd"]]
    with pytest.raises(RefusedError) as hindered:
        policy.plan(drive("ata-ssd", *frozen), method="ata-security-erase")
    assert hindered.value.reason.args["why"] == "technique-frozen"


def test_a_scheme_asks_for_no_firmware():
    assert steps(policy.plan(drive("nvme"), method="zero")) == [("overwrite", "zero")]


def test_a_technique_that_nobody_knows_is_told_which_there_are():
    with pytest.raises(UsageError) as wrong:
        policy.plan(drive("nvme"), method="nvme-secure")
    assert "nvme-format" in str(wrong.value.reason.args["known"])


@pytest.mark.parametrize("medium", ["usb-disk", "usb-flash", "usb-nvme", "sd", "virtual"])
def test_other_media_are_asked_for_nothing(medium):
    plan = policy.plan(structs.replace(drive("nvme"), identity=structs.replace(DRIVE, medium=medium)))
    assert {step.technique for step in plan.steps} == {"overwrite"}
    assert plan.rejected == ()
