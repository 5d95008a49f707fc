"""A code with arguments becomes a sentence that a person reads."""

import string
from collections.abc import Mapping, Sequence
from typing import Any

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.quantities import duration, number, size, written_moment
from coordi_wipe.model.base import Reason

_MISSING = "?"  # for an argument that was not given


class _Words(string.Formatter):
    """str.format with what the field writes: {x:bytes} {x:seconds} {x:number} {x:date} (ISO 8601)
    {x:level} {x:code} {x:system}."""

    def __init__(self, language: str, args: Mapping[str, str | int | float]) -> None:
        self._language = language
        self._args = {key: value for key, value in args.items() if key != "why"}

    def format_field(self, value: Any, format_spec: str) -> Any:
        if value == _MISSING:
            return value
        match format_spec:
            case "bytes":
                return size(int(value), self._language)
            case "seconds":
                return duration(float(value), self._language)
            case "number":
                return number(float(value), self._language)
            case "date":
                return written_moment(str(value), self._language)
            case "level":
                return say(f"level.{value}", language=self._language)
            case "code":
                # a code inside a sentence has the arguments of the sentence
                return say(str(value), language=self._language, **self._args)
            case "system":
                return _system(str(value), self._language)
        return super().format_field(value, format_spec)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        del args  # sentences name their arguments
        return kwargs.get(str(key), _MISSING)


def say(code: str, /, *, language: str | None = None, **args: str | int | float) -> str:
    """The sentence of a code in the language in use, or in this one. Never raises on odd arguments."""
    words = catalogue.catalogue(language) if language else catalogue.current()
    template = words.template(code)
    try:
        return _Words(words.language, args).format(template, **args)
    except (ValueError, TypeError):
        return f"{template} {args}"


def _system(error: str, language: str) -> str:
    """What the system says of an error (strerror, always English here); as it is where nobody knows it."""
    code = f"system.{error}"
    return say(code, language=language) if code in catalogue.catalogue(language) else error


def sentence(reason: Reason, *, language: str | None = None) -> str:
    """The sentence of a reason; an unknown code is shown as it is, with its arguments."""
    text = say(reason.code, language=language, **reason.args)
    if text == reason.code and reason.args:
        return f"{text} ({', '.join(f'{k}={v}' for k, v in reason.args.items())})"
    return text
