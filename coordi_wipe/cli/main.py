"""`coordi-wipe`: finds the language, runs the command, and turns every error into a sentence."""

import os
import sys
from collections.abc import Sequence

import typer
from typer._click import exceptions as click  # typer carries its own copy of click

from coordi_wipe.cli import output
from coordi_wipe.messages import catalogue
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.errors import CoordiWipeError

INTERRUPTED = 130


def main() -> None:
    """The program."""
    sys.exit(run(sys.argv[1:]))


def run(argv: Sequence[str]) -> int:
    """Runs one command and answers its exit code (DESIGN.md, "The command line")."""
    catalogue.use(_language(argv))
    from coordi_wipe.cli.app import command

    try:
        result = command().main(args=list(argv), prog_name="coordi-wipe", standalone_mode=False)
    except typer.Exit as end:
        return int(end.exit_code)
    except click.NoArgsIsHelpError as help_asked:
        output.note(help_asked.format_message())
        return 2
    except click.ClickException as error:
        output.note(_usage(error))
        return 2
    except (typer.Abort, KeyboardInterrupt):
        output.note(say("interrupted-by-person"))
        return INTERRUPTED
    except CoordiWipeError as error:
        output.note(sentence(error.reason))
        return error.exit_code
    except BrokenPipeError:  # whoever read us has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        path = str(error.filename) if error.filename else ""
        output.note(say("system-error", path=path, error=error.strerror or str(error)))
        return 1
    return result if isinstance(result, int) else 0


def _language(argv: Sequence[str]) -> str:
    """--lang wins over LANG; it is needed before the first help text is made."""
    for index, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
    return catalogue.wished()


def _usage(error: click.ClickException) -> str:
    """A wrong call, in the language in use."""
    match error:
        case click.NoSuchOption():
            text = say("usage-no-such-option", option=error.option_name)
        case click.MissingParameter():
            text = say("usage-missing", name=_parameter(error))
        case click.BadParameter():
            text = say("usage-bad-value", name=_parameter(error), detail=error.message)
        case _:
            text = say("usage-wrong", detail=error.format_message())
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{text}\n{say('usage-help', command=context.command_path if context else 'coordi-wipe')}"


def _parameter(error: click.BadParameter) -> str:
    """The argument or option that is wrong, as a person writes it."""
    parameter = error.param
    if parameter is None:
        return ""
    return parameter.metavar or max(parameter.opts, key=len, default=str(parameter.name))
