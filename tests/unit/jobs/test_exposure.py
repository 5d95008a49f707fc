"""The table of docs/image.md that says how far systemd shuts our units in: each unit, and its figure."""

import itertools
import re
import subprocess
from pathlib import Path

import pytest

from coordi_wipe.jobs.launch import unit

ROOT = Path(__file__).resolve().parents[3]
UNITS = ROOT / "live-build/includes/etc/systemd/system"
WORKER = "coordi-wipe-job-UUID.service"
ROW = re.compile(r"^\| `(\S+\.service)` \| ([\d.]+) [A-Z]+ \| ([\d.]+) [A-Z]+ \|", re.MULTILINE)
TABLE = {name: told for name, *told in ROW.findall((ROOT / "docs/image.md").read_text())}


def system():
    """This machine's systemd: its version, 0 without."""
    try:
        said = subprocess.run(
            ["systemd-analyze", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        return 0
    return int(said.split()[1])


@pytest.fixture
def files(tmp_path):
    """Our units as files: those of the image, and a worker's as it is composed."""
    log = Path("/run/coordi-wipe/jobs/UUID/worker.log")
    words = list(unit("UUID", "/dev/sda", log, {}, afterwards=[("/usr/bin/true",)]))
    properties = [value for word, value in itertools.pairwise(words) if word == "-p"]
    composed = tmp_path / WORKER
    composed.write_text("\n".join(["[Service]", *properties, "ExecStart=/usr/bin/true", ""]))
    return {path.name: path for path in (composed, *UNITS.glob("*.service"))}


def test_each_unit_has_its_row(files):
    assert TABLE.keys() == files.keys()
    assert len(files) == 6


@pytest.mark.skipif(system() not in (252, 257), reason="no systemd of which the table tells")
def test_the_figures_are_what_systemd_says(files):
    column = (252, 257).index(system())
    for name, path in files.items():
        argv = ["systemd-analyze", "security", "--offline=true", str(path)]
        said = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
        assert re.search(r"exposure level for \S+: ([\d.]+)", said)[1] == TABLE[name][column], name
