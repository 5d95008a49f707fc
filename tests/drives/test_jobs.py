"""Whole jobs on simulated drives: the strongest way first, the next when one fails, and a true claim."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coordi_wipe.hardware import ata_erase
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.facts import AnyFact, Began, Marked, Noted, Planted, Ran, Wrote
from coordi_wipe.model.fingerprint import decode
from coordi_wipe.rehearsal import temper
from coordi_wipe.rehearsal.temper import HONEST, Temper
from coordi_wipe.sanitize.control import Terminated
from coordi_wipe.sanitize.unlocking import SET_NEXT
from drives.ata import OURS
from drives.jobs import Trial, plugged_again, trial
from drives.nvme import Form
from drives.relay import Laboratory

BEST: dict[Medium, tuple[str, str]] = {
    "ata-hdd": ("ata-sanitize", "overwrite"),
    "ata-ssd": ("ata-sanitize", "crypto+block"),
    "nvme": ("nvme-sanitize", "crypto+block"),
    "scsi-hdd": ("scsi-sanitize", "overwrite"),
    "scsi-ssd": ("scsi-sanitize", "crypto+block"),
    "emmc": ("emmc-sanitize", "erase+sanitize"),
}
PAIRS = [(medium, name) for medium in BEST for name in temper.names()]


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[Laboratory]:
    (tmp_path / "drive").mkdir()
    with Laboratory(tmp_path / "laboratory") as made:
        yield made


def _trial(tmp_path: Path, laboratory: Laboratory, medium: Medium, mood: Temper, **more: object) -> Trial:
    return trial(tmp_path / "drive", laboratory, medium, mood, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("medium", BEST)
def test_an_obedient_drive_erases_itself_the_strongest_way(
    tmp_path: Path, laboratory: Laboratory, medium: Medium
) -> None:
    done = _trial(tmp_path, laboratory, medium, HONEST).run()
    first = done.plan.steps[0]
    assert (first.technique, first.scheme) == BEST[medium]
    assert done.claim is not None
    assert (done.claim.status, done.claim.level) == ("sanitized", "purge")
    assert not done.bench.remains
    assert not done.bench.remains_in_spare
    assert "firmware" in done.stages
    assert not done.of(Wrote)
    assert len(done.of(Planted)) == (2 if first.scheme == "crypto+block" else 1)
    assert len(done.of(Marked)) == 1
    assert decode(done.bench.medium[0].read(0, 512)) is not None


@pytest.mark.parametrize("medium", BEST)
def test_a_liar_is_overwritten_in_the_end(tmp_path: Path, laboratory: Laboratory, medium: Medium) -> None:
    """Each way that was tried is told, and only what the overwrite reaches is claimed."""
    done = _trial(tmp_path, laboratory, medium, temper.named("liar")).run()
    assert done.claim is not None
    assert (done.claim.level, done.claim.technique) == ("clear", "overwrite")
    assert not done.bench.remains
    assert done.bench.remains_in_spare
    failures = [fact.reason for fact in done.of(Noted) if fact.reason.code == "technique-failed"]  # type: ignore[attr-defined]
    assert [one.args["why"] for one in failures] == ["firmware-left-data"] * (len(done.plan.steps) - 1)


@pytest.mark.parametrize("name", ["liar", "refuses"])
def test_where_purge_was_asked_for_a_lesser_end_is_an_exception(
    tmp_path: Path, laboratory: Laboratory, name: str
) -> None:
    done = _trial(tmp_path, laboratory, "nvme", temper.named(name), wanted="purge").run()
    assert done.claim is not None
    assert (done.claim.status, done.claim.level) == ("sanitized_with_exceptions", "clear")
    assert done.reason == "level-below-asked"


@pytest.mark.parametrize(("medium", "name"), PAIRS)
def test_whatever_the_drive_does_the_claim_is_true(
    tmp_path: Path, laboratory: Laboratory, medium: Medium, name: str
) -> None:
    mood = temper.named(name)
    if medium.startswith("ata") and mood.locked and (mood.frozen or mood.expired):
        return  # refused: test_policy_firmware.py
    made = _trial(tmp_path, laboratory, medium, mood)
    done = made.run()
    assert done.claim is not None
    if done.claim.level != "none":
        assert not done.bench.remains
    if done.claim.level == "purge" and temper.named(name).reach != "mapped":
        assert not done.bench.remains_in_spare
    if done.claim.level == "none":
        assert done.reason
        assert done.claim.status in ("failed", "refused")


class _CutError(Exception):
    """The power went."""


@pytest.mark.parametrize("medium", BEST)
@pytest.mark.parametrize("after", range(1, 12))
def test_a_cut_after_any_fact_is_gone_on_with(
    tmp_path: Path, laboratory: Laboratory, medium: Medium, after: int
) -> None:
    made = _trial(tmp_path, laboratory, medium, HONEST)

    def cut(_: AnyFact) -> None:
        if len(made.facts) == after:
            raise _CutError

    try:
        made.run(on_fact=cut)
    except _CutError:
        made.run()
    assert made.claim is not None
    assert (made.claim.status, made.claim.level) == ("sanitized", "purge")
    assert not made.bench.remains


def test_a_drive_that_a_power_cut_left_with_our_password(tmp_path: Path, laboratory: Laboratory) -> None:
    """On any PC: the plan is a security erase, whose first act is to open it."""
    done = _trial(tmp_path, laboratory, "ata-ssd", temper.named("locked-ours")).run()
    assert {step.technique for step in done.plan.steps} == {"ata-security-erase"}
    assert done.claim is not None
    assert (done.claim.status, done.claim.level) == ("sanitized", "clear")
    assert not done.bench.remains


def test_a_drive_with_another_password_is_left_as_it_is(tmp_path: Path, laboratory: Laboratory) -> None:
    done = _trial(tmp_path, laboratory, "ata-ssd", temper.named("locked-other")).run()
    assert done.claim is not None
    assert (done.claim.status, done.reason) == ("refused", "security-locked")
    assert done.bench.remains


def test_a_command_line_names_its_technique(tmp_path: Path, laboratory: Laboratory) -> None:
    done = _trial(tmp_path, laboratory, "ata-hdd", HONEST, method="ata-security-erase:enhanced").run()
    assert [step.technique for step in done.plan.steps] == ["ata-security-erase"]
    assert done.claim is not None
    assert (done.claim.status, done.claim.level) == ("sanitized", "clear")
    assert any(OURS.decode() in fact.argv for fact in done.of(Ran))  # type: ignore[attr-defined]


def test_a_drive_that_never_ends_is_not_tried_again(tmp_path: Path, laboratory: Laboratory) -> None:
    """Intel 660p (SANITIZATION.md, story 1): not chosen; forced, it is given up within its patience."""
    model = "INTEL SSDPEKNW512G8"
    planned = _trial(tmp_path, laboratory, "nvme", temper.named("never-ends"), model=model)
    assert "nvme-sanitize" not in {step.technique for step in planned.plan.steps}
    assert "technique-known-bad" in {reason.code for reason in planned.plan.rejected}
    (tmp_path / "again").mkdir()
    with Laboratory(tmp_path / "another") as another:
        forced = trial(
            tmp_path / "again",
            another,
            "nvme",
            temper.named("never-ends"),
            method="nvme-sanitize:block",
            model=model,
        ).run()
    assert forced.claim is not None
    assert (forced.claim.status, forced.reason) == ("failed", "firmware-never-ends")


def test_a_format_that_the_pc_blocks_leaves_the_overwrite(tmp_path: Path, laboratory: Laboratory) -> None:
    """SK hynix PC601 (SANITIZATION.md, story 2), without a sleep: Clear, and the reason is on the paper."""
    form = Form(model="PC601 NVMe SK hynix 512GB", sanitize=frozenset())
    done = _trial(tmp_path, laboratory, "nvme", temper.named("frozen"), form=form).run()
    assert [step.technique for step in done.plan.steps] == ["nvme-format", "nvme-format", "overwrite"]
    assert done.claim is not None
    assert (done.claim.status, done.claim.level, done.claim.technique) == ("sanitized", "clear", "overwrite")
    reasons = [fact.reason.args for fact in done.of(Noted) if fact.reason.code == "technique-failed"]  # type: ignore[attr-defined]
    assert [args["why"] for args in reasons] == ["format-refused"] * 2


def test_a_drive_that_keeps_our_password_ends_red_and_says_which(
    tmp_path: Path, laboratory: Laboratory
) -> None:
    """It would be locked at its next start: nothing that works afterwards may hide that."""
    made = _trial(tmp_path, laboratory, "ata-hdd", temper.named("dies"), method="ata-security-erase")
    done = made.run()
    assert done.claim is not None
    assert done.claim.status == "failed"
    assert done.reason in ("password-left", "drive-vanished")


def test_what_may_hold_our_password_is_opened_before_anything_else(
    tmp_path: Path, laboratory: Laboratory
) -> None:
    made = _trial(tmp_path, laboratory, "ata-ssd", HONEST, method="ata-security-erase")

    def cut(fact: AnyFact) -> None:
        if getattr(fact, "status", "") == SET_NEXT:
            raise _CutError

    with pytest.raises(_CutError):
        made.run(on_fact=cut)
    made.bench.claimed.run(ata_erase.set_password("/dev/sda"), timeout=9)  # it was sent before the power went
    with Laboratory(tmp_path / "frozen") as another:
        frozen = plugged_again(made, tmp_path / "drive", another, Temper(frozen=True))
        with pytest.raises(RefusedError) as waits:
            frozen.run()
        assert waits.value.reason.code == "password-left"
    with Laboratory(tmp_path / "free") as free:
        again = plugged_again(frozen, tmp_path / "drive", free).run()
        assert again.claim is not None
        assert again.claim.status == "sanitized"


def test_work_that_is_asked_to_stop_stops_while_a_drive_erases_itself(
    tmp_path: Path, laboratory: Laboratory
) -> None:
    made = _trial(tmp_path, laboratory, "nvme", Temper(seconds=3600.0))

    def stop(fact: AnyFact) -> None:
        if getattr(fact, "state", "") == "running":
            raise Terminated

    with pytest.raises(Terminated):
        made.run(on_fact=stop)
    assert made.run().claim is not None
    assert made.claim is not None
    assert made.claim.status == "sanitized"
    assert len(made.of(Began)) == 2
