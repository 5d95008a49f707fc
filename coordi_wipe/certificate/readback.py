"""Reads a drawn page back, letter by letter, and holds it against the evidence: the page must say it."""

import io
import re
from collections.abc import Iterator
from typing import Any

from coordi_wipe.certificate import number, reading
from coordi_wipe.certificate.turn import alone
from coordi_wipe.certificate.wording import Wording
from coordi_wipe.messages.quantities import number as figure
from coordi_wipe.messages.quantities import size
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.facts import Read

_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@alone
def text(pdf: bytes) -> str:
    """What the page's tagged content says, without its spaces (lines break where they must)."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        page = opened.pages[0]
        letters = {name: _letters(font) for name, font in page.Resources.Font.items()}
        return _bare("".join(_shown(pikepdf.parse_content_stream(page), letters)))


def _letters(font: Any) -> dict[int, str]:
    """A font's codes as letters, from its ToUnicode map (ISO 32000-1, 9.10.3)."""
    letters: dict[int, str] = {}
    for kind, section in _SECTION.findall(font.ToUnicode.read_bytes()):
        if kind == b"char":
            for code, letter in _CHAR.findall(section):
                letters[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
        else:
            for first, last, letter in _RANGE.findall(section):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    letters[int(first, 16) + step] = chr(int(letter, 16) + step)
    return letters


def _shown(instructions: Any, letters: dict[str, dict[int, str]]) -> Iterator[str]:
    """Each string that is shown outside artifacts. Our fonts have one byte a letter."""
    marks: list[str] = []
    current: dict[int, str] = {}
    for instruction in instructions:
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BMC", "BDC"):
            marks.append(str(operands[0]))
        elif operator == "EMC":
            marks.pop()
        elif operator == "Tf":
            current = letters[str(operands[0])]
        elif operator == "Tj" and "/Artifact" not in marks:
            yield "".join(current.get(code, "\N{REPLACEMENT CHARACTER}") for code in bytes(operands[0]))


def _bare(text: str) -> str:
    return "".join(text.split())


def missing(pdf: bytes, evidence: Evidence, data: bytes, language: str) -> tuple[str, ...]:
    """What this evidence has to say and this page does not: an empty tuple is a true page."""
    page = text(pdf)
    return tuple(fact for fact in must_say(evidence, data, language) if _bare(fact) not in page)


def must_say(evidence: Evidence, data: bytes, language: str) -> tuple[str, ...]:
    """What no page may lack: labels with their values, taken from the evidence without `content`."""
    words = Wording(language)
    drive, machine, claim = evidence.plan.drive, evidence.machine, evidence.claim
    level = words(f"page-level-{claim.level}")
    labelled = (
        ("page-model", drive.model),
        ("page-serial", drive.serial),
        ("page-wwn", drive.wwn),
        ("page-firmware", drive.firmware),
        ("page-tag", evidence.tag),
        ("page-serial", machine.serial),
        ("page-machine-uuid", machine.uuid),
        ("page-virtual", machine.virtual),
        ("page-operator", evidence.operator),
        ("page-lot", evidence.lot),
        ("page-digest", number.digest(data)),
        ("page-job", evidence.uuid),
        ("page-number", number.short(evidence.uuid)),
    )
    facts = [f"{words(code)} {words.shown(value)}" for code, value in labelled if value]
    facts += [words.shown(value) for value in (machine.vendor, machine.product) if value]
    facts += [size(drive.size, language), figure(drive.size, language)]
    facts += [words(f"page-word-{claim.status}"), words("page-level", level=level)]
    facts.append(words("page-ledger-value", line=evidence.ledger.line, digest=evidence.ledger.digest[:16]))
    facts.append(words(f"page-clock-{evidence.clock}"))
    if evidence.facts:
        facts.append(words.moment(reading.ended_at(evidence)))
    facts += [figure(fact.read, language) for fact in evidence.facts if isinstance(fact, Read)][-1:]
    mark = reading.mark(evidence)
    if mark is not None:
        facts.append(words("page-marked", offset=mark.offset, length=mark.length))
    if evidence.rehearsal:
        facts += [words("page-watermark"), words("page-warning-rehearsal")]
    if claim.status in reading.ERASED:
        facts.append(words("page-method-nist", level=level))
    return tuple(facts)
