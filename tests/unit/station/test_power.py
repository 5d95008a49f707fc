"""A laptop that may go out in the middle of a job begins none."""

import pytest

from coordi_wipe.model.drive import Identity
from coordi_wipe.model.errors import RefusedError
from coordi_wipe.model.machine import Battery, Machine
from coordi_wipe.model.plan import Plan
from coordi_wipe.station import power


def plans(medium="ata-hdd"):
    return [Plan(Identity("/dev/sda", 1, "M", "S", "", "", medium, "drive", 512, 512, 512), None, ())]


def laptop(mains, *percents):
    return Machine(mains=mains, batteries=tuple(Battery(f"BAT{n}", p) for n, p in enumerate(percents)))


@pytest.mark.parametrize(
    "machine", [Machine(), laptop(True, 31), laptop(True, 5, 80)], ids=["desktop", "charged", "two batteries"]
)
def test_enough_power(machine):
    power.check(machine, plans())


@pytest.mark.parametrize(
    ("machine", "code"),
    [
        (laptop(False, 100), "mains-unplugged"),
        (laptop(None, 100), "mains-unplugged"),
        (laptop(True, 30), "battery-low"),
        (laptop(True, 0, 12), "battery-low"),
    ],
)
def test_too_little_power(machine, code):
    with pytest.raises(RefusedError) as refusal:
        power.check(machine, plans())
    assert (refusal.value.reason.code, refusal.value.exit_code) == (code, 3)


def test_an_exercise_needs_no_mains():
    power.check(laptop(False, 5), plans("loop"))
