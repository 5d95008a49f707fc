"""What a certificate says, in the words of its page: for a terminal, a pipe or a reader aloud."""

from pathlib import Path

from coordi_wipe.certificate import attachment, content, strict
from coordi_wipe.certificate.content import Page, Row
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.text import register_fonts
from coordi_wipe.certificate.verification import Verdict
from coordi_wipe.cli import output, verdicts
from coordi_wipe.messages import catalogue
from coordi_wipe.model.evidence import Evidence

_LABEL = 18  # columns: the longest label


def show(path: Path, verdict: Verdict, *, json: bool) -> None:
    """Prints the evidence of a file whose seal holds; with `json` its very bytes, whose SHA-256 counts."""
    pdf = verdicts.read(path)
    data = attachment.read(pdf, strict.read(pdf)).evidence
    if json:
        output.raw(data)
    elif verdict.evidence is not None:
        _words(verdict.evidence, data, verdict.signer)


def _words(evidence: Evidence, data: bytes, signer: str) -> None:
    register_fonts()  # which letters there are decides how a name is shown
    page = content.page(evidence, data, Organisation(), catalogue.current().language, signer)
    for line in _lines(page):
        output.line(line)


def _lines(page: Page) -> list[str]:
    lines = [
        "",
        f"{page.title}  {page.number_label} {page.number}",
        f"{page.word}  {page.level}",
        page.sentence,
    ]
    lines += [page.warning] if page.warning else []
    for section in (page.drive, page.machine, page.method, *page.remarks):
        lines += ["", section.heading, *map(_row, section.rows), *(f"  · {item}" for item in section.items)]
    return [*lines, "", *map(_row, page.proof), "", *page.small_print]


def _row(row: Row) -> str:
    return f"  {row.label:<{_LABEL}}  {row.value}"
