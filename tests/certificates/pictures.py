"""The pictures of certificates in docs/: how they are made, and how two of them are compared."""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":  # run as a script: the tests' folder and the house are not on the path yet
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from certificates import makers, samples
from PIL import Image, ImageChops, ImageStat

from coordi_wipe.certificate import evidence_file
from coordi_wipe.certificate.render import render

ROOT = Path(__file__).resolve().parents[2]
_KINDS = {
    "fr": (samples.sanitized, "fr"),
    "en": (samples.sanitized, "en"),
    "constat": (samples.failed, "fr"),
    "exceptions": (samples.exceptions, "fr"),
    "rehearsal": (samples.rehearsed, "fr"),
}
NAMES = [
    *(f"certificate-{kind}.png" for kind in _KINDS),
    "certificate-fr-grey.png",
    "certificate-constat-grey.png",
]


def picture(name: str, folder: Path) -> Path:
    """Renders the page of this picture at 150 dpi into `folder`."""
    kind = name.removeprefix("certificate-").removesuffix(".png").removesuffix("-grey")
    make, language = _KINDS[kind]
    pdf = render(evidence_file.encode(make()), samples.ORGANISATION, language, signer=makers.LEAF_NAME)
    colour = ["-gray"] if name.endswith("-grey.png") else []
    target = folder / name.removesuffix(".png")
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", *colour, "-", str(target)]
    subprocess.run(command, input=pdf, check=True)
    return target.with_suffix(".png")


def difference(one: Path, other: Path) -> float:
    """Mean difference of two pictures, 0 (equal) to 1; 1 where their sizes differ or one is missing."""
    if not (one.exists() and other.exists()):
        return 1.0
    with Image.open(one) as first, Image.open(other) as second:
        if first.size != second.size:
            return 1.0
        statistics = ImageStat.Stat(ImageChops.difference(first.convert("L"), second.convert("L")))
    return statistics.mean[0] / 255


def stale(name: str) -> str:
    return f"docs/{name} is not what is rendered now: look at it, then run tests/certificates/pictures.py"


def renew() -> None:
    for name in NAMES:
        path = picture(name, ROOT / "docs")
        with Image.open(path) as drawn:
            drawn.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


if __name__ == "__main__":
    renew()
