"""Whether every code that the product says has its sentence in each language. Part of `make check`.

A sentence must be there, not empty, with the same placeholders in each language, in one catalogue only,
and compiled; and where the code is said with its arguments in plain sight, they must be those that the
sentence asks for. `faults(PACKAGE)` answers lines; the script prints them and exits 1 when there are any.
"""

import ast
import builtins
import gettext
import re
import string
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent.parent / "coordi_wipe"
CODE = re.compile(r"[a-z0-9]+([-._][a-z0-9]+)*")
CODE_AT = {
    "Reason": 0,
    "say": 0,
    "words": 0,
    "Halted": 1,
}  # which argument is the code; of every …Error, the first
NOT_ARGUMENTS = {"language"}  # of say()


@dataclass(frozen=True)
class Said:
    """A code in the product's text. `given`: names of its arguments; None when not in plain sight."""

    code: str
    given: frozenset[str] | None
    where: str


# --- the catalogues ---------------------------------------------------------------------------------


def sentences(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Code → sentence of all `.po` files of one language, and what is wrong with these files."""
    found: dict[str, str] = {}
    wrong: list[str] = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            entries = {str(m.id): str(m.string) for m in read_po(file) if m.id and not m.fuzzy}
        wrong += [f"{path}: in another catalogue too: {code}" for code in entries.keys() & found.keys()]
        wrong += [
            f"{path}: no sentence: {code}" for code, sentence in entries.items() if not sentence.strip()
        ]
        if _compiled(path.with_suffix(".mo")) != {code: text for code, text in entries.items() if text}:
            wrong.append(f"{path}: not compiled: msgfmt -o {path.with_suffix('.mo').name} {path.name}")
        found |= entries
    return found, wrong


def _compiled(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue: dict[str, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return {code: text for code, text in catalogue.items() if code}


def placeholders(sentence: str) -> frozenset[tuple[str, str]] | None:
    """(name, kind) of each {name:kind}; None when the braces do not match."""
    try:
        return frozenset(
            (name, kind or "") for _, name, kind, _ in string.Formatter().parse(sentence) if name
        )
    except ValueError:
        return None


# --- the product's text -----------------------------------------------------------------------------


def said(package: Path) -> Iterator[Said]:
    """Every code that stands as a literal where a sentence is made of it."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield from _codes(node, str(path.relative_to(package.parent)))


def _codes(call: ast.Call, path: str) -> Iterator[Said]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name.endswith("Error") and not hasattr(builtins, name):
        position = 0
    elif name in CODE_AT:
        position = CODE_AT[name]
    else:
        return
    if len(call.args) > position:
        for literal in _literals(call.args[position]):
            if CODE.fullmatch(literal):
                yield Said(literal, _given(call, name), f"{path}:{call.lineno}")


def _literals(node: ast.expr) -> Iterator[str]:
    """A literal, or the two of a conditional expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _given(call: ast.Call, name: str) -> frozenset[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    if name == "Reason":
        given = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
        keys = given.keys if isinstance(given, ast.Dict) else [None]
        names = {key.value if isinstance(key, ast.Constant) else None for key in keys}
    return None if None in names else frozenset(str(n) for n in names) - NOT_ARGUMENTS


# --- together -----------------------------------------------------------------------------------------


def faults(package: Path) -> list[str]:
    """What is wrong, a line each; empty when every code has its sentence in every language."""
    folders = sorted((package / "locale").glob("*/LC_MESSAGES"))
    read = {folder.parent.name: sentences(folder) for folder in folders}
    wrong = [line for _, lines in read.values() for line in lines]
    languages = {language: found for language, (found, _) in read.items()}
    wrong += _unlike(languages)
    codes = list(said(package))
    for use in codes:
        for language, found in languages.items():
            if use.code not in found:
                wrong.append(f"{use.where}: no sentence in {language}: {use.code}")
            elif use.given is not None:
                asked = {name for name, _ in placeholders(found[use.code]) or ()} - use.given
                wrong += [f"{use.where}: {use.code} is said without {name} ({language})" for name in asked]
    if not languages or not codes:
        wrong.append(f"{package}: neither sentences nor codes: is this the package?")
    return wrong


def _unlike(languages: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Codes that one language lacks, or says with other placeholders."""
    for code in sorted(set().union(*languages.values())):
        kinds = {name: placeholders(found[code]) for name, found in languages.items() if code in found}
        yield from (f"{name}: braces do not match: {code}" for name, kind in kinds.items() if kind is None)
        yield from (f"{name}: lacks {code}" for name in sorted(languages.keys() - kinds.keys()))
        if len(set(kinds.values())) > 1:
            yield f"placeholders differ between languages: {code}"


if __name__ == "__main__":
    lines = faults(PACKAGE)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.exit(1 if lines else 0)
