"""`coordi-wipe jobs`: what runs and what was interrupted; resume, or give up for good."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.sentences import say, sentence

if TYPE_CHECKING:
    from coordi_wipe.cli.results import Outcome
    from coordi_wipe.jobs.folder import JobFolder
    from coordi_wipe.station.station import Station


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.jobs.help"), invoke_without_command=True, rich_markup_mode=None)

    @group.callback()
    def jobs(
        context: typer.Context,
        json: Annotated[bool, typer.Option("--json", help=say("cli.json.help"))] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            _list(json=json)

    number = typer.Argument(metavar="UUID", help=say("cli.uuid.help"))

    @group.command(help=say("cli.jobs.resume.help"))
    def resume(uuid: Annotated[str, number]) -> int:
        from coordi_wipe.cli import results

        return results.exit_code(_followed(uuid, lambda here, folder: here.resume(folder)))

    @group.command(help=say("cli.jobs.cancel.help"))
    def cancel(uuid: Annotated[str, number]) -> int:
        """0 when it has ended, 3 when it had ended before."""
        outcomes = _followed(uuid, lambda here, folder: here.cancel(folder))
        return 0 if all(outcome.evidence is not None for outcome in outcomes) else 1

    app.add_typer(group, name="jobs")


def _list(*, json: bool) -> None:
    from coordi_wipe.cli.progress import stopped_at, words
    from coordi_wipe.cli.stations import station

    here = station()
    for problem in here.catch_up():
        output.note(sentence(problem))
    found = here.jobs()
    if json:
        output.data(found)
        return
    if not found:
        output.line(say("cli.jobs.none"))
    for job in found:
        place = job.drive.node if job.drive is not None else "?"
        status = say(f"status.{job.claim.status}") if job.claim is not None else ""
        output.line("  ".join(filter(None, (job.uuid, place, say(f"state.{job.state}"), status, job.tag))))
        if job.state == "running":
            output.line(f"    {words(job)}")
        elif job.state == "interrupted" and job.progress is not None:
            output.line(f"    {stopped_at(job.progress)}")
        if job.why is not None:
            output.line(f"    {sentence(job.why)}")


def _followed(uuid: str, do: "Callable[[Station, JobFolder], object]") -> "tuple[Outcome, ...]":
    """Does this with one job, and shows what came of it."""
    from coordi_wipe.cli import results, watch
    from coordi_wipe.cli.stations import station

    here = station()
    folder = here.folder(uuid)
    drive = folder.job().plan.drive

    def begin() -> "list[JobFolder]":
        do(here, folder)
        return [folder]

    outcomes = watch.to_the_end(here, begin, [drive], events=False)
    for outcome in outcomes:
        output.line(results.words(outcome))
    return outcomes
