"""`coordi-wipe wipe`: the whole line for these drives, to signed certificates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Level
from coordi_wipe.model.drive import Drive, Identity, confirmation
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.model.plan import Plan

if TYPE_CHECKING:
    from coordi_wipe.jobs.folder import JobFolder
    from coordi_wipe.station.station import Station


def add_to(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(help=say("cli.wipe.help"))
    def wipe(
        drives: Annotated[list[str], typer.Argument(metavar=say("cli.drive"), help=say("cli.drive.help"))],
        confirm: Annotated[
            list[str] | None, typer.Option(metavar=say("cli.serial"), help=say("cli.confirm.help"))
        ] = None,
        level: Annotated[
            Literal["purge", "clear"] | None, typer.Option(metavar="purge|clear", help=say("cli.level.help"))
        ] = None,
        method: Annotated[
            str, typer.Option(metavar=say("cli.name"), help=say("cli.method.help"), show_default=False)
        ] = "auto",
        verify: Annotated[
            Literal["full", "sampled"],
            typer.Option(metavar="full|sampled", help=say("cli.verify.help"), show_default=False),
        ] = "full",
        tag: Annotated[
            str, typer.Option(metavar=say("cli.text"), help=say("cli.tag.help"), show_default=False)
        ] = "",
        lot: Annotated[
            str, typer.Option(metavar=say("cli.text"), help=say("cli.lot.help"), show_default=False)
        ] = "",
        operator: Annotated[
            str, typer.Option(metavar=say("cli.text"), help=say("cli.operator.help"), show_default=False)
        ] = "",
        out: Annotated[
            str, typer.Option(metavar=say("cli.folder"), help=say("cli.out.help"), show_default=False)
        ] = "",
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
        events: Annotated[bool, typer.Option("--events", help=say("cli.events.help"))] = False,
        file_drive: Annotated[bool, typer.Option("--file-drive", help=say("cli.file-drive.help"))] = False,
    ) -> int:
        from coordi_wipe.cli import results, watch
        from coordi_wipe.cli.stations import station
        from coordi_wipe.messages import catalogue
        from coordi_wipe.station.begin import Details

        here = station()
        found = _once_each(here.detect(drives, file_drives=file_drive))
        details = Details(tag, lot, operator, out, catalogue.current().language)
        identities = [drive.identity for drive in found]
        with results.refusals(identities, json=json):
            plans = _plans(here, found, level, method, verify)
            _check_confirmed(found, here.detect(), confirm or [], drives)
        for problem in (*here.catch_up(), *(() if events else here.remarks(plans))):
            output.note(sentence(problem))

        def begin() -> "Sequence[JobFolder]":
            with results.refusals(identities, json=json):
                return here.start(plans, details)

        outcomes = watch.to_the_end(here, begin, identities, events=events)
        if json:
            output.data(results.document(outcomes))
        else:
            for outcome in outcomes:
                output.line(results.words(outcome))
        return results.exit_code(outcomes)


def _once_each(drives: Sequence[Drive]) -> Sequence[Drive]:
    nodes = [drive.identity.node for drive in drives]
    for node in nodes:
        if nodes.count(node) > 1:
            raise UsageError("drive-named-twice", node=node)
    return drives


def _plans(
    here: "Station", drives: Sequence[Drive], level: Level | None, method: str, verify: str
) -> Sequence[Plan]:
    plans = [here.plan(drive, level, method) for drive in drives]
    if verify == "sampled" and any(step.passes for plan in plans for step in plan.steps):
        raise UsageError("sampled-with-overwrite")
    return plans


def _check_confirmed(
    drives: Sequence[Drive], all_drives: Sequence[Drive], given: Sequence[str], named: Sequence[str]
) -> None:
    """Each drive's serial (or path) was repeated, and nothing else. Raises RefusedError.

    `named`: the drives as they were written, in their order: a path may be repeated in those words.
    """
    machine = {drive.identity.node: drive.identity for drive in (*drives, *all_drives)}
    accepted: set[str] = set()
    for drive, name in zip(drives, named, strict=True):
        words = _words(drive.identity, machine, name)
        if not words & set(given):
            raise _not_confirmed(drive.identity, machine)
        accepted |= {*words, drive.identity.node, name}
    strangers = [word for word in given if word not in accepted]
    if strangers:
        raise RefusedError("confirmed-another", word=strangers[0])


def _not_confirmed(identity: Identity, machine: dict[str, Identity]) -> RefusedError:
    """A serial is never told: whoever copies it from the screen has not looked at the drive."""
    if confirmation(identity, _others(identity, machine)) == identity.node:
        return RefusedError("path-not-confirmed", node=identity.node, expected=identity.node)
    return RefusedError("not-confirmed", node=identity.node)


def _words(identity: Identity, machine: dict[str, Identity], name: str) -> set[str]:
    """What confirms this drive: its serial; its path where the serial is missing or shared."""
    word = confirmation(identity, _others(identity, machine))
    return {word, name} if word == identity.node else {word}


def _others(identity: Identity, machine: dict[str, Identity]) -> tuple[Identity, ...]:
    return tuple(other for node, other in machine.items() if node != identity.node)
