"""A worker that hangs, as in a kernel call that never comes back: the face says so, and does not lie."""

import os
import signal

import pytest
from inprocess import job_for
from workers import until

from coordi_wipe.cli import progress, silence, watch
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.facts import Began
from coordi_wipe.station.station import Station

MIB = 1 << 20


@pytest.fixture
def hung(stick, file_drive):
    """A job on a drive whose worker was stopped in the middle, and its process."""
    drive = file_drive(4 * MIB)
    folder = stick.folder(job_for(drive))
    worker = stick.start(folder, **stick.held)
    until(lambda: any(isinstance(fact, Began) for fact in folder.facts()), "it begins")
    os.kill(worker.pid, signal.SIGSTOP)
    yield folder
    os.kill(worker.pid, signal.SIGCONT)


def test_a_hung_worker_is_told_and_ctrl_c_does_not_claim_that_it_stopped(hung, stick, monkeypatch, capsys):
    monkeypatch.setattr(silence, "LIMIT", 0.3)
    monkeypatch.setattr(watch, "_LEAVE", 0.3)
    station = Station(LinuxHost.from_environment(), stick.home, stick.run)
    drive, said = hung.job().plan.drive, []
    note = progress.output.note

    def ctrl_c_when_told(text):
        note(text)
        said.append(text)
        if "ne répond plus depuis" in text:
            raise KeyboardInterrupt

    monkeypatch.setattr(progress.output, "note", ctrl_c_when_told)
    with pytest.raises(KeyboardInterrupt):
        watch.to_the_end(station, lambda: [hung], [drive], events=False)

    err = capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert hung.running
    assert f"Le disque {drive.node} ne répond plus depuis" in err
    assert f"Le travail sur {drive.node} ne s'arrête pas" in err
    assert "Le travail est arrêté" not in err
