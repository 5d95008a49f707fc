"""`coordi-wipe labels`: tags for what comes in, and results for what was wiped, as PDF."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from coordi_wipe.cli import output
from coordi_wipe.messages.catalogue import current
from coordi_wipe.messages.sentences import say
from coordi_wipe.model.errors import UsageError
from coordi_wipe.model.tone import Tone

_TONES: dict[str, Tone] = {"green": "good", "amber": "amber", "red": "bad"}


def add_to(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help=say("cli.labels.help"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name="labels")
    out_option = typer.Option(metavar="PDF", help=say("cli.labels.out.help"))
    format_option = typer.Option("--format", metavar="sheet|roll", help=say("cli.labels.format.help"))
    skip_option = typer.Option(metavar="N", help=say("cli.labels.skip.help"))

    @group.command(help=say("cli.labels.tags.help"))
    def tags(
        row: Annotated[str, typer.Argument(metavar="C23-0400..C23-0423", help=say("cli.labels.range.help"))],
        out: Annotated[Path, out_option],
        drives: Annotated[int, typer.Option(metavar="N", help=say("cli.labels.drives.help"))] = 1,
        paper: Annotated[Literal["sheet", "roll"], format_option] = "sheet",
        skip: Annotated[int, skip_option] = 0,
    ) -> None:
        from coordi_wipe.certificate import label_content, label_paper, labels, organisation
        from coordi_wipe.model import tag_range
        from coordi_wipe.station import locations

        issuer = organisation.load(locations.settings())
        language = current().language
        found = tag_range.with_drives(row, drives)
        drawn = [label_content.of_tag(tag, issuer, language) for tag in found]
        title = say("labels-title-tags", text=row)
        pdf = labels.tags(drawn, label_paper.PAPERS[paper], title, language, skip=skip)
        _write(out, pdf, len(drawn))

    @group.command(help=say("cli.labels.result.help"))
    def result(
        files: Annotated[list[Path], typer.Argument(metavar="PDF", help=say("cli.pdf.help"))],
        out: Annotated[Path, out_option],
        trust: Annotated[list[Path] | None, typer.Option(metavar="PEM", help=say("cli.trust.help"))] = None,
        paper: Annotated[Literal["sheet", "roll"], format_option] = "roll",
        skip: Annotated[int, skip_option] = 0,
    ) -> None:
        from coordi_wipe.certificate import label_paper, labels
        from coordi_wipe.cli import label_results

        language = current().language
        drawn = label_results.of(files, trust or [], language)
        title = say("labels-title-results")
        pdf = labels.results(drawn, label_paper.PAPERS[paper], title, language, skip=skip)
        _write(out, pdf, len(drawn))

    @group.command(help=say("cli.labels.blank.help"))
    def blank(
        colour: Annotated[
            Literal["green", "amber", "red"],
            typer.Argument(metavar="green|amber|red", help=say("cli.labels.colour.help")),
        ],
        out: Annotated[Path, out_option],
        count: Annotated[
            int, typer.Option(metavar="N", min=1, max=1000, help=say("cli.labels.count.help"))
        ] = 24,
        paper: Annotated[Literal["sheet", "roll"], format_option] = "sheet",
        skip: Annotated[int, skip_option] = 0,
    ) -> None:
        from coordi_wipe.certificate import label_content, label_paper, labels

        language = current().language
        drawn = [label_content.blank(_TONES[colour], language)] * count
        title = say("labels-title-results")
        pdf = labels.results(drawn, label_paper.PAPERS[paper], title, language, skip=skip)
        _write(out, pdf, len(drawn))


def _write(path: Path, pdf: bytes, count: int) -> None:
    """A file that was there stays: it may be a certificate."""
    from coordi_wipe.ledger import durable

    if path.exists():
        raise UsageError("labels-out-exists", path=str(path))
    if not path.parent.is_dir():
        raise UsageError("out-folder-missing", path=str(path.parent))
    durable.write(path, pdf, mode=0o644)
    code = "cli.labels.written" if count > 1 else "cli.labels.written-one"
    output.line(say(code, path=str(path), count=count))
