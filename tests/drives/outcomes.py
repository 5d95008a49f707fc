"""Writes docs/outcomes.md from the run of every cell; `--check` compares.

PYTHONPATH=tests:. python tests/drives/outcomes.py
"""

import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from coordi_wipe.rehearsal import temper
from drives.cells import TECHNIQUES, Told, bench, run
from drives.relay import Laboratory

TABLE = Path(__file__).resolve().parents[2] / "docs/outcomes.md"
_HEAD = """# What becomes of each drive

Each technique on each temper of `coordi_wipe/rehearsal/characters/firmware/`, run in process by real tools
on simulated drives (tests/drives/); written by `tests/drives/outcomes.py`, compared by
`tests/drives/test_outcomes.py`. `why`: the claim's reason, or what ended the technique.

| technique | kind | temper | status | level | why |
|---|---|---|---|---|---|
"""


def cell(technique: str, kind: str, name: str) -> Told:
    """Runs one cell in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="coordi-wipe-cell-") as where:
        folder = Path(where)
        (folder / "drive").mkdir()
        with Laboratory(folder / "laboratory") as laboratory:
            return run(
                bench(folder / "drive", laboratory, technique, kind, temper.named(name)), technique, kind
            )


def row(technique: str, kind: str, name: str, told: Told) -> str:
    """A line of the table."""
    assert told.claim is not None
    ended = told.failed.code if told.failed else told.halted.reason.code if told.halted else ""
    why = ended or ", ".join(reason.code for reason in told.claim.reasons)
    cells = (technique, kind, name, told.claim.status, told.claim.level, why)
    return f"| {' | '.join(cells)} |\n"


def known() -> dict[tuple[str, str, str], str]:
    """The rows of the table as it lies in the tree."""
    rows = {}
    for line in TABLE.read_text().splitlines():
        cells = [one.strip() for one in line.strip("|").split("|")]
        if len(cells) == 6 and (cells[0], cells[1]) in TECHNIQUES:
            rows[cells[0], cells[1], cells[2]] = line + "\n"
    return rows


def _rows() -> Iterable[str]:
    cells = [(*technique, name) for technique in TECHNIQUES for name in temper.names()]
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(lambda one: row(*one, cell(*one)), cells)


if __name__ == "__main__":
    text = _HEAD + "".join(_rows())
    if "--check" in sys.argv:
        sys.exit(text != TABLE.read_text())
    TABLE.write_text(text)
