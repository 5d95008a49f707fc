"""Hidden sectors are brought back by the real hdparm, and a drive that keeps them is found out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coordi_wipe.rehearsal.temper import Temper
from coordi_wipe.sanitize.firmware import Commands, FailedError
from coordi_wipe.sanitize.hidden import Hidden, hidden, uncover
from drives.ata import AtaDisk
from drives.ata_pages import Shape
from drives.cells import commands_of
from drives.machine import Clock
from drives.media import Media
from drives.relay import Laboratory
from drives.sat import SatUnit

SIZE = 8 << 20
ALL = SIZE // 512
MOST = ALL * 3 // 4

HPA = Shape(hides="hpa", rotation=7200)
AMA = Shape(hides="ama")
BOTH = Shape(hides="hpa", overlay=True, rotation=7200)


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[Callable[[Shape, Temper], tuple[AtaDisk, Commands]]]:
    with Laboratory(tmp_path / "laboratory") as laboratory:

        def plug(shape: Shape, temper: Temper) -> tuple[AtaDisk, Commands]:
            clock = Clock()
            media = Media(tmp_path / "media", SIZE)
            laboratory.ends.callback(media.close)
            disk = AtaDisk(tmp_path, media, shape, temper, clock=clock, asleep=clock.work)
            unit = SatUnit(disk)
            laboratory.scsi("sda", unit)
            return disk, commands_of(laboratory, clock, unit)

        yield plug


Plug = Callable[[Shape, Temper], tuple[AtaDisk, Commands]]


@pytest.mark.parametrize(
    ("shape", "temper"),
    [
        pytest.param(HPA, Temper(hidden=0.25), id="host protected area"),
        pytest.param(AMA, Temper(hidden=0.25), id="accessible maximum address"),
        pytest.param(BOTH, Temper(overlay=0.25), id="device configuration overlay"),
        pytest.param(BOTH, Temper(overlay=0.25, hidden=0.5), id="one behind the other"),
    ],
)
def test_what_is_hidden_is_seen_and_brought_back(plugged: Plug, shape: Shape, temper: Temper) -> None:
    disk, commands = plugged(shape, temper)
    assert hidden(commands).sectors >= ALL // 4
    assert disk.sectors <= MOST
    found = uncover(commands)
    assert (found.sectors, disk.sectors) == (0, ALL)


def test_a_disk_that_hides_nothing_is_left_alone(plugged: Plug) -> None:
    _, commands = plugged(HPA, Temper())
    assert uncover(commands) == Hidden(ALL, ALL, None)


def test_one_that_says_yes_and_stays_is_found_out(plugged: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, commands = plugged(HPA, Temper(hidden=0.25))
    monkeypatch.setattr(disk, "keep", lambda: setattr(disk.kept, "visible", MOST))
    with pytest.raises(FailedError) as failed:
        uncover(commands)
    assert failed.value.code == "hidden-area-stays"
    assert failed.value.args_of_reason["sectors"] == ALL - MOST


def test_an_accessible_maximum_takes_one_change_a_power_cycle(plugged: Plug) -> None:
    disk, commands = plugged(AMA, Temper(hidden=0.25))
    disk.amax_set = True  # somebody changed it since the power came
    with pytest.raises(FailedError, match="hidden-area-stays"):
        uncover(commands)
    disk.plug()
    assert uncover(commands).sectors == 0
