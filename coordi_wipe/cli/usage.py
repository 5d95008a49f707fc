"""How the command is called: its language, options of several words, and what is wrong with a call."""

import re
from collections.abc import Sequence
from pathlib import Path

from typer._click import exceptions as click  # typer carries its own copy of click

from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.errors import UsageError

_CONFIRM = "--confirm"

# What the parser says in English only, and our sentence with the same words in it.
_SAID = (
    (r"No such command '(?P<name>.*?)'.*", "usage-no-such-command"),
    (r"Got unexpected extra argument\(s\) \((?P<words>.*)\)", "usage-too-many"),
    (r"Option '(?P<option>.*)' requires an argument\.", "usage-option-needs-value"),
    (r"Option '(?P<option>.*)' does not take a value\.", "usage-option-takes-no-value"),
)


def language(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The language of `--lang`, wherever it stands ("" without one), and the other words.

    It is needed before the first help text is made. Raises UsageError.
    """
    asked, kept = "", []
    words = iter(argv)
    for word in words:
        if word == "--":
            kept += [word, *words]
        elif word == "--lang":
            asked = next(words, "")
            if not asked:
                raise UsageError("usage-option-needs-value", option=word)
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
        else:
            kept.append(word)
    if asked and asked not in catalogue.languages():
        raise UsageError("usage-bad-value", name="--lang", known=", ".join(catalogue.languages()))
    return asked, kept


def check_text(argv: Sequence[str]) -> None:
    """Whether every word is text: papers and JSON hold nothing else. Raises UsageError."""
    for word in argv:
        if word.encode(errors="ignore").decode() != word:
            raise UsageError("usage-not-text", word=word.encode(errors="backslashreplace").decode())


def repeated(argv: Sequence[str]) -> list[str]:
    """`wipe A B --confirm X Y` as the parser wants it: `--confirm` before each word.

    A word behind the first is a confirmation too, unless it is a path that has not been named before:
    `wipe --confirm SERIAL /dev/sda` is understood as well.
    """
    words: list[str] = []
    confirming = False
    for word in argv:
        if confirming and words[-1] != _CONFIRM and not word.startswith("-") and not _new_path(word, words):
            words.append(_CONFIRM)
        elif words[-1:] != [_CONFIRM]:
            confirming = word == _CONFIRM
        words.append(word)
    return words


def _new_path(word: str, before: Sequence[str]) -> bool:
    return word not in before and ("/" in word or Path(word).exists())


def sentence(error: click.ClickException) -> str:
    """A wrong call, in the language in use; of a group without a command, its help."""
    if isinstance(error, click.NoArgsIsHelpError):
        return error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "coordi-wipe"
    return f"{_what(error)}\n{say('usage-help', command=command)}"


def _what(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return say("usage-no-such-option", option=error.option_name)
        case click.MissingParameter():
            return say("usage-missing", name=_name(error))
        case click.BadParameter():
            return say("usage-bad-value", name=_name(error), known=_known(error))
    for pattern, code in _SAID:
        found = re.fullmatch(pattern, error.message)
        if found:
            return say(code, **found.groupdict())
    return say("usage-wrong", detail=error.format_message())


def _name(error: click.BadParameter) -> str:
    """The argument or option that is wrong, as a person writes it."""
    parameter = error.param
    if parameter is None:
        return ""
    options = [name for name in parameter.opts if name.startswith("-")]
    return max(options, key=len, default=_known(error))


def _known(error: click.BadParameter) -> str:
    """What may be written there: options of few values show them as their metavar."""
    return ((error.param.metavar if error.param else None) or "…").replace("|", ", ")
