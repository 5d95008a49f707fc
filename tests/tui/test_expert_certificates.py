"""Certificates of a stick: 3,000 in one list, found by typing, judged, and shown as a code that fits."""

import asyncio

import pytest
import segno
from certificates import makers, samples
from inprocess import with_plan
from tui import experts

from coordi_wipe.certificate import number
from coordi_wipe.certificate.root_store import pem
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.ledger.entry import Intent, Result
from coordi_wipe.model.drive import Drive
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.tui.screens.expert.qr import QUIET, half_blocks

AT = "2026-11-24T14:05:06+00:00"


@pytest.mark.parametrize(
    "text", ["A" * 64, f"HTTPS://{'W' * 60}/C/{'A' * 26}", "HTTPS://WIPE.FR/C/" + "A" * 26]
)
def test_the_code_fits_and_is_the_code(text):
    lines = half_blocks(text)
    assert len(lines) <= 24
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= 45
    light = (
        [[mark in "█▀" for mark in line] for line in lines],
        [[mark in "█▄" for mark in line] for line in lines],
    )
    rows = [row for pair in zip(*light, strict=True) for row in pair]
    wanted = [
        [not square for square in row]
        for row in segno.make(text, error="l", micro=False, boost_error=True).matrix_iter(border=QUIET)
    ]
    assert rows[: len(wanted)] == wanted


def entered(station, uuid, serial, tag, digest):
    station.ledger.append(Intent("M", serial, 1 << 30, "overwrite", tag), job=uuid, at=AT)
    result = Result("sanitized", "clear", digest, "certificate.pdf", number.short(uuid))
    station.ledger.append(result, job=uuid, at=AT)


def test_thousands_are_one_list_and_typing_finds_the_oldest(monkeypatch):
    station = experts.recorded("sata-laptop")
    station.home.mkdir(parents=True)
    entered(station, "0190a000-0000-7000-8000-000000000000", "OLDEST1", "C23-0001-D1", "0" * 64)
    lines = [
        entry
        for place in range(1, 3000)
        for entry in _entries(f"0190a000-0000-7000-8000-{place:012x}", f"SER{place}", f"{place:064x}")
    ]
    monkeypatch.setattr(station.ledger, "entries", lambda: iter(lines))
    first = _entries("0190a000-0000-7000-8000-000000000000", "OLDEST1", "0" * 64)
    lines[:0] = first

    async def story():
        async with experts.table(station) as face:
            await face.press("5")
            await face.until(
                "Les 200 plus récentes", "SER2999", "EFFACÉ", "24/11/2026 14:05", gone=["OLDEST1"]
            )
            await face.press("slash")
            await face.type("oldest")
            await face.until("Attestations : 1", "OLDEST1")

    asyncio.run(story())


def _entries(uuid, serial, digest):
    from coordi_wipe.ledger.entry import Entry

    result = Result("sanitized", "clear", digest, "certificate.pdf", number.short(uuid))
    return [
        Entry(1, AT, uuid, Intent("M", serial, 1 << 30, "overwrite", ""), "0" * 64),
        Entry(2, AT, uuid, result, "0" * 64),
    ]


def paper(station, pdf):
    """A job of this stick whose certificate is this file."""
    job = with_plan(plan(Drive(samples.DRIVE, "sata")))
    folder = JobFolder(station.home, station.run, job.uuid)
    folder.create(job)
    folder.evidence.write_bytes(samples.data("exceptions"))
    folder.certificate.write_bytes(pdf)
    keys = station.home / "authority"
    keys.mkdir(exist_ok=True)
    (keys / "stick.pem").write_bytes(pem(makers.stick().leaf, makers.root()))
    digest = number.digest(folder.evidence.read_bytes())
    entered(station, job.uuid, "S1", "C23-0412-D1", digest)
    station.outbox.put(pdf, digest)
    return digest


def shown(pdf):
    station = experts.recorded("sata-laptop")
    digest = paper(station, pdf)

    async def story():
        async with experts.table(station) as face:
            await face.press("5")
            await face.until("C23-0412-D1", "…", "… à envoyer")
            await face.press("enter")
            return await face.until("Attestation n°", digest[:8].upper())

    return asyncio.run(story())


def test_one_is_judged_and_has_its_code():
    seen = shown(makers.certificate("exceptions"))
    assert "● SIGNÉE, pas encore enregistrée" in seen
    assert "▀" in seen
    assert "▄" in seen


def test_a_changed_one_is_not_valid():
    pdf = bytearray(makers.certificate("exceptions"))
    pdf[len(pdf) // 2] ^= 1
    seen = shown(bytes(pdf))
    assert "✖" in seen
    assert "✔" not in seen
