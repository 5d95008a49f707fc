"""An inventory that is down when a PC is done, and up again later: it is registered without a hand."""

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import faces
import pytest

from coordi_wipe.certificate import authority
from coordi_wipe.station import locations

MIB = 1 << 20


@contextmanager
def inventory(port, log):
    """The program that `inventory serve` is, on this port; the settings lines that it prints."""
    root = locations.home() / "authority" / authority.ROOT
    words = [
        "inventory",
        "serve",
        "--listen",
        f"127.0.0.1:{port}",
        "--rehearsal-root",
        root,
        "--workers",
        "1",
    ]
    program = [sys.executable, "-m", "coordi_wipe.cli.main", *words]
    with log.open("ab") as errors:
        server = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        lines = []
        while not any(line.startswith("rehearsal_log") for line in lines):
            lines.append(server.stdout.readline())
            assert lines[-1], log.read_text()
        yield "".join(lines[next(n for n, line in enumerate(lines) if line.startswith("[")) :])
    finally:
        server.terminate()
        server.communicate(timeout=30)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.mark.root
@pytest.mark.proves_wipe
def test_an_inventory_down_then_up(loop_drive, proved, tmp_path, monkeypatch):
    """« pas encore envoyée », then « enregistrée », on a screen that nobody touches in between."""
    drive, port, log = loop_drive(2 * MIB), free_port(), tmp_path / "inventory.log"
    monkeypatch.setattr("coordi_wipe.sync.delivery._FIRST", 0.5)  # seconds between two tries, else thirty
    monkeypatch.setattr("coordi_wipe.tui.sending._LONGEST", 0.5)  # else minutes
    authority.rehearsal(locations.home() / "authority")
    with inventory(port, log) as lines:
        locations.settings().parent.mkdir(parents=True, exist_ok=True)
        locations.settings().write_text(lines)

    async def story():
        async with faces.pilot(drive) as face:
            await face.sign_in()
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "TOUT SERA EFFACÉ")
            await face.scan("C23-0412")
            await face.until("DISQUE EFFACÉ", "V C23-0412-D1", "pas encore envoyée", "1 à envoyer")
            with inventory(port, log):
                await face.until("✔ enregistrée", gone=["à envoyer"], final=faces.PATIENCE)
                await face.press("enter")
                await face.until("Étape 5/5", "toutes enregistrées")
            return face.scans, face.keys

    assert asyncio.run(story()) == (2, 1)
    proved(drive)
    assert len(list(Path(os.environ["COORDI_WIPE_HOME"], "outbox").glob("*.receipt"))) == 1
