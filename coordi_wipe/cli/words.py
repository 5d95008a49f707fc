"""Typer's own words in the language in use: headings, "usage", what --help does."""

import re
from collections.abc import Sequence

from typer._click import Command
from typer._click.core import Context
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from coordi_wipe.messages.sentences import say

_HEADINGS = {"Arguments": "help.arguments", "Options": "help.options", "Commands": "help.commands"}
_HELP = "Show this message and exit."
_TYPE = re.compile(r" <.*>$")  # a Python type, behind the name of an argument


class _Formatter(HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, f"{say('help.usage')} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{say(_HEADINGS.get(heading, heading))}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        shown = [
            (
                _TYPE.sub("", name),
                say("help.help") if text == _HELP else text.removesuffix("[required]").rstrip(),
            )
            for name, text in rows
        ]
        super().write_dl(shown, col_max, col_spacing)


class _Context(Context):
    formatter_class = _Formatter


def in_language(command: Command) -> Command:
    """The same command, and those below it, with help in the language in use."""
    command.context_class = _Context
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = say("help.command-metavar")
        for below in command.commands.values():
            in_language(below)
    return command
