"""Writes docs/situations.md anew: `python tests/unit/model/situations_author.py`. Look at what changed."""

import re
import string
import sys
from itertools import groupby
from pathlib import Path

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.situations import SITUATIONS, UNKNOWN

PAPER = Path(__file__).resolve().parents[3] / "docs" / "situations.md"
AREAS = {
    "D": "D – Disque",
    "P": "P – Papiers et signature",
    "S": "S – Clé",
    "M": "M – PC et alimentation",
    "N": "N – Réseau et inventaire",
    "T": "T – Étiquettes et saisie",
    "E": "E – Écran sans problème",
}
HEAD = """# Numéros des situations

L'écran du stagiaire montre un numéro, par exemple **D-31**. F2 l'affiche en grand, avec un code à scanner.
Cherchez-le ici : ce que dit l'écran, et ce que vous pouvez faire. « … » remplace ce qui change d'un PC
à l'autre. Un numéro ne change jamais de sens.

*(English: press F4, then F2: the sheet says the same in English. This page is made from
`coordi_wipe/model/situation_table.py` by `tests/unit/model/situations_author.py`.)*
"""


def written():
    """The whole paper."""
    order = sorted(SITUATIONS, key=lambda one: (list(AREAS).index(one.number[0]), int(one.number[2:])))
    parts = [HEAD]
    for area, ones in groupby(order, key=lambda one: one.number[0]):
        parts.append(f"\n## {AREAS[area]}\n\n| N° | L'écran dit | Que faire |\n|---|---|---|\n")
        parts += [
            f"| **{one.number}** | {_said(one.code)} | {_plain(f'supervisor.do.{one.do}')} |\n"
            for one in ones
        ]
    parts.append(f"\n**{UNKNOWN}** – {_plain('supervisor.do.unknown')}\n")
    return "".join(parts)


def _said(code):
    """A sentence with an ellipsis for what it is told."""
    template = catalogue.catalogue("fr").template(code)
    text = "".join(
        before + ("…" if name is not None else "")
        for before, name, _, _ in string.Formatter().parse(template)
    )
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _plain(code):
    return say(code, language="fr")


if __name__ == "__main__":
    PAPER.write_text(written())
    sys.stdout.write(f"{PAPER}: {len(SITUATIONS)}\n")
