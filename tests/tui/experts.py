"""The expert's table over a recorded machine, or over this test's drives, without anybody watching."""

import time
from contextlib import asynccontextmanager
from pathlib import Path

import faces
from msgspec.structs import replace

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.replay import ReplayHost
from coordi_wipe.station.station import Station
from coordi_wipe.tui import look
from coordi_wipe.tui.app import CoordiWipe

MACHINES = Path(__file__).resolve().parents[1] / "machines"
EVERY = sorted(path.parent.name for path in MACHINES.glob("*/calls.jsonl"))


class Recorded(ReplayHost):
    """A recorded machine whose drives hold a pattern, and on which the test's own folders are."""

    peeked = ()

    def facts(self, about):
        return {"real": about[5:]} if about.startswith("file:/tmp/") else super().facts(about)

    def peek(self, identity, offset, length):
        self.peeked = (*self.peeked, (identity.node, offset, length))
        return bytes((offset // 512 + at) & 255 for at in range(length))


class Unwatched(CoordiWipe):
    """The program, looking once."""

    def start_watching(self):
        """Nobody looks at drives or jobs."""


def recorded(machine):
    """A station on this recorded machine, in this test's home."""
    return Station(Recorded.from_folder(MACHINES / machine))


def here():
    """A station on this machine, in this test's home."""
    return Station(LinuxHost.from_environment())


class Expert(faces.Pilot):
    """A person at the table."""

    @property
    def pane(self):
        return self.app.screen._pane

    async def move(self, *keys):
        for key in keys:
            await self._press(key)

    async def through(self, holds):
        """Waits until this holds."""
        end = time.monotonic() + faces.PATIENCE
        while not holds():
            await self._pilot.pause()
            assert time.monotonic() < end


@asynccontextmanager
async def table(station, *named, size=(80, 24), **world):
    """The table, open."""
    app = Unwatched(station, named)
    machine, offers, _ = look.drives(station, named)
    app.world = replace(app.world, looked=True, machine=machine, offers=offers, **world)
    async with app.run_test(size=size) as pilot:
        face = Expert(app, pilot)
        await face.press("f9")
        yield face
