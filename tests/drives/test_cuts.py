"""The power goes at thirty random moments of a firmware erase: no drive is locked in silence, no proof is
false."""

import random
from pathlib import Path

import pytest

from coordi_wipe.hardware import ata
from coordi_wipe.model.claim import claim
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.facts import AnyFact
from coordi_wipe.rehearsal.temper import Temper
from drives.jobs import Trial, plugged_again, trial
from drives.relay import Laboratory

WAYS: tuple[tuple[Medium, str], ...] = (
    ("ata-ssd", "ata-security-erase:enhanced"),
    ("nvme", "nvme-sanitize:block"),
    ("nvme", "nvme-format:ses-1"),
)
CUTS = [(*WAYS[seed % len(WAYS)], seed) for seed in range(30)]


class _CutError(Exception):
    """The power went."""


class _Cut:
    """Raises at a random fact, or at a random moment while the drive erases itself."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self._facts = chance.randrange(1, 9) if chance.random() < 0.5 else 0
        self._ticks = chance.randrange(1, 30)

    def on_fact(self, _: AnyFact) -> None:
        self._facts -= 1
        if self._facts == 0:
            raise _CutError

    def on_tick(self) -> None:
        self._ticks -= 1
        if self._ticks == 0 and self._facts <= 0:
            raise _CutError


def _cut(made: Trial, seed: int) -> None:
    cut = _Cut(seed)
    try:
        made.run(on_fact=cut.on_fact, on_tick=cut.on_tick)
    except _CutError:
        return


@pytest.mark.parametrize(("medium", "method", "seed"), CUTS)
def test_a_power_cut_leaves_nothing_unexplained(
    tmp_path: Path, medium: Medium, method: str, seed: int
) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    mood = Temper(seconds=40.0)
    with Laboratory(tmp_path / "before") as laboratory:
        made = trial(folder, laboratory, medium, mood, method=method)
        _cut(made, seed)
        so_far = claim(made.plan, made.facts)
        assert so_far.level == "none" or not made.bench.remains
    with Laboratory(tmp_path / "after") as laboratory:
        again = plugged_again(made, folder, laboratory, mood)
        if made.claim is not None:  # it was over before the power went
            return
        again.run()
        assert again.claim is not None
        assert again.claim.status == "sanitized"
        assert not again.bench.remains
        if medium == "ata-ssd":
            security = ata.security(laboratory.run("hdparm", "-I", "/dev/sda").stdout)
            assert security is not None
            assert not security.enabled
