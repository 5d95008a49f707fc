"""Every code that the model can answer has a sentence in each language, and finds its arguments there."""

import ast
import string
import typing
from pathlib import Path

import pytest

from coordi_wipe.messages.catalogue import catalogue, languages
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model import base, claim
from coordi_wipe.model.base import Level, Reason
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.evidence import Status
from coordi_wipe.model.notes import NOTES


def _reasons_of(path: Path) -> dict[str, set[str]]:
    """Code → names of its arguments, for each Reason(…) and each ending of this file."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
            code, args = node.args[0], node.args[1] if len(node.args) > 1 else None
            if isinstance(code, ast.Constant):
                keys = args.keys if isinstance(args, ast.Dict) else []
                found.setdefault(code.value, set()).update(key.value for key in keys)
    return found


CLAIMED = {
    code: args
    for name in ("claim.py", "marks.py")
    for code, args in _reasons_of(Path(base.__file__).with_name(name)).items()
}
WORDS = [
    *(f"status.{status}" for status in typing.get_args(Status)),
    *(f"level.{level}" for level in typing.get_args(Level)),
    *(f"medium.{medium}" for medium in typing.get_args(Medium)),
]


def test_the_reasons_of_the_claim_are_found() -> None:
    assert len(CLAIMED) > 20
    assert CLAIMED["gap"] == {"number", "offset"}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("code", [*CLAIMED, *claim.ENDINGS, *NOTES, *WORDS])
def test_code_has_a_sentence(code: str, language: str) -> None:
    code = claim.ENDINGS[code].code if code in claim.ENDINGS else code
    assert code in catalogue(language)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("code", CLAIMED)
def test_a_sentence_uses_only_arguments_that_there_are(code: str, language: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(catalogue(language).template(code)) if name}
    assert names <= CLAIMED[code]
    if "count" in CLAIMED[code] or "bytes" in CLAIMED[code]:
        assert names, "a figure that a person needs is not said"


def test_a_whole_sentence_in_french_and_english() -> None:
    gap = Reason("gap", {"number": 2, "offset": 512_000_000})
    assert sentence(gap, language="fr").startswith("La passe 2 s'arrête à 512\N{NO-BREAK SPACE}Mo.")
    assert sentence(gap, language="en").startswith("Pass 2 stops at 512\N{NO-BREAK SPACE}MB.")
    assert say("status.sanitized", language="fr") == "EFFACÉ"


@pytest.mark.parametrize("code", [*CLAIMED, *NOTES])
def test_french_signs_keep_their_word(code: str) -> None:
    text = catalogue("fr").template(code)
    assert not any(f" {sign}" in text for sign in ":;!?»")
