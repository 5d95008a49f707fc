"""A table as an Excel workbook, where no cell can become a formula."""

import io
from collections.abc import Iterable, Sequence

from coordi_wipe.certificate.cells import Cell, harmless


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
