"""What the first screen is told of this stick: who signs, and that nothing signs for real in a made-up PC."""

import pytest

from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.messages import catalogue
from coordi_wipe.model.machine import Machine
from coordi_wipe.station import custody
from coordi_wipe.station.station import Station
from coordi_wipe.tui import look
from coordi_wipe.tui.pages.before import custody_rows
from coordi_wipe.tui.world import World

ROOT = root_key.root(bytes(32), "Co'Ordi")
WORDS = "réaliser défrayer magenta saluer peuple"


class Here(Station):
    """A station on this machine, real or made up."""

    hypervisor = ""

    def machine(self):
        return Machine(virtual=self.hypervisor)


def first(tmp_path, *, hypervisor, allowed):
    """What the first screen says of an opened stick."""
    catalogue.use("fr")
    home, run = tmp_path / "home", tmp_path / "run"
    stick_key.put(home / "authority", ROOT, "Clé 07", WORDS, virtual=allowed, cost=Cost(8, 1, 1))
    custody.unlock(home, run, WORDS)
    station = Here(LinuxHost(frozenset()), home, run)
    station.hypervisor = hypervisor
    (row,) = custody_rows(World(stick=look.stick(station, (), ())))
    return row


@pytest.mark.parametrize(("hypervisor", "allowed"), [("kvm", False), ("unknown", False)])
def test_a_virtual_machine_rehearses_and_says_so_in_words(tmp_path, hypervisor, allowed):
    row = first(tmp_path, hypervisor=hypervisor, allowed=allowed)
    assert row.tone == "amber"
    assert "RÉPÉTITION\u00a0: c'est une machine virtuelle" in row.value


@pytest.mark.parametrize(("hypervisor", "allowed"), [("", False), ("kvm", True)])
def test_where_the_stick_may_sign_it_says_for_how_long(tmp_path, hypervisor, allowed):
    row = first(tmp_path, hypervisor=hypervisor, allowed=allowed)
    assert (row.tone, "RÉPÉTITION" in row.value) == ("good", False)
