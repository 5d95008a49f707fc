"""The plan of one drive by any method; and that only the drive's own number starts it."""

import asyncio
from types import SimpleNamespace

import pytest
from tui import experts

from coordi_wipe.jobs import launch
from coordi_wipe.model.drive import Identity
from coordi_wipe.tui.screens.expert.erase import asked_word, confirms
from coordi_wipe.tui.screens.expert.plan import METHODS

MIB = 1 << 20


def disk(node="/dev/sda", serial="S2ZVNX0K714209", source="drive"):
    return Identity(node, 1, "M", serial, "", "", "ata-hdd", source, 1 << 30, 512, 512)


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ("4209", True),
        (" 4209 ", True),
        ("'é&ç", False),  # another end, in whatever layout
        ("S2ZVNX0K714209", True),
        ("s2zvnx0k714209", True),
        ("", False),
        ("  ", False),
        ("209", False),
        ("14209", False),
        ("/dev/sda", False),
    ],
)
def test_the_end_of_the_serial_confirms(typed, holds):
    assert confirms(typed, disk(), ()) is holds


def test_what_is_asked_names_one_drive():
    nameless, twin = disk(serial=""), disk("/dev/sdb")
    alike = disk("/dev/sdb", "ZZ4209")
    assert asked_word(disk(), ()) == "4209"
    assert asked_word(nameless, ()) == "/dev/sda"
    assert asked_word(disk(), (twin,)) == "/dev/sda"
    assert asked_word(disk(), (alike,)) == "S2ZVNX0K714209"
    assert not confirms("4209", disk(), (alike,))
    assert not confirms("4209", disk(), (twin,))
    assert not confirms("sda", nameless, ())
    assert confirms("/dev/sda", nameless, ())


class Beginning:
    """Stands for Station.start: what was asked of it."""

    def __init__(self):
        self.asked = []

    def __call__(self, plans, details):
        self.asked.append((plans, details))
        return (SimpleNamespace(uuid=""),)


def test_enter_alone_starts_nothing_and_the_number_does(monkeypatch):
    station = experts.recorded("sata-laptop")
    begun = Beginning()
    monkeypatch.setattr(station, "start", begun)

    async def story():
        async with experts.table(station) as face:
            await face.press("2")
            await face.until("écrit : random", "Aucune technique")
            await face.move("e", *["enter"] * 6)
            seen = await face.until("Rien n'est effacé", gone=["S2ZVNX0K714209"])
            assert "SAMSUNG" in seen
            await face.type("9999")
            await face.until("Ce n'est pas ce disque")
            await face.move("enter")
            await face.move("shift+tab")
            await face.scan("zzz")
            await face.until("« zzz » n'est pas une étiquette")
            assert not begun.asked
            await face.move("end", *["backspace"] * 12)
            await face.scan("C23-0412-D1")
            await face.type("4209")
            await face.through(lambda: begun.asked)

    asyncio.run(story())
    [(plans, details)] = begun.asked
    assert [plan.drive.node for plan in plans] == ["/dev/sda"]
    assert (details.tag, details.language) == ("C23-0412-D1", "fr")


def test_every_method_gives_a_plan_or_a_reason():
    async def story():
        seen = []
        async with experts.table(experts.recorded("sata-laptop")) as face:
            await face.press("2")
            for method in METHODS:
                await face.until(
                    *(["Niveau", "nist-clear »"] if method in ("auto", "overwrite") else [f"« {method} »"])
                )
                seen.append(method)
                await face.press("down")
        return seen

    assert asyncio.run(story()) == list(METHODS)


def test_a_refusal_is_a_sentence_and_offers_nothing_to_confirm():
    async def story():
        async with experts.table(experts.recorded("sata-laptop")) as face:
            await face.move("2", "l", "l")
            await face.until("Refusé", "Purge", gone=["Aucune technique"])
            await face.press("e")
            assert "TOUT SERA" not in await face.look()
            await face.move("l", "n")
            await face.until("Refusé", "clé de démarrage")
            await face.press("e")
            assert "TOUT SERA" not in await face.look()

    asyncio.run(story())


def test_a_start_is_a_job_of_this_stick(file_drive, monkeypatch):
    """Through Station itself; only the worker is kept from running."""
    drive = file_drive(4 * MIB)
    launched = []
    monkeypatch.setattr(launch, "launch", lambda folder, *_: launched.append(folder.uuid))
    station = experts.here()

    async def story():
        async with experts.table(station, drive.node) as face:
            await face.until("exercice")
            nodes = [offer.drive.identity.node for offer in face.app.world.offers]
            face.app.screen._desk.node = drive.node
            assert drive.node in nodes
            await face.press("2")
            await face.until("Niveau", "nist-clear »")  # of the plan: the list has every method's name
            await face.move("e")
            await face.until("TOUT SERA")
            await face.move("enter")
            face.app.screen.query_one("#confirm").value = drive.node
            await face.press("enter")
            await face.through(lambda: launched)
            await face.until("▶4 Travaux")

    asyncio.run(story())
    [folder] = station.folders()
    assert (folder.uuid, folder.job().plan.drive.node) == (launched[0], drive.node)
    assert drive.sentinels_left() == 4 * MIB // 16
