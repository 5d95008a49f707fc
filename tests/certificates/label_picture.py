"""The picture of labels in docs/, of what the product draws."""

import subprocess
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":  # run as a script: the tests' folder and the house are not on the path yet
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from certificates import makers, samples
from PIL import Image

from coordi_wipe.certificate import attachment, label_content, labels
from coordi_wipe.certificate.label_paper import ROLL
from coordi_wipe.certificate.verification import verify
from coordi_wipe.model.tag import Tag

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "labels.png"
_GROUND, _GAP = (205, 208, 214), 14


def label_of(pdf: bytes, language: str = "fr", organisation=samples.ORGANISATION):
    """The label of a certificate of the tests' authorities."""
    roots = [makers.root()]
    verdict = verify(pdf, trust=roots, rehearsal_trust=[makers.rehearsing().root], allow_rehearsal=True)
    return label_content.result(verdict, attachment.evidence_of(pdf), organisation, language)


def pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Each page of a PDF of labels."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-", f"{folder}/page"], input=pdf, check=True)
        return [Image.open(path).convert("RGB") for path in sorted(Path(folder).iterdir())]


def draw(target: Path) -> None:
    """Four results, one to be filled in, a drive's and a PC's tag, and a red one on a black printer."""
    kinds = ("sanitized", "exceptions", "failed")
    results = [
        *(label_of(makers.certificate(kind)) for kind in kinds),
        label_of(makers.rehearsal_certificate()),
    ]
    results.append(label_content.blank("good", "fr"))
    entry = [label_content.of_tag(Tag("C23-0412", drive), samples.ORGANISATION, "fr") for drive in (None, 1)]
    shown = pages(labels.results(results, ROLL, "docs", "fr"), 150)
    shown += pages(labels.tags(entry, ROLL, "docs", "fr"), 150)
    shown.append(shown[2].convert("L").convert("RGB"))
    across, down = shown[0].width + _GAP, shown[0].height + _GAP
    sheet = Image.new("RGB", (2 * across + _GAP, 4 * down + _GAP), _GROUND)
    for place, label in enumerate(shown):
        sheet.paste(label, (_GAP + place % 2 * across, _GAP + place // 2 * down))
    sheet.quantize(64).save(target, optimize=True)


if __name__ == "__main__":
    draw(PICTURE)
