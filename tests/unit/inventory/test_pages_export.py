"""The exported sheet: the workshop's columns in their order, no formula, nothing of rehearsals."""

import csv
import io

import inventories
import openpyxl
import pytest
from certificates import samples
from msgspec.structs import replace

pytestmark = pytest.mark.usefixtures("site")

FIELD = [
    "tag, entry-date, donor, site, lot, type, make, model, serial, cpu, ram, disk, screen, battery, grades,",
    "windows-11, locks, charger, weight, state, shelf, erasure-status, erasure-method, certificate-number,",
    "tests, system, who, exit-type, exit-date, recipient, price, due-date, return-date, return-condition,",
    "slip, co2",
]


def exported(ending="csv", query="", language="fr"):
    answer = inventories.client(inventories.account(), accept_language=language).get(
        f"/list.{ending}?{query}"
    )
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    if ending == "csv":
        text = answer.content.decode()
        assert text[0] == "\N{BYTE ORDER MARK}"
        return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    return [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]


def test_the_columns_are_those_of_the_sheet_in_their_order():
    from coordi_wipe.inventory.pages.export import COLUMNS

    assert list(COLUMNS) == " ".join(FIELD).split(", ")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_line_says_what_is_known_and_leaves_the_rest_empty(ending):
    one = inventories.kept()
    headings, line = exported(ending)
    known = {heading: value for heading, value in zip(headings, line, strict=True) if value}
    assert known == {
        "Étiquette": "C23-0412-D1",
        "Lot": "L-2026-11-03",
        "Marque": "Dell Inc.",
        "Modèle": "Latitude E7470",
        "N° de série": "5XK7Q32",
        "Processeur": samples.MACHINE.processor,
        "Disque": "Samsung SSD 860 EVO 500GB, S3Z1NB0KX23456D, 500,1\N{NO-BREAK SPACE}Go",
        "État": "effacé",
        "Effacement, résultat": "EFFACÉ",
        "Effacement, méthode": "Clear (overwrite)",
        "N° d'attestation": one.number,
        "Qui a fait quoi": "OP07",
    }


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "\u2003＝", "\x0b=", "﹦", "\u3000＠"]
)
def test_no_cell_becomes_a_formula(ending, begin):
    hostile = begin + 'HYPERLINK("http://evil.example";"x")'
    evidence = samples.sanitized(lot=hostile, operator=hostile)
    inventories.received(
        inventories.signed(replace(evidence, machine=replace(samples.MACHINE, product=hostile)))
    )
    line = exported(ending)[1]
    cells = [cell for cell in line if "HYPERLINK" in cell]
    assert len(cells) == 3
    assert all(cell.startswith("'") for cell in cells)


def test_the_filters_hold_for_the_export():
    inventories.kept()
    inventories.kept("failed")
    assert len(exported()) == 3
    paul = inventories.client(inventories.account("paul"))
    text = paul.get("/list.csv?state=unproven").content.decode()
    assert text.count("\r\n") == 2
    assert "bac rouge" in text
    for nothing in ("lot=rien", "until=2000-01-01", "since=2150-01-01"):
        assert paul.get(f"/list.csv?{nothing}").content.decode().count("\r\n") == 1


def test_rehearsals_are_not_exported():
    inventories.kept("rehearsed")
    assert len(exported()) == 1


def test_the_headings_speak_english():
    assert exported(language="en")[0][:5] == ["Tag", "Entry date", "Donor", "Site", "Lot"]


def test_a_destroyed_drive_has_its_slip():
    one = inventories.kept("failed")
    from coordi_wipe.inventory.certificates.deciding import decide

    decide(one, "destroyed", inventories.account("chef"), slip="B-17", reason="OP03")
    headings, line = exported()
    known = dict(zip(headings, line, strict=True))
    assert (known["Bordereau du recycleur"], known["État"]) == ("B-17", "détruit")
