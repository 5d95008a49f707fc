"""A first boot killed at random moments, programs and all: the next one finishes it."""

import os
import random
import signal
import time
from pathlib import Path

import live_sticks
import pytest
from live_sticks import DUMMY, MIB, SYSTEM, boot, written
from plugins.guard import shared_memory
from workers import until

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
def test_killed_at_random_moments(kills, stick, machine):
    chance, unfinished = random.Random(kills), 0
    process, began = opened_in_a_group_of_its_own(plugged_in(machine, stick))
    os.waitpid(process, 0)
    long = time.monotonic() - began
    for number in range(kills):
        written(stick, SIZE)
        before = head(stick)
        process, _ = opened_in_a_group_of_its_own(plugged_in(machine, stick))
        time.sleep(chance.random() * long if number else 0)
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        until(lambda process=process: nobody_in(process), "mkfs or mount has ended too")
        machine.off()
        left = head(stick)
        found = gpt.first(lambda offset, length, left=left: left[offset : offset + length])
        cut = "coordi-data" not in {part.name for part in found.parts.values()}
        unfinished += cut
        long *= 1.2 if cut else 0.8  # however busy this machine is: moments before and behind the end
        assert left[34 * 512 :] == before[34 * 512 :]
        assert left[462:478] == DUMMY
        machine.line_names(stick)
        assert boot(machine, stick)[0].state == "ready"
        machine.off()
        after = head(stick)
        assert after[34 * 512 :] == before[34 * 512 :]
        assert live_sticks.files(stick, "/") == {"lost+found", "home", "config"}
    assert unfinished > 0


def plugged_in(machine, stick):
    machine.off()
    machine.plug(stick)
    machine.line_names(stick)
    return machine


def nobody_in(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def head(stick):
    """The table, and partitions 1 to 4."""
    with stick.open("rb") as file:
        return file.read(SYSTEM)
