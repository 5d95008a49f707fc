"""`coordi-wipe wipe`: the whole line for these drives, to signed certificates."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.drive import Drive, Identity, confirmation
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.model.plan import Plan


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.wipe.help"))
    def wipe(
        drives: Annotated[list[str], typer.Argument(metavar="DRIVE", help=say("cli.drive.help"))],
        confirm: Annotated[list[str] | None, typer.Option(help=say("cli.confirm.help"))] = None,
        level: Annotated[Literal["purge", "clear"] | None, typer.Option(help=say("cli.level.help"))] = None,
        method: Annotated[str, typer.Option(help=say("cli.method.help"))] = "auto",
        verify: Annotated[Literal["full", "sampled"], typer.Option(help=say("cli.verify.help"))] = "full",
        tag: Annotated[str, typer.Option(help=say("cli.tag.help"))] = "",
        lot: Annotated[str, typer.Option(help=say("cli.lot.help"))] = "",
        operator: Annotated[str, typer.Option(help=say("cli.operator.help"))] = "",
        out: Annotated[str, typer.Option(help=say("cli.out.help"))] = "",
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
        events: Annotated[bool, typer.Option("--events", help=say("cli.events.help"))] = False,
        file_drive: Annotated[bool, typer.Option("--file-drive", help=say("cli.file-drive.help"))] = False,
    ) -> int:
        from coordi_wipe.cli import results, watch
        from coordi_wipe.cli.stations import station
        from coordi_wipe.messages import catalogue
        from coordi_wipe.station.begin import Details

        here = station()
        found = _found(here.detect(drives, file_drives=file_drive))
        try:
            plans = [here.plan(drive, level, method) for drive in found]
            _check_verify(verify, plans)
            _check_confirmed(found, here.detect(), confirm or [], drives)
            details = Details(tag, lot, operator, out, catalogue.current().language)
            folders = here.start(plans, details)
        except RefusedError as refusal:
            if json:
                output.data(results.refused([drive.identity for drive in found], refusal.reason))
            raise
        outcomes = watch.to_the_end(here, folders, events=events)
        if json:
            output.data(results.document(outcomes))
        else:
            for outcome in outcomes:
                output.line(results.words(outcome))
        return results.exit_code(outcomes)


def _found(drives: Sequence[Drive]) -> Sequence[Drive]:
    nodes = [drive.identity.node for drive in drives]
    for node in nodes:
        if nodes.count(node) > 1:
            raise UsageError("drive-named-twice", node=node)
    return drives


def _check_verify(verify: str, plans: Sequence[Plan]) -> None:
    if verify == "sampled" and any(step.passes for plan in plans for step in plan.steps):
        raise UsageError("sampled-with-overwrite")


def _check_confirmed(
    found: Sequence[Drive], all_drives: Sequence[Drive], given: Sequence[str], named: Sequence[str]
) -> None:
    """Each drive's serial (or path) was repeated, and nothing else. Raises RefusedError."""
    nodes = {drive.identity.node for drive in found}
    others = [drive.identity for drive in (*found, *all_drives)]
    wanted: dict[str, Identity] = {}
    accepted: set[str] = set()
    for drive, name in zip(found, named, strict=True):
        identity = drive.identity
        rest = tuple({other.node: other for other in others if other.node != identity.node}.values())
        word = confirmation(identity, rest)
        wanted[word] = identity
        answers = {word} if word != identity.node else {word, name}
        if not answers & set(given):
            raise RefusedError("not-confirmed", node=identity.node, expected=word)
        accepted |= answers
    strangers = [word for word in given if word not in accepted and str(Path(word).resolve()) not in nodes]
    if strangers:
        raise RefusedError("confirmed-another", word=strangers[0])
