"""JSON schemas of what commands print: `python -m coordi_wipe.cli.schema certs/schemas/commands` writes them.

A test says when the committed files are behind the types.
"""

import sys
from pathlib import Path
from typing import Any

from coordi_wipe.cli.detect import Detected
from coordi_wipe.cli.plan import Planned
from coordi_wipe.cli.results import Document
from coordi_wipe.cli.verdicts import FileVerdict
from coordi_wipe.jobs.follow import JobView
from coordi_wipe.model import schema
from coordi_wipe.sync.delivery import SyncReport
from coordi_wipe.sync.parcel import Manifest

SCHEMAS: dict[str, Any] = {
    "detect": Detected,
    "plan": tuple[Planned, ...],
    "wipe": Document,
    "jobs": tuple[JobView, ...],
    "certificate-verify": tuple[FileVerdict, ...],
    "sync": SyncReport,
    "receipts": SyncReport,
    "export": Manifest,
}
"""What `--json` prints, by command; the file's name without `.json`."""


def write(folder: Path) -> None:
    """Writes every schema into this folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in SCHEMAS.items():
        (folder / f"{name}.json").write_bytes(schema.of(kind, name))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
