"""Draws all snapshots anew: `python tests/tui/author.py`. Look at what changed before you commit it."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZES = ((80, 24), (160, 50))
LANGUAGES = ("fr", "en")


def file(language, size):
    """Where the screens of this language and size are kept."""
    return HERE / "snapshots" / f"{language}-{size[0]}x{size[1]}.txt"


def written(screens):
    """All screens as one text, each under its name."""
    return "".join(f"#### {name}\n{text.rstrip()}\n\n" for name, text in screens.items())


if __name__ == "__main__":
    os.environ.setdefault("COORDI_WIPE_ONLY", "")
    sys.path.insert(0, str(HERE))
    import canvas
    import situations

    for language in LANGUAGES:
        for size in SIZES:
            path = file(language, size)
            path.parent.mkdir(exist_ok=True)
            path.write_text(written(canvas.drawn(situations.SITUATIONS, size=size, language=language)))
