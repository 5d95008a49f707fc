"""PCs that go well, from the first scan to the certificate: the measure of SCREENS.md."""

import asyncio

import faces
import pytest

MIB = 1 << 20


async def from_scan_to_next(face):
    """The five steps; scans and keys that they took."""
    await face.sign_in()
    await face.until("Étape 1/5", "Scannez l'étiquette du PC.")
    await face.scan("C23-0412")
    await face.until(
        "Étape 2/5", "PC C23-0412", "TOUT SERA EFFACÉ", "Scannez encore l'étiquette pour effacer"
    )
    await face.scan("C23-0412")
    await face.until("DISQUE EFFACÉ", "Collez l'étiquette verte", "V C23-0412-D1")
    await face.press("enter")
    await face.until("Étape 5/5", "Prenez le PC suivant")
    await face.press("enter")
    await face.until("Étape 1/5")
    return face.scans, face.keys


@pytest.mark.root
@pytest.mark.proves_wipe
def test_an_ordinary_pc(loop_drive, proved):
    """Two scans, at most four keys, five screens."""
    drive = loop_drive(4 * MIB)

    async def story():
        async with faces.pilot(drive) as face:
            return await from_scan_to_next(face)

    scans, keys = asyncio.run(story())
    assert scans == 2
    assert keys <= 4
    proved(drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_an_ordinary_pc_by_bytes_from_a_us_scanner_on_an_azerty_console(loop_drive, proved):
    """What the scanner types is `C23-0412` on its own keyboard and `Cé")à'&é` on this console."""
    drive = loop_drive(4 * MIB)

    async def story():
        async with faces.pty(scanner=faces.AZERTY) as face:
            assert face.as_scanned("C23-0412") == "Cé\")à'&é"
            return await from_scan_to_next(face)

    scans, keys = asyncio.run(story())
    assert scans == 2
    assert keys <= 4
    proved(drive)


@pytest.mark.root
@pytest.mark.proves_wipe
def test_two_drives_of_one_pc(loop_drive, proved):
    """Without numbers of their own each is named by its own tag; both are erased, each under its tag."""
    first, second = loop_drive(4 * MIB), loop_drive(2 * MIB)

    async def story():
        async with faces.pilot(first, second) as face:
            await face.sign_in()
            await face.scan("C23-0412")
            await face.until("Étape 2/5", "C23-0412-D1", "C23-0412-D2", "(0/2)")
            await face.scan("C23-0412")  # the PC's own tag names neither
            await face.until("Aucun disque ne finit ainsi", "(0/2)")
            await face.scan("C23-0412-D2")
            await face.until("(1/2)", "✔ confirmé")
            assert first.sentinels_left()
            assert second.sentinels_left()
            await face.scan("C23-0412-D1")
            await face.until("DISQUE EFFACÉ", "V C23-0412-D1", "V C23-0412-D2")
            await face.press("enter")
            await face.until("Étape 5/5")
            return face.scans, face.keys

    scans, keys = asyncio.run(story())
    assert (scans, keys) == (4, 1)
    proved(first, "C23-0412-D1")
    proved(second, "C23-0412-D2")


@pytest.mark.root
@pytest.mark.proves_wipe
def test_an_english_user(loop_drive, proved):
    """F4, and everything is English, the certificate too."""
    drive = loop_drive(4 * MIB)

    async def story():
        async with faces.pty() as face:
            await face.until("Qui travaille")
            await face.press("f4")
            await face.until("Who is working?")
            await face.type("ab")
            face.keys = 0
            await face.until("Step 1/5", "Scan the PC's label.")
            await face.scan("C23-0412")
            await face.until("Step 2/5", "ALL WILL BE ERASED")
            await face.scan("C23-0412")
            await face.until("DRIVE ERASED", "Stick the green label on", "V C23-0412-D1")
            await face.press("enter")
            await face.until("Step 5/5", "Take the next PC")
            return face.scans, face.keys

    scans, keys = asyncio.run(story())
    assert (scans, keys) == (2, 1)
    proved(drive)
