"""What the first screen is told of this stick: who signs, and that nothing signs for real in a made-up PC."""

from types import SimpleNamespace

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


def test_a_drive_is_looked_at_again_once_udev_knows_who_it_is():
    """The kernel shows a drive that was plugged in before udev has asked it for its number."""
    files = {
        "/sys/block/sdb/diskseq": b"12\n",
        "/sys/block/sdb/size": b"49152\n",
        "/sys/block/sdb/dev": b"8:16\n",
        "/proc/self/mountinfo": b"",
        "/proc/swaps": b"",
    }

    class Host:
        def list(self, _path):
            return ["sdb"]

        def read(self, path):
            if path not in files:
                raise FileNotFoundError(path)
            return files[path]

    station = SimpleNamespace(host=Host(), machine=Machine)
    before = look.plugged(station)
    assert look.plugged(station) == before
    files["/run/udev/data/b8:16"] = b"E:ID_SERIAL_SHORT=USB0B1C3D\n"
    assert look.plugged(station) != before
