"""A drive whose firmware lives in another process answers over its line as it would here."""

from pathlib import Path

import pytest

from coordi_wipe.rehearsal.temper import Temper
from drives.ata import AtaDisk
from drives.ata_pages import Shape
from drives.erasing import DeadError
from drives.machine import Clock, ScsiBlock
from drives.media import Media
from drives.remote import RemoteUnit, Served
from drives.sat import SatUnit

SIZE = 1 << 20
IDENTIFY = bytes((0x85, 0x08, 0x0E, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xEC, 0))


def _unit(folder: Path, temper: Temper) -> tuple[SatUnit, Clock]:
    clock = Clock()
    media = Media(folder / "media", SIZE)
    return SatUnit(AtaDisk(folder, media, Shape(), temper, clock=clock, asleep=clock.work)), clock


def test_commands_data_and_sense_pass(tmp_path: Path) -> None:
    unit, _ = _unit(tmp_path, Temper())
    with Served(unit) as served:
        there = RemoteUnit("127.0.0.1", served.port)
        assert (there.blocks, there.looks.logical) == (SIZE // 512, 512)
        assert there.execute(IDENTIFY, b"") == unit.execute(IDENTIFY, b"")
        letter = b"une lettre".ljust(512, b".")
        there.execute(bytes((0x2A, 0, 0, 0, 0, 7, 0, 0, 1, 0)), letter)
        assert ScsiBlock(unit).read(7 * 512, seen := memoryview(bytearray(512))) == 512
        assert bytes(seen) == letter
        beyond = there.execute(bytes((0x28, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0)), b"")
        assert (beyond.status, beyond.sense[2]) == (2, 5)


def test_one_that_died_answers_no_more(tmp_path: Path) -> None:
    unit, clock = _unit(tmp_path, Temper(dies_at=0.3))
    with Served(unit) as served:
        there = RemoteUnit("127.0.0.1", served.port)
        unit.disk.erasing.start("sanitize-block")
        clock.work(100)
        with pytest.raises(DeadError):
            there.execute(IDENTIFY, b"")
