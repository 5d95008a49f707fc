"""The table of boots: firmware × medium × result × seconds, cell by cell; a run that was stopped goes on.

    PYTHONPATH=tests python -m image.boots [CELL…]     cells (default: all) without a result for this image
    … --again                                          forgets this image's results first
    … --pictures FOLDER                                keeps each first screen there (default: docs/boots)

Results are kept in .test-full/boots-IMAGE.json, IMAGE being the stick's SHA-256; docs/boots.md is written
from them, each row with the commit that was checked out. A cell whose firmware is missing here is `missing`,
never green.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from image import firmware, machine, shipped, steps
from image.firmware import Firmware
from image.machine import Guest, Medium, Setup

ROOT = shipped.ROOT
STATE = ROOT / ".test-full"
TABLE = ROOT / "docs/boots.md"
_FIRMWARE = {
    "bios": "BIOS (SeaBIOS)",
    "uefi": "UEFI, 64 bits (OVMF)",
    "uefi32": "UEFI, 32 bits (OVMF)",
    "secure-2011": "Secure Boot, Microsoft 2011",
    "secure-2023": "Secure Boot, Microsoft 2023 seul",
}
_MEDIUM = {
    "stick": "clé",
    "stick-fixed": "clé vue comme disque fixe",
    "cd": "CD",
    "iso-on-stick": "ISO copiée sur une clé",
}
Result = dict[str, str | float]


@dataclass(frozen=True)
class Cell:
    """One boot. `memory` in MiB."""

    firmware: Firmware
    medium: Medium
    memory: int = 2048

    @property
    def name(self) -> str:
        few = "" if self.memory == 2048 else f"-{self.memory}"
        return f"{self.firmware}-{self.medium}{few}"


CELLS = (
    *(Cell(firm, medium) for medium in ("stick", "cd", "iso-on-stick") for firm in firmware.EVERY),
    Cell("bios", "stick-fixed"),
    Cell("uefi", "stick-fixed"),
    Cell("bios", "stick", 1024),
    Cell("secure-2011", "stick", 1024),
)


def run(cell: Cell, pictures: Path) -> Result:
    """How this boot ended, in how many seconds from power on to the first screen."""
    today = time.strftime("%Y-%m-%d")
    if lacking := firmware.missing(cell.firmware):
        return {"result": "missing", "seconds": 0, "date": today, "said": lacking}
    folder = Path(tempfile.mkdtemp(prefix="coordi-wipe-guests-", dir=shipped.work()))
    try:
        with Guest(Setup(cell.firmware, cell.medium, cell.memory), folder) as guest:
            try:
                steps.first_screen(guest)
            except (AssertionError, ConnectionError) as error:
                said = str(error).splitlines()[0]
                return {"result": "red", "seconds": round(guest.seconds()), "date": today, "said": said}
            seconds = round(guest.seconds())
            guest.screen.keep(pictures / f"{cell.name}.png")
            return {"result": "green", "seconds": seconds, "date": today, "said": ""}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def table(results: Mapping[str, Result], image: str) -> str:
    """docs/boots.md."""
    accelerated = "KVM" if "kvm" in machine.acceleration() else "QEMU TCG, sans KVM"
    lines = [
        "# Démarrages essayés",
        "",
        f"Écrit par `make test-full` de l'image `{image[:16]}` ({accelerated}).",
        "Secondes : de la mise sous tension au premier écran peint, lu sur l'image de l'écran.",
        "",
        "| micrologiciel | support | mémoire | résultat | secondes | date | commit | dit |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for cell in CELLS:
        seen = {**dict.fromkeys(("seconds", "date", "commit", "said"), ""), "result": "not run"}
        seen |= results.get(cell.name, {})
        said = str(seen["said"]).replace("|", "/")
        told = (*(seen[key] for key in ("result", "seconds", "date", "commit")), said)
        words = (_FIRMWARE[cell.firmware], _MEDIUM[cell.medium], f"{cell.memory} Mio", *told)
        lines.append(f"| {' | '.join(map(str, words))} |")
    return "\n".join(lines) + "\n"


def image_number() -> str:
    """SHA-256 of the stick's image, as it was written beside it."""
    return Path(f"{shipped.stick()}.sha256").read_text().split()[0]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cell", nargs="*", help=", ".join(cell.name for cell in CELLS))
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs/boots")
    options = parser.parse_args(argv)
    unknown = set(options.cell) - {cell.name for cell in CELLS}
    if unknown:
        parser.error(f"no such cell: {', '.join(sorted(unknown))}")
    head = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    )
    image = image_number()
    STATE.mkdir(exist_ok=True)
    path = STATE / f"boots-{image[:16]}.json"
    results = json.loads(path.read_text()) if path.exists() and not options.again else {}
    wanted = [cell for cell in CELLS if not options.cell or cell.name in options.cell]
    for cell in wanted:
        if cell.name not in results:
            print(f"· {cell.name}", flush=True)
            results[cell.name] = {**run(cell, options.pictures), "commit": head.stdout[:12]}
            path.with_suffix(".part").write_text(json.dumps(results, indent=2))
            path.with_suffix(".part").replace(path)
        TABLE.write_text(table(results, image))
    for cell in wanted:
        print(f"{results[cell.name]['result']:10} {results[cell.name]['seconds']:>5} s  {cell.name}")
    return 0 if all(results[cell.name]["result"] == "green" for cell in wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
