"""The live image's program on a terminal: a supervisor's shell in between, and the last screen that stays."""

import asyncio
import os
import signal
import stat
from pathlib import Path

import faces
import msgspec
import pytest

from coordi_wipe.certificate import root_key, stick_key
from coordi_wipe.certificate.vault import Cost
from coordi_wipe.model.place import FILE, Place

WORDS = "réaliser défrayer magenta saluer peuple"
WRONG = "réaliser défrayer magenta saluer puits"


@pytest.fixture
def image(tmp_path):
    """The environment of the image: a stick whose words are known, ready, and a systemd that only listens."""
    run, tools = tmp_path / "run", tmp_path / "tools"
    run.mkdir()
    tools.mkdir()
    (run / FILE).write_bytes(msgspec.json.encode(Place("ready", "aa-bb", "/dev/sdz")))
    heard = tools / "systemctl"
    heard.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/heard\n')
    heard.chmod(heard.stat().st_mode | stat.S_IXUSR)
    authority = Path(os.environ["COORDI_WIPE_HOME"], "authority")
    stick_key.put(
        authority, root_key.root(bytes(32), "Co'Ordi"), "Clé 07", WORDS, virtual=True, cost=Cost(8, 1, 1)
    )
    return {
        "COORDI_WIPE_LIVE": "1",
        "COORDI_WIPE_RUN": str(run),
        "PATH": f"{tools}:{os.environ['PATH']}",
    }


def test_a_shell_for_whoever_knows_the_words_and_then_the_screens_again(image):
    async def story():
        async with faces.pty(**image) as face:
            await face.sign_in()
            await face.until("Scannez l'étiquette du PC")
            await face.press("f2")
            await face.until("Ouvrir la clé")  # closed: its words come first
            await face.type(WRONG)
            await face.until("Ces mots ne sont pas les bons")
            await face.type(WORDS)
            await face.until("La clé est ouverte", "S Ligne de commande")
            await face.press("s")
            await face.until("Tapez exit pour revenir aux écrans")
            await face.type("echo $((6 * 7))-$((6 * 7))")
            await face.until("42-42")
            await face.type("exit")
            await face.until("S Ligne de commande")
            await face.press("escape")
            return await face.until("Scannez l'étiquette du PC", "F10 Éteindre")

    assert "F10 Éteindre" in asyncio.run(story())


def test_the_words_are_asked_for_a_shell_also_where_the_stick_is_open(image):
    """And what is typed is no shell, until they are right."""

    async def story():
        async with faces.pty(**image) as face:
            await face.sign_in()
            await face.until("Scannez l'étiquette du PC")
            await face.press("f2")
            await face.until("Ouvrir la clé")
            await face.type(WORDS)
            await face.until("La clé est ouverte")
            await face.press("f2")  # closed, and opened by whoever comes next
            await face.until("Scannez l'étiquette du PC")
            await face.press("f2")
            await face.until("S Ligne de commande")
            await face.press("s")
            await face.until("Ligne de commande : tapez les 5 mots")
            await face.type(WRONG)
            seen = await face.until("Ces mots ne sont pas les bons")
            assert "exit" not in seen
            await face.type(WORDS)
            await face.until("Tapez exit pour revenir aux écrans")
            face.process.send("kill -9 $$\r")  # the terminal comes back from a shell that says no goodbye
            return await face.until("S Ligne de commande")

    assert "Encadrant" in asyncio.run(story())


def test_the_last_screen_stays_when_the_program_is_ended(image, tmp_path):
    async def story():
        async with faces.pty(**image) as face:
            await face.sign_in()
            await face.until("Scannez l'étiquette du PC")
            await face.press("f10")
            await face.until("Éteindre ce PC ?", "Touche E")
            await asyncio.sleep(faces.CALM)
            await face.press("e")
            seen = await face.until("Au revoir", "Retirez la clé quand l'écran est noir")
            while not heard.exists():
                await asyncio.sleep(0.05)
            face.process.kill(signal.SIGTERM)  # as systemd does now
            face.process.wait()
            assert heard.read_text() == "poweroff --check-inhibitors=yes\n"
            assert " ".join((await face.look()).split()) == seen
            return face.process.signalstatus

    heard = tmp_path / "heard"
    assert asyncio.run(story()) == signal.SIGTERM
