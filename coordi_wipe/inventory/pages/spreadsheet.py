"""A table as CSV or as an Excel workbook, where no cell can become a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from coordi_wipe.certificate.text import visible
from coordi_wipe.inventory.pages.export import Cell

_DANGEROUS = ("=", "+", "-", "@")


def harmless(cell: Cell) -> Cell:
    """A text that would be computed gets an apostrophe before it; what cannot be shown, its code."""
    if not isinstance(cell, str):
        return cell
    # full-width and small forms are read as the plain sign (UAX #15), and spaces of any kind before it go
    apostrophe = "'" if unicodedata.normalize("NFKC", cell).lstrip().startswith(_DANGEROUS) else ""
    return apostrophe + visible(cell)


def csv_text(table: Iterable[Sequence[Cell]]) -> str:
    """Semicolons, quotes where needed, and a byte order mark: what a double click opens in French Excel."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in table:
        writer.writerow([harmless(cell) for cell in line])
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def workbook(table: Iterable[Sequence[Cell]]) -> bytes:
    """An .xlsx of one sheet; its first line stays in sight."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Coordi-Wipe")
    sheet.freeze_panes = "B2"
    for number, line in enumerate(table):
        cells = [WriteOnlyCell(sheet, value=harmless(cell)) for cell in line]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula, whatever openpyxl guesses
            if not number:
                cell.font = Font(bold=True)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
