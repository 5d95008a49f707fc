"""An ordinary PC, from the first scan to the certificate: the measure of SCREENS.md."""

import asyncio

import faces
import outside
import pytest

MIB = 1 << 20


@pytest.mark.root
@pytest.mark.proves_wipe
def test_an_ordinary_pc(loop_drive):
    """Two scans, at most four keys, five screens."""
    drive = loop_drive(4 * MIB)

    async def story():
        async with faces.pilot(drive) as face:
            await face.until("Qui travaille")
            await face.type("ab")
            face.keys = 0  # once a day, not once a PC
            await face.until("Étape 1/5", "Scannez l'étiquette du PC.")
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "TOUT SERA EFFACÉ", "Scannez encore l'étiquette pour effacer")
            await face.scan("C23-0412")
            await face.until("Étape 4/5")
            await face.until("DISQUE EFFACÉ", "Collez l'étiquette verte", "V C23-0412-D1")
            await face.press("enter")
            await face.until("Étape 5/5", "Prenez le PC suivant")
            await face.press("enter")
            await face.until("Étape 1/5")
            return face.scans, face.keys

    scans, keys = asyncio.run(story())
    assert scans == 2
    assert keys <= 4
    assert drive.sentinels_left() == 0
