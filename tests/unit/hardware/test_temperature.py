"""How warm a drive is: SATA and NVMe thermometers, none at all, and answers that are none."""

import errno

import pytest

from coordi_wipe.hardware.temperature import Warmth, reader
from coordi_wipe.model.drive import Identity

SATA = "/sys/class/block/sda/device/hwmon/hwmon3"
NVME = "/sys/class/block/nvme0n1/device/hwmon2"


class Machine:
    """Files under /sys, and nothing else."""

    def __init__(self, files):
        self._files = files

    def read(self, path):
        if path not in self._files:
            raise OSError(errno.ENOENT, "no such file", path)
        return self._files[path]

    def list(self, path):
        found = {p[len(path) + 1 :].split("/")[0] for p in self._files if p.startswith(f"{path}/")}
        if not found:
            raise OSError(errno.ENOENT, "no such folder", path)
        return sorted(found)


def warmth(node, files):
    return reader(Machine(files), Identity(node, 1, "", "", "", "", "ata-hdd", "drive", 512, 512, 512))()


@pytest.mark.parametrize(("node", "place"), [("/dev/sda", SATA), ("/dev/nvme0n1", NVME)])
def test_a_drive_with_a_thermometer(node, place):
    files = {f"{place}/temp1_input": b"61500\n", f"{place}/temp1_max": b"60000\n"}
    assert warmth(node, files) == Warmth(62, 60)
    assert warmth(node, files).too_hot
    assert not warmth(node, files | {f"{place}/temp1_input": b"59000\n"}).too_hot


def test_without_a_warning_of_its_own_it_is_never_too_hot():
    assert warmth("/dev/sda", {f"{SATA}/temp1_input": b"90000\n"}) == Warmth(90, None)
    assert not Warmth(90, None).too_hot


@pytest.mark.parametrize("files", [{}, {f"{SATA}/name": b"drivetemp\n"}, {f"{SATA}/temp1_input": b"rubbish"}])
def test_no_thermometer_and_no_answer_say_nothing(files):
    assert warmth("/dev/sda", files) is None
