"""The picture of the card in docs/, of what the product draws."""

import sys
from pathlib import Path

if __name__ == "__main__":  # run as a script: the tests' folder and the house are not on the path yet
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from certificates.label_picture import pages
from PIL import Image

from coordi_wipe.certificate.card import card

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "card.png"
_GROUND, _GAP = (205, 208, 214), 14


def draw(target: Path) -> None:
    """Both pages of the French card, side by side."""
    first, second = pages(card("fr"), 90)
    sheet = Image.new("RGB", (first.width * 2 + 3 * _GAP, first.height + 2 * _GAP), _GROUND)
    sheet.paste(first, (_GAP, _GAP))
    sheet.paste(second, (first.width + 2 * _GAP, _GAP))
    sheet.quantize(32).save(target, optimize=True)


if __name__ == "__main__":
    draw(PICTURE)
