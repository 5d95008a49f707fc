"""A table as CSV, where no cell can become a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from coordi_wipe.certificate.text import visible

Cell = str | int | None

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
