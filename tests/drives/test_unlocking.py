"""A drive left with our password by a power cut is opened wherever it reappears; another's stays closed."""

from pathlib import Path

import pytest

from coordi_wipe.hardware import ata_erase
from coordi_wipe.rehearsal.temper import Temper
from coordi_wipe.sanitize.firmware import Commands
from coordi_wipe.sanitize.unlocking import open_ours
from drives.ata import OURS, AtaDisk, Shape
from drives.cells import commands_of
from drives.machine import Clock
from drives.media import Media
from drives.relay import Laboratory
from drives.sat import SatUnit


def _plug(folder: Path, laboratory: Laboratory, temper: Temper) -> tuple[AtaDisk, Commands]:
    clock = Clock()
    media = Media(folder / "media", 8 << 20)
    laboratory.ends.callback(media.close)
    disk = AtaDisk(folder, media, Shape(), temper, clock=clock, asleep=clock.work)
    unit = SatUnit(disk)
    laboratory.scsi("sda", unit)
    return disk, commands_of(laboratory, clock, unit)


@pytest.mark.parametrize(
    ("temper", "opened", "set_still"),
    [
        (Temper(locked="ours"), "open", False),
        (Temper(locked="other"), "not-ours", True),
        (Temper(locked="ours", frozen=True), "frozen", True),
        (Temper(locked="ours", expired=True), "expired", True),
        (Temper(), "was-open", False),
    ],
)
def test_a_locked_drive(tmp_path: Path, temper: Temper, opened: str, *, set_still: bool) -> None:
    with Laboratory(tmp_path / "laboratory") as laboratory:
        disk, commands = _plug(tmp_path, laboratory, temper)
        assert open_ours(commands) == opened
        assert bool(disk.kept.password) == set_still


def test_another_persons_drive_keeps_its_tries(tmp_path: Path) -> None:
    with Laboratory(tmp_path / "laboratory") as laboratory:
        disk, commands = _plug(tmp_path, laboratory, Temper(locked="other"))
        open_ours(commands)
        assert disk.tries >= 3  # five wrong ones close it until its power goes


def test_the_laboratory_knows_the_documented_password() -> None:
    assert ata_erase.OURS.encode() == OURS


def test_a_cut_between_password_and_erase_is_repaired_on_another_pc(tmp_path: Path) -> None:
    with Laboratory(tmp_path / "one") as laboratory:
        disk, commands = _plug(tmp_path, laboratory, Temper())
        commands.run(ata_erase.set_password(commands.node))
        assert disk.kept.password
    with Laboratory(tmp_path / "other") as laboratory:  # the power is gone; the drive's own state is kept
        again, commands = _plug(tmp_path, laboratory, Temper())
        assert again.locked
        assert open_ours(commands) == "open"
        assert not again.kept.password
