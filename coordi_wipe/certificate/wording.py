"""Sentences of one language for the page, and codes of other rooms by their names."""

import datetime

from coordi_wipe.certificate.text import visible
from coordi_wipe.messages.catalogue import catalogue
from coordi_wipe.messages.quantities import moment
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason

_LONGEST_VALUE, _LONGEST_SENTENCE = 120, 300


class Wording:
    """Calls `say` in one language; what comes from outside is made visible, and kept to a length.

    A value that is cut says so: « … (suite dans evidence.json) ».
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str, /, **args: str | int | float) -> str:
        safe = {name: visible(value) if isinstance(value, str) else value for name, value in args.items()}
        return say(code, language=self.language, **safe)

    def reason(self, reason: Reason) -> str:
        """The sentence of a reason that another room gave."""
        return self._cut(visible(sentence(reason, language=self.language)), _LONGEST_SENTENCE)

    def shown(self, text: str, most: int = _LONGEST_VALUE) -> str:
        """A value as the page shows it; a dash where there is none."""
        return self._cut(visible(text), most) or "–"

    def named(self, family: str, code: str) -> str:
        """The name of a technique or scheme; its code where no catalogue knows it (schemes from a file)."""
        known = f"{family}-{code}"
        return self(known) if known in catalogue(self.language) else self.shown(code)

    def pattern(self, pattern: str) -> str:
        """What one pass writes: "random", bytes in hexadecimal, or "~" for a complement."""
        bare = pattern.removeprefix("~")
        text = self("page-pattern-random") if bare == "random" else f"0x{self.shown(bare, 40).upper()}"
        return text if pattern == bare else self("page-pattern-complement", pattern=text)

    def moment(self, at: datetime.datetime) -> str:
        """Date and time to the minute, in UTC."""
        return moment(at, self.language)

    def _cut(self, text: str, most: int) -> str:
        return text if len(text) <= most else f"{text[:most]}… ({self('page-more')})"
