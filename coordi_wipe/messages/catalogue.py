"""The language in use, and the catalogues that hold its sentences by code."""

import gettext
import os
import re
from pathlib import Path

DEFAULT = "fr"
_LOCALE = Path(__file__).resolve().parent.parent / "locale"


class Catalogue:
    """All sentences of one language: every `.mo` of its folder, one file per room of the house."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._sentences: dict[str, str] = {}
        for path in sorted((_LOCALE / language / "LC_MESSAGES").glob("*.mo")):
            with path.open("rb") as file:
                translations = gettext.GNUTranslations(file)
            catalogue: dict[str, str] = vars(translations)["_catalog"]
            self._sentences |= {code: text for code, text in catalogue.items() if code}

    def __contains__(self, code: str) -> bool:
        return code in self._sentences

    def template(self, code: str) -> str:
        """The sentence of a code, its arguments still in braces; the code itself when unknown."""
        return self._sentences.get(code, code)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that has a sentence."""
        return frozenset(self._sentences)


def languages() -> tuple[str, ...]:
    """Languages that there are: adding one is adding a folder under locale/."""
    return tuple(sorted(path.name for path in _LOCALE.iterdir() if path.is_dir()))


def wished() -> str:
    """The language asked for by LC_ALL, LC_MESSAGES or LANG: French where none is said, English where nobody
    here speaks it."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            language = re.split("[_.@]", value.lower())[0]
            if language in ("c", "posix"):
                return DEFAULT
            return language if language in languages() else "en"
    return DEFAULT


_loaded: dict[str, Catalogue] = {}
_in_use: list[str] = []


def use(language: str) -> None:
    """Chooses the language of all sentences from now on."""
    _in_use[:] = [language if language in languages() else DEFAULT]


def current() -> Catalogue:
    """The catalogue in use."""
    if not _in_use:
        use(wished())
    return catalogue(_in_use[0])


def catalogue(language: str) -> Catalogue:
    """The catalogue of this language, loaded once."""
    if language not in _loaded:
        _loaded[language] = Catalogue(language)
    return _loaded[language]
