"""A stick whose workers end with the test, a PC that a stick boots, block devices that take their time."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from live_sticks import Machine
from plugins.drives import Drive, allow
from workers import Stick

from coordi_wipe.rehearsal import sentinel
from coordi_wipe.rehearsal.character import Character
from coordi_wipe.rehearsal.disposable import disposable
from coordi_wipe.rehearsal.host import RehearsalHost


@pytest.fixture
def stick(tmp_path):
    here = Stick(tmp_path)
    yield here
    here.kill_all()


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "pc")
    yield made
    made.off()


@pytest.fixture
def faulty_drive(tmp_path):
    """Loop devices over a disk of some character: `faulty_drive(64 << 20, rate=30e6)`; sizes in bytes."""
    host = RehearsalHost()
    with ExitStack() as stack:

        def make(size, *, sector=512, **faults):
            place = tmp_path / f"faulty-{len(list(tmp_path.glob('faulty-*')))}"
            place.mkdir()
            character = Character(("sanitized",), **faults)
            made = stack.enter_context(
                disposable(host, place, "drive", size, character=character, sector=sector, kind="loop")
            )
            allow(made.node)
            return Drive(made.node, Path(made.backing), size, sector, sentinel.MARK)

        yield make
