"""What opens the stick at boot and what watches it, as the image's services call them."""

import json
import os

import pytest
from cli_program import run_here
from live_sticks import written

from coordi_wipe.cli import stick_now, stick_watch
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.stick import paths
from coordi_wipe.model.place import CODES, Place
from coordi_wipe.station import exporting, locations
from coordi_wipe.station.exporting import Exported


@pytest.fixture
def machine(machine, monkeypatch):
    """A PC that the commands take for the one they run on."""
    monkeypatch.setenv("COORDI_WIPE_RUN", str(machine.paths.run))
    for module in (paths, stick_now):
        monkeypatch.setattr(module, "Paths", lambda **_: machine.paths)
    return machine


@pytest.fixture
def opened(capsys):
    """What the first service writes to the journal."""

    def run():
        stick_now.main()
        return json.loads(capsys.readouterr().err)

    return run


@pytest.mark.root
def test_open_tells_and_watch_goes_on(machine, opened, tmp_path, monkeypatch):
    plugged = machine.plug(written(tmp_path / "stick.img"))
    assert opened() == machine.told
    assert machine.told["state"] == "ready"
    plugged.seen()

    def events(_, subsystem):
        assert subsystem == "block"
        yield None
        yield None
        plugged.pulled()
        yield {"ACTION": "remove"}

    monkeypatch.setattr(LinuxHost, "watch", events)
    done = run_here("stick", "watch")
    assert done.code == 0
    assert [json.loads(line)["state"] for line in done.err.splitlines()] == ["ready", "pulled"]
    assert machine.told["code"] == "place-pulled"


@pytest.mark.root
def test_whatever_is_wrong_is_told_and_is_no_failure(machine, opened):
    machine.paths.line.write_text("from a CD")
    opened()
    assert machine.told == {"state": "absent", "uuid": "", "device": "", "code": "place-absent"}
    assert machine.told["code"] in CODES


def test_neither_is_for_persons():
    out = run_here("stick", "--help").out
    assert "prepare" in out
    assert "watch" not in out


@pytest.fixture
def copies(monkeypatch):
    """The sticks to which papers were copied, and a clock that stands still."""
    found, now = [], [100.0]

    def export(_, home, device, run):
        assert (home, run) == (locations.home(), locations.run())
        found.append(device)
        return Exported()

    monkeypatch.setattr(exporting, "export_now", export)
    monkeypatch.setattr(stick_watch.time, "monotonic", lambda: now[0])
    return found, now


def test_papers_are_copied_when_the_ledger_has_grown(copies):
    found, now = copies
    ready, exporter = Place("ready", device="/dev/sdx"), stick_watch.Exporter()
    exporter.look(ready)
    assert found == []
    locations.home().mkdir(parents=True)
    (locations.home() / "ledger.jsonl").write_text("a line\n")
    exporter.look(Place("pulled"))
    assert found == []
    for later in (0, 1, 2, 10, 11, 60, 61, 1000):
        now[0] = 100.0 + later
        exporter.look(ready)
    assert found == ["/dev/sdx"] * 3  # at once, and twice more: a paper may come after its line
    with (locations.home() / "ledger.jsonl").open("a") as file:
        file.write("another\n")
        os.fsync(file.fileno())
    exporter.look(Place("full", device="/dev/sdy"))
    assert found[3:] == ["/dev/sdy"]
