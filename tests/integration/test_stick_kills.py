"""A first boot killed at random moments, programs and all: the next one finishes it."""

import os
import random
import signal
import time
from pathlib import Path

import live_sticks
import pytest
from live_sticks import DUMMY, MIB, SYSTEM, Machine, boot, written
from plugins.guard import shared_memory

from coordi_wipe.hardware.stick import opening
from coordi_wipe.hardware.writing import gpt

pytestmark = pytest.mark.root
SIZE = 48 * MIB


@pytest.fixture
def stick():
    path = Path(shared_memory() + "killed.img")
    yield written(path, SIZE)
    path.unlink()


def opened_in_a_group_of_its_own(machine):
    """The process that does it, and the moment at which it began."""
    started, ready = os.pipe()
    process = os.fork()
    if not process:
        os.setpgid(0, 0)
        os.write(ready, b"!")
        try:
            opening.boot(machine.paths)
        finally:
            os._exit(0)
    os.read(started, 1)
    for end in (started, ready):
        os.close(end)
    return process, time.monotonic()


@pytest.mark.parametrize("kills", [10, pytest.param(40, marks=pytest.mark.slow)])
def test_killed_at_random_moments(kills, stick, tmp_path):
    machine, chance, unfinished = Machine(tmp_path / "pc"), random.Random(kills), 0
    process, began = opened_in_a_group_of_its_own(plugged_in(machine, stick))
    os.waitpid(process, 0)
    long = time.monotonic() - began
    for _ in range(kills):
        written(stick, SIZE)
        before = head(stick)
        process, _ = opened_in_a_group_of_its_own(plugged_in(machine, stick))
        time.sleep(chance.random() * long)
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        machine.off()
        left = head(stick)
        found = gpt.first(lambda offset, length, left=left: left[offset : offset + length])
        unfinished += "coordi-data" not in {part.name for part in found.parts.values()}
        assert left[34 * 512 :] == before[34 * 512 :]
        assert left[462:478] == DUMMY
        machine.line_names(stick)
        assert boot(machine, stick)[0].state == "ready"
        machine.off()
        after = head(stick)
        assert after[34 * 512 :] == before[34 * 512 :]
        assert live_sticks.files(stick, "/") == {"lost+found", "home", "config"}
    assert 0 < unfinished < kills


def plugged_in(machine, stick):
    machine.off()
    machine.plug(stick)
    machine.line_names(stick)
    return machine


def head(stick):
    """The table, and partitions 1 to 4."""
    with stick.open("rb") as file:
        return file.read(SYSTEM)
