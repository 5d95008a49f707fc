"""Jobs of the stick and their facts: the end of a file is read, and only the letter for yes gives one up."""

import asyncio

import msgspec
import pytest
from inprocess import with_plan
from tui import experts

from coordi_wipe.jobs import launch
from coordi_wipe.jobs.folder import JobFolder
from coordi_wipe.messages import catalogue
from coordi_wipe.model.base import Reason
from coordi_wipe.model.drive import Drive, Identity
from coordi_wipe.model.facts import Began, Ended, Marked, Noted, Planted, Ran, Read, Saw, Wrote
from coordi_wipe.sanitize.policy import plan
from coordi_wipe.tui.screens.expert import facts

AT, UP = "2026-11-24T14:05:06+00:00", 1.0
DISK = Identity("/dev/none", 1, "M", "SERIAL77", "", "", "ata-hdd", "drive", 1 << 30, 512, 512)
EACH = (
    Began(AT, UP, "b", DISK, 0),
    Ran(AT, UP, 0, ("nvme", "sanitize"), 0, "ok\nthen"),
    Saw(AT, UP, 0, "completed", "0x02"),
    Planted(AT, UP, 0, 256, "d"),
    Wrote(AT, UP, 0, 0, 0, 1 << 20),
    Wrote(AT, UP, 0, 0, 0, 1 << 20, ((0, 512),)),
    Read(AT, UP, 0, "full", 1, 1 << 30, 0),
    Read(AT, UP, 0, "sampled", 1, 1 << 30, 0),
    Noted(AT, UP, Reason("resumed"), "limit", "purge"),
    Noted(AT, UP, Reason("resumed"), "exception", "purge"),
    Marked(AT, UP, 0, 512, "00"),
    *(Ended(AT, UP, how, DISK) for how in ("finished", "cancelled", "refused", "vanished", "gave_up")),
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_fact_has_words(language):
    catalogue.use(language)
    said = facts.lines(EACH)
    assert len(said) == len(EACH)
    assert all(line.startswith("14:05:06  ") and "fact." not in line and "?" not in line for line in said)


def folder_with(station, *lines, tag=""):
    job = with_plan(plan(Drive(DISK, "sata")), tag=tag)
    folder = JobFolder(station.home, station.run, job.uuid)
    folder.create(job)
    (folder.durable / "facts.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in lines))
    return folder


def test_the_tail_is_bounded_and_survives_a_torn_line():
    station = experts.recorded("sata-laptop")
    many = (Wrote(AT, float(number), 0, 0, 0, number) for number in range(5000))
    folder = folder_with(station, *many)
    with (folder.durable / "facts.jsonl").open("ab") as file:
        file.write(b'{"fact":"wrote","at"')
    found = facts.tail(folder)
    assert len(found) == facts.MOST
    assert found[-1].upto == 4999
    assert facts.tail(JobFolder(station.home, station.run, "0" * 8 + "-0000" * 3 + "-" + "0" * 12)) == ()


def test_facts_follow_live_and_giving_up_needs_a_yes(monkeypatch):
    launched = []
    monkeypatch.setattr(launch, "launch", lambda folder, *_: launched.append(folder.uuid))
    station = experts.recorded("sata-laptop")
    folder = folder_with(station, EACH[0], tag="C23-0412-D1")
    monkeypatch.setattr(station, "resume", lambda folder: launched.append(folder.uuid))

    async def story():
        async with experts.table(station) as face:
            await face.press("4")
            await face.until("C23-0412-D1", "SERIAL77", "interrompu", "14:05:06 commence : passe 1")
            with (folder.durable / "facts.jsonl").open("ab") as file:
                file.write(msgspec.json.encode(EACH[4]) + b"\n")
            await face.until("écrit : passe 1")
            await face.press("a")
            await face.until("pour de bon", "PAS effacé")
            await face.move("enter", "enter", "escape")
            await face.until("▶4 Travaux", gone=["pour de bon"])
            assert not folder.cancelled
            await face.move("r", "enter", "escape")
            assert not launched
            await face.move("a", "o")
            await face.through(lambda: folder.cancelled and launched)

    asyncio.run(story())
    assert launched == [folder.uuid]
