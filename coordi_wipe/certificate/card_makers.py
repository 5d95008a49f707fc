"""The makers of PCs on the bench card: their keys, where their settings are, and a trap, from a data file."""

import tomllib
from pathlib import Path

import msgspec

from coordi_wipe.certificate.resources import resource
from coordi_wipe.model import decoding
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import DamagedError

Said = str | dict[str, str]
"""A text that is the same in every language, or one for each language (fr, en)."""

_ELSEWHERE = "en"  # what speaks a language that the file does not have yet


class Maker(Base, frozen=True):
    """One `[[maker]]`. An empty cell: not known well enough to be printed.

    `boot`, `setup`: keys for the boot menu and for the firmware's settings. `secure_boot`, `storage`:
    where these settings are. `trap`: what goes wrong most often.
    """

    name: Said
    boot: Said = ""
    setup: Said = ""
    secure_boot: Said = ""
    storage: Said = ""
    trap: Said = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    maker: tuple[Maker, ...]


def load(path: Path | None = None) -> tuple[Maker, ...]:
    """The makers in the order of the card, from this file or the product's own.

    Raises DamagedError("card-makers-unreadable") with the file's path and the reason.
    """
    path = path or resource("card", "makers.toml")
    try:
        return decoding.table(tomllib.loads(path.read_text(encoding="utf-8")), _File).maker
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise DamagedError("card-makers-unreadable", path=str(path), why=str(error)) from error


def said(cell: Said, language: str) -> str:
    """A cell in this language; in English where the file has no such language."""
    if isinstance(cell, str):
        return cell
    return cell.get(language, cell.get(_ELSEWHERE, ""))
