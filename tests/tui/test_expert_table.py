"""F9: the table opens over anything, closes again, and shows every drive of every recorded machine."""

import asyncio

import pytest
from tui import experts

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import sentence
from coordi_wipe.tui.glyphs import GLYPHS

TABS = ("1", "2", "3", "4", "5")


def told(text):
    return " ".join(text.split())


def test_f9_opens_and_f9_or_escape_closes():
    async def story():
        async with experts.table(experts.recorded("sata-laptop")) as face:
            await face.until("Table de l'expert", "S2ZVNX0K714209")
            await face.move("2")
            await face.until("écrit : random")
            await face.move("e")
            await face.until("TOUT SERA EFFACÉ", "4 derniers caractères")
            await face.press("f9")
            await face.until("Qui travaille", gone=["TOUT SERA EFFACÉ", "Table de l'expert"])
            await face.press("f9")
            await face.until("▶2 Plan")  # what was chosen is still chosen
            await face.press("escape")
            return await face.until("Qui travaille")

    assert "Table de l'expert" not in asyncio.run(story())


@pytest.mark.parametrize("machine", experts.EVERY)
def test_every_drive_and_why_it_is_protected(machine):
    async def story():
        seen = []
        async with experts.table(experts.recorded(machine)) as face:
            for offer in face.app.world.offers:
                await face.until(offer.drive.identity.serial or offer.drive.identity.node[5:])
                node = offer.drive.identity.node
                await face.through(lambda node=node: face.app.screen._desk.drive.identity.node == node)
                pane = face.pane.query_one(".detail > Static").content
                seen.append((offer.drive, _plain(pane)))
                await face.press("down")
            rows = face.pane.query_one("DataTable").row_count
        return rows, seen

    rows, seen = asyncio.run(story())
    assert rows == len(seen)
    for drive, shown in seen:
        assert all(sentence(reason) in shown for reason in (*drive.protection, *drive.notes))
        assert drive.identity.model in shown
        assert drive.identity.serial in shown


def _plain(table):
    cells = [column.cells for column in table.columns] if hasattr(table, "columns") else []
    return "\n".join(str(cell) for column in cells for cell in column)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_each_tab_in_both_languages_within_the_font(size):
    async def story():
        screens = []
        async with experts.table(experts.recorded("usb-bridges"), size=size) as face:
            for title in ("Table de l'expert", "Expert's table"):
                await face.until(title)
                for tab in TABS:
                    await face.press(tab)
                    screens.append(await face.look())
                await face.press("f4")
        return screens

    screens = asyncio.run(story())
    for text in screens:
        assert {letter for letter in text if letter not in GLYPHS} <= {"\n"}
        assert len(text.splitlines()) == size[1]
        last = text.splitlines()[-1]
        assert "F9 Fermer" in last or "F9 Close" in last
    assert not any("expert." in text for text in screens)


def test_a_sheet_changes_its_language_too():
    async def story():
        async with experts.table(experts.recorded("sata-laptop")) as face:
            await face.press("2")
            await face.until("nist-clear »")
            await face.press("e")
            await face.until("ne rien effacer")
            await face.press("f4")
            await face.until("erase nothing", gone=["ne rien effacer"])

    asyncio.run(story())
    assert catalogue.current().language == "en"


def test_too_small_is_said():
    async def story():
        async with experts.table(experts.recorded("sata-laptop"), size=(60, 20)) as face:
            await face.until("Fenêtre trop petite")

    asyncio.run(story())
