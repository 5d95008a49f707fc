"""What a label says: the result of a drive, as far as a verified certificate goes; or a tag."""

from coordi_wipe.certificate import number, reading
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.verification import Verdict
from coordi_wipe.certificate.wording import Wording
from coordi_wipe.model import tag as tags
from coordi_wipe.model.base import Base
from coordi_wipe.model.errors import RefusedError, UsageError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.tag import Tag
from coordi_wipe.model.tone import Tone, of_status

_BELIEVED = ("signed", "registered", "rehearsal")


class ResultLabel(Base, frozen=True):
    """A label for a drive. `tone` None: a rehearsal, which has no colour, no letter and no QR code.

    `words`, one a line, say the result without colour; `letter` is V, O or R; `code` is copied by hand,
    and empty on a label that is still to be written on. `watermark`: not empty for a rehearsal; it stands
    across the label.
    """

    tone: Tone | None
    words: tuple[str, ...]
    letter: str
    code: str
    lines: tuple[str, ...]
    qr: str
    watermark: str = ""


class TagLabel(Base, frozen=True):
    """A label stuck on at entry. `what`: PC or drive, in words; `badge`: the same, short."""

    badge: str
    what: str
    text: str
    check: str
    issuer: str
    drive: bool


def tone(verdict: Verdict) -> Tone | None:
    """The colour that this verdict allows; None for a rehearsal, whatever became of its drive.

    Raises RefusedError("label-not-proven") where the file proves nothing: not even a red label may name
    a drive on its word.
    """
    if verdict.verdict not in _BELIEVED or verdict.evidence is None:
        raise RefusedError("label-not-proven")
    if verdict.rehearsal or verdict.verdict == "rehearsal":
        return None
    allowed = of_status(verdict.evidence.claim.status)
    return "bad" if allowed == "good" and not verdict.valid else allowed


def result(verdict: Verdict, digest_of: bytes, organisation: Organisation, language: str) -> ResultLabel:
    """The label for what was verified; `digest_of` are the bytes of its evidence, which the address names.

    Without an inventory's host the QR code holds the tag; without a tag, the digest.
    Raises RefusedError("label-not-proven").
    """
    colour = tone(verdict)
    evidence = verdict.evidence
    if evidence is None:
        raise RefusedError("label-not-proven")
    words = Wording(language)
    tag = _tag(evidence)
    serial = words.shown(evidence.plan.drive.serial, 40)
    lines = (
        words("label-number", number=number.short(evidence.uuid), serial=serial),
        words.moment(reading.ended_at(evidence)),
    )
    host = organisation.verification_host
    qr = tag.text if tag and not host else number.address(host, digest_of)
    name = tag.text if tag else words.shown(evidence.tag or evidence.plan.drive.serial, 40)
    if colour is None:
        said = _lines(words, "rehearsal")
        return ResultLabel(None, said, "", name, lines, "", words("label-watermark"))
    letter = tags.LETTERS[colour]
    code = tags.label(colour, tag) if tag else f"{letter} {name}"
    return ResultLabel(colour, _lines(words, colour), letter, code, lines, qr)


def blank(colour: Tone, language: str) -> ResultLabel:
    """A label on which the code of the screen is written by hand: its check letter shows a slip."""
    words = Wording(language)
    return ResultLabel(colour, _lines(words, colour), tags.LETTERS[colour], "", ("", words("label-copy")), "")


def of_tag(tag: Tag, organisation: Organisation, language: str) -> TagLabel:
    """The label of a PC or of one of its drives."""
    words = Wording(language)
    drive = tag.drive is not None
    return TagLabel(
        badge=f"D{tag.drive}" if drive else words("label-pc"),
        what=words("label-drive-of", number=tag.drive or 0, pc=tag.pc) if drive else words("label-pc-whole"),
        text=tag.text,
        check=words("label-check", letter=tags.check_letter(tag.text)),
        issuer=words.shown(organisation.name) if organisation.name else "",
        drive=drive,
    )


def _lines(words: Wording, end: str) -> tuple[str, ...]:
    return words(f"label-word-{end}-1"), words(f"label-word-{end}-2")


def _tag(evidence: Evidence) -> Tag | None:
    try:
        return tags.parse(evidence.tag)
    except UsageError:
        return None
