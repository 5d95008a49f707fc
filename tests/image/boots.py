"""The table of boots: firmware × medium × result × seconds, cell by cell; a run that was stopped goes on.

    PYTHONPATH=tests python -m image.boots [CELL…]     cells (default: all) without a result for this image
    … --again                                          forgets this image's results first

test_first_screen.py runs the same cells. Results and pictures are kept in .test-full/boots-IMAGE/, IMAGE
being the stick's SHA-256; docs/boots.md is written from them, each row with the commit that was checked out.
A cell whose firmware is missing here is `missing`, never green. With COORDI_WIPE_BOOTS_KEPT=1, as
`make test-full` sets it, a boot of these very bits that was green is not repeated.
"""

import argparse
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from image import firmware, machine, shipped
from image.conftest import PATIENCE
from image.firmware import Firmware
from image.machine import Guest, Medium, Setup
from image.screen import UNKNOWN, words

from coordi_wipe.messages.sentences import say

ROOT = shipped.ROOT
STATE = ROOT / ".test-full"
TABLE = ROOT / "docs/boots.md"
PICTURES = ROOT / "docs/boots"
_BREATH = 30.0  # seconds
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


def run(cell: Cell) -> Result:
    """How this boot ended, in how many seconds from power on to the first screen; kept for the table."""
    before = _known().get(cell.name, {}) if os.environ.get("COORDI_WIPE_BOOTS_KEPT") else {}
    if before.get("result") == "green":
        return before
    kept = _results().parent
    kept.mkdir(parents=True, exist_ok=True)
    result = {**_run(cell, kept / f"{cell.name}.png"), "date": time.strftime("%Y-%m-%d"), "commit": _commit()}
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = {**_known(), cell.name: result}
        part = _results().with_suffix(".part")
        part.write_text(json.dumps(results, indent=2))
        part.replace(_results())
    return result


def _run(cell: Cell, picture: Path) -> Result:
    if lacking := firmware.missing(cell.firmware):
        return {"result": "missing", "seconds": 0, "said": lacking}
    folder = Path(tempfile.mkdtemp(prefix="coordi-wipe-guests-", dir=shipped.work()))
    try:
        with Guest(Setup(cell.firmware, cell.medium, cell.memory), folder) as guest:
            try:
                seen = guest.screen.wait(*_first_words(cell.medium), seconds=PATIENCE)
            except (AssertionError, ConnectionError) as error:
                return {
                    "result": "red",
                    "seconds": round(guest.seconds()),
                    "said": str(error).splitlines()[0],
                }
            seconds = round(guest.seconds())
            # a graphics driver that comes at this moment brings the kernel's letters, for a breath
            end = time.monotonic() + _BREATH
            while UNKNOWN in seen and time.monotonic() < end:
                time.sleep(1)
                seen = words(guest.screen.look())
            guest.screen.keep(picture)
            if UNKNOWN in seen:  # of the kernel, or of another program
                return {"result": "red", "seconds": seconds, "said": "letters that are not of our font"}
            return {"result": "green", "seconds": seconds, "said": ""}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _first_words(medium: Medium) -> tuple[str, ...]:
    """From a stick, who works; from what cannot keep a certificate, that a stick is needed (S-71)."""
    if medium in ("cd", "iso-on-stick"):
        return say("place-absent.title"), "Code S-71"
    return say("tui.operator.title"), say("tui.operator.sentence")


def _results() -> Path:
    return STATE / f"boots-{image_number()[:16]}" / "results.json"


def _known() -> dict[str, Result]:
    return json.loads(_results().read_text()) if _results().exists() else {}


def _commit() -> str:
    head = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return head.stdout[:12]


def table(results: Mapping[str, Result], image: str) -> str:
    """docs/boots.md."""
    accelerated = "KVM" if "kvm" in machine.acceleration() else "QEMU TCG, sans KVM"
    lines = [
        "# Démarrages essayés",
        "",
        f"Écrit par `make test-full` de l'image `{image[:16]}` ({accelerated}).",
        "Secondes : de la mise sous tension au premier écran peint, lu sur l'image de l'écran.",
        "Un CD, ou l'ISO copiée sur une clé, demande une clé (S-71) : rien n'y garde les attestations.",
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
    options = parser.parse_args(argv)
    unknown = set(options.cell) - {cell.name for cell in CELLS}
    if unknown:
        parser.error(f"no such cell: {', '.join(sorted(unknown))}")
    wanted = [cell for cell in CELLS if not options.cell or cell.name in options.cell]
    if options.again:
        shutil.rmtree(_results().parent, ignore_errors=True)
    for cell in wanted:
        if cell.name not in _known():
            print(f"· {cell.name}", flush=True)
            run(cell)
    results = _known()
    TABLE.write_text(table(results, image_number()))
    PICTURES.mkdir(exist_ok=True)
    for picture in _results().parent.glob("*.png"):
        shutil.copy(picture, PICTURES)
    for cell in wanted:
        print(f"{results[cell.name]['result']:10} {results[cell.name]['seconds']:>5} s  {cell.name}")
    return 0 if all(results[cell.name]["result"] == "green" for cell in wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
