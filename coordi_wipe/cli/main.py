"""`coordi-wipe`: finds the language, runs the command, and turns every error into a sentence.

Next to nothing is imported at the top: a Ctrl-C that early shows no traceback either.
"""

import sys
from collections.abc import Sequence

INTERRUPTED = 130


def main() -> None:
    """The program."""
    try:
        from coordi_wipe.cli import unforeseen

        unforeseen.install()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def run(argv: Sequence[str]) -> int:
    """Runs one command and answers its exit code (DESIGN.md, "The command line")."""
    from coordi_wipe.cli import output

    output.accept_any_character()
    try:
        code = _answered(argv)
        output.flush()
    except BrokenPipeError:  # whoever read us has gone
        output.hush()
        return 1
    except OSError as error:  # of the command, or because standard output is full
        output.hush()
        output.failure(error)
        return 1
    return code


def _answered(argv: Sequence[str]) -> int:
    import typer
    from typer._click import exceptions as click  # typer carries its own copy of click

    from coordi_wipe.cli import output, usage
    from coordi_wipe.messages import catalogue
    from coordi_wipe.messages.sentences import say, sentence
    from coordi_wipe.model.errors import CoordiWipeError

    try:
        catalogue.use(catalogue.wished())
        language, words = usage.language(argv)
        catalogue.use(language or catalogue.wished())
        usage.check_text(words)
        from coordi_wipe.cli.app import command

        result = command().main(args=usage.repeated(words), prog_name="coordi-wipe", standalone_mode=False)
    except typer.Exit as end:
        return int(end.exit_code)
    except click.ClickException as error:
        output.note(usage.sentence(error))
        return 2
    except (typer.Abort, KeyboardInterrupt):
        output.note(say("interrupted-by-person"))
        return INTERRUPTED
    except CoordiWipeError as error:
        output.note(sentence(error.reason))
        return error.exit_code
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    main()
