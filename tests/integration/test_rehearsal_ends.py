"""Each faulty drive ends as its character foretells, at the end of the whole line: never as erased."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from coordi_wipe.rehearsal.character import named
from coordi_wipe.rehearsal.disposable import disposable
from coordi_wipe.rehearsal.host import RehearsalHost

MIB = 1 << 20
FAULTY = ("crawler", "forgetful", "short", "stale", "unwritable-stretch", "vanishing")

pytestmark = pytest.mark.root


def wipe(drives, folder):
    """Runs the command line on these drives alone; its exit code and its results by path."""
    argv = [
        sys.executable,
        "-m",
        "coordi_wipe.cli.main",
        "wipe",
        "--json",
        "--file-drive",
        "--out",
        str(folder),
    ]
    argv += [drive.node for drive in drives]
    argv += [word for drive in drives for word in ("--confirm", drive.node)]
    only = os.environ | {"COORDI_WIPE_ONLY": ":".join(drive.node for drive in drives)}
    done = subprocess.run(argv, capture_output=True, text=True, env=only, timeout=240)
    assert done.stdout, done.stderr
    return done.returncode, {result["path"]: result for result in json.loads(done.stdout)["results"]}


@pytest.mark.parametrize("kind", ["loop", "file"])
def test_every_faulty_drive_ends_as_foretold(tmp_path, kind):
    host = RehearsalHost()
    out = tmp_path / "certificates"
    with ExitStack() as stack:
        drives = [
            stack.enter_context(disposable(host, tmp_path, name, 4 * MIB, character=named(name), kind=kind))
            for name in FAULTY
        ]
        before = {drive.node: Path(drive.backing).read_bytes() for drive in drives}
        code, results = wipe(drives, out)
        assert code == 1
        assert len(results) == len(FAULTY)
        for drive in drives:
            result = results[drive.node]
            assert result["status"] in drive.expected, drive.name
            assert result["level"] == "none", drive.name
            assert Path(result["certificate"]).exists(), drive.name
            assert Path(drive.backing).read_bytes() != before[drive.node], drive.name  # it was worked on
        stretch = next(drive for drive in drives if drive.name == "unwritable-stretch")
        assert Path(stretch.backing).read_bytes()[2 * MIB :].startswith(b"SENTINEL")


@pytest.mark.parametrize("kind", ["loop", "file"])
def test_the_held_drive_is_refused_and_untouched(tmp_path, kind):
    with disposable(RehearsalHost(), tmp_path, "held", 8 * MIB, character=named("held"), kind=kind) as drive:
        before = Path(drive.backing).read_bytes()
        code, results = wipe([drive], tmp_path / "certificates")
        assert code == 3
        assert results[drive.node]["status"] == "refused"
        assert Path(drive.backing).read_bytes() == before
