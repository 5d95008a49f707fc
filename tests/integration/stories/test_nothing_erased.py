"""PCs in which nothing is erased, or not all of it: a wrong scan, a protected drive, a dying one, none."""

import asyncio
import subprocess
from pathlib import Path

import faces
import pytest

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.station.station import Station

MIB = 1 << 20


def digest(drive):
    """What is on it."""
    return Path(drive.backing).read_bytes()


@pytest.mark.root
def test_a_wrong_scan_erases_nothing(loop_drive):
    """Another tag, noise, Enter alone and Escape: each a sentence, and not a byte changes."""
    drive = loop_drive(2 * MIB)
    before = digest(drive)

    async def story():
        async with faces.pilot(drive) as face:
            await face.sign_in()
            await face.scan("%%%")
            await face.until("Étape 1/5", "n'est pas une étiquette")
            await face.scan("C23-0412")
            await face.until("Étape 2/5")
            await face.scan("C23-0413")
            await face.until("Ce n'est pas la même étiquette", "Rien n'est effacé", "Étape 2/5")
            await face.scan("C23-0412-D1")
            await face.until("Ce n'est pas la même étiquette", "C23-0412-D1")
            await face.press("enter")
            await face.until("Rien n'a été lu", "Étape 2/5")
            await face.press("escape")
            await face.until("Étape 1/5", gone=["Étape 2/5"])
            return face.scans, face.keys

    assert asyncio.run(story()) == (4, 2)
    assert digest(drive) == before
    assert Station(LinuxHost.from_environment()).folders() == ()


@pytest.mark.root
def test_a_protected_drive_is_shown_and_not_touched(loop_drive, tmp_path):
    """A mounted one: greyed, with the reason, and nothing to be erased."""
    drive = loop_drive(8 * MIB, fill=False)
    subprocess.run(["mkfs.ext4", "-q", drive.node], check=True)
    place = tmp_path / "mounted"
    place.mkdir()
    subprocess.run(["mount", "-o", "ro", drive.node, place], check=True)
    before = digest(drive)

    async def story():
        async with faces.pilot(drive) as face:
            await face.sign_in()
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "Pas touché", "disque d'exercice", "Aucun disque à effacer")
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "Pas touché")
            await face.press("escape")
            await face.until("Étape 1/5", gone=["Étape 2/5"])
            return face.scans, face.keys

    try:
        assert asyncio.run(story()) == (2, 1)
    finally:
        subprocess.run(["umount", place], check=True)
    assert digest(drive) == before


@pytest.mark.root
def test_a_dying_drive_gets_a_red_label(faulty_drive, said):
    """An unwritable stretch: red, the code to copy, the bin, why, and a number for the supervisor."""
    drive = faulty_drive(4 * MIB, unwritable=((0.5, 0.51),))

    async def story():
        async with faces.pilot(drive) as face:
            await face.sign_in()
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "TOUT SERA EFFACÉ")
            await face.scan("C23-0412")
            await face.until(
                "DISQUE NON EFFACÉ", "Mettez-le au bac rouge", "R C23-0412-D1", "Pourquoi", "Code D-"
            )
            await face.press("enter")
            await face.until("Étape 5/5")
            return face.scans, face.keys

    assert asyncio.run(story()) == (2, 1)
    assert said("C23-0412-D1")["claim"]["status"] == "failed"


def test_a_pc_without_a_drive():
    """Never a dead end: the empty bay is entered into the ledger, for the supervisor."""

    async def story():
        async with faces.pilot() as face:
            await face.sign_in()
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "Aucun disque trouvé. Ouvrez le PC. Regardez l'emplacement.")
            await face.press("v")
            await face.until("Étape 5/5", "emplacement vide", "Prenez le PC suivant")
            await face.press("enter")
            await face.until("Étape 1/5")
            return face.scans, face.keys

    assert asyncio.run(story()) == (1, 2)
    ledger = Station(LinuxHost.from_environment()).ledger
    (entry,) = ledger.entries()
    assert (entry.kind, entry.content.tag, entry.content.operator) == ("absent", "C23-0412", "AB")
