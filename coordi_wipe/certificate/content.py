"""What the page says: evidence turned into words, with nothing about where they stand."""

import datetime
from collections.abc import Iterable

from coordi_wipe.certificate import number, reading
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.wording import Wording
from coordi_wipe.messages.quantities import duration
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.claim import implied_notes
from coordi_wipe.model.drive import Medium
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import Evidence
from coordi_wipe.model.facts import AnyFact, Began, Noted, Read
from coordi_wipe.model.plan import Step
from coordi_wipe.model.tone import of_status

# What an overwrite cannot reach, by medium, is on the maker's word (SANITIZATION.md, "Limits").
_MAKERS_WORD: dict[Medium, str] = {
    "ata-hdd": "page-maker-magnetic",
    "scsi-hdd": "page-maker-magnetic",
    "ata-sshd": "page-maker-hybrid",
}
_NO_MAKER = {"loop", "file", "virtual"}

# Said elsewhere on the page, in better words than the note's own.
_SAID_ELSEWHERE = {"unreached-cells", "resumed"}

_MOST_PATTERNS = 7  # Gutmann's 35 would fill the page


class Row(Base, frozen=True):
    """A label and what is said under it. `exact`: to be read letter by letter; `strong`: matters most."""

    label: str
    value: str
    exact: bool = False
    strong: bool = False


class Section(Base, frozen=True):
    """A heading with rows, or with a list of sentences."""

    heading: str
    rows: tuple[Row, ...] = ()
    items: tuple[str, ...] = ()


class Page(Base, frozen=True):
    """Everything that one page says. `tone`: good, amber or bad, as `word` says without colour."""

    language: str
    title: str
    number_label: str
    number: str
    issuer: tuple[str, ...]  # name, then address
    logo: str
    logo_alternative: str
    warning: str  # not empty: a rehearsal
    watermark: str
    tone: str
    word: str
    sentence: str
    level: str
    drive: Section
    machine: Section
    method: Section
    remarks: tuple[Section, ...]
    proof: tuple[Row, ...]
    small_print: tuple[str, ...]
    qr: str
    qr_alternative: str
    qr_caption: str
    more: str  # what a folded list ends with
    moment: datetime.datetime  # of the evidence's last fact, UTC


def page(evidence: Evidence, data: bytes, organisation: Organisation, language: str, signer: str) -> Page:
    """The words for this evidence, whose bytes are `data`. Raises DamagedError("evidence-uuid")."""
    words = Wording(language)
    try:
        short = number.short(evidence.uuid)
    except ValueError as error:
        raise DamagedError("evidence-uuid", uuid=evidence.uuid) from error
    status = evidence.claim.status
    erased = status in reading.ERASED
    title = organisation.title if erased else ""
    host = organisation.verification_host
    return Page(
        language=language,
        title=words.shown(title) if title else words(f"page-title-{'erased' if erased else 'not-erased'}"),
        number_label=words("page-number"),
        number=short,
        issuer=tuple(
            words.shown(line, most=400) for line in (organisation.name, organisation.address) if line
        ),
        logo=organisation.logo,
        logo_alternative=words("page-logo", name=organisation.name),
        warning=words("page-warning-rehearsal") if evidence.rehearsal else "",
        watermark=words("page-watermark") if evidence.rehearsal else "",
        tone=of_status(status),
        word=words(f"page-word-{status}"),
        sentence=words(_sentence_code(evidence)),
        level=words("page-level", level=words(f"page-level-{evidence.claim.level}")),
        drive=_drive(evidence, words),
        machine=_machine(evidence, organisation, words),
        method=_method(evidence, words),
        remarks=_remarks(evidence, words),
        proof=_proof(evidence, data, host, signer, words),
        small_print=_small_print(evidence, words),
        qr=number.address(host, data),
        qr_alternative=words("page-qr-address" if host else "page-qr-digest", host=host),
        qr_caption=words.shown(host) if host else "",
        more=words("page-more"),
        moment=reading.ended_at(evidence),
    )


def _sentence_code(evidence: Evidence) -> str:
    code = f"page-sentence-{evidence.claim.status}"
    if evidence.claim.status not in reading.ERASED:
        return code
    step = reading.step_done(evidence)
    return f"{code}-overwrite" if step is not None and step.passes else f"{code}-firmware"


def _drive(evidence: Evidence, words: Wording) -> Section:
    drive = evidence.plan.drive
    rows = [
        Row(words("page-model"), words.shown(drive.model), strong=True),
        Row(words("page-serial"), words.shown(drive.serial), exact=True, strong=True),
        *_if_known(words, [("page-wwn", drive.wwn), ("page-firmware", drive.firmware)], exact=True),
        Row(words("page-medium"), words(f"page-medium-{drive.medium}")),
        Row(words("page-size"), words("page-size-value", size=drive.size)),
        Row(
            words("page-sectors"), words("page-sectors-value", logical=drive.logical, physical=drive.physical)
        ),
        Row(words("page-identity"), words(f"page-identity-{drive.source}")),
        *_if_known(words, [("page-tag", evidence.tag)], exact=True),
    ]
    return Section(words("page-drive"), tuple(rows))


def _machine(evidence: Evidence, organisation: Organisation, words: Wording) -> Section:
    machine = evidence.machine
    model = " ".join(part for part in (machine.vendor, machine.product, machine.version) if part)
    rows = [
        Row(words("page-model"), words.shown(model), strong=True),
        Row(words("page-serial"), words.shown(machine.serial), exact=True),
        *_if_known(words, [("page-machine-uuid", machine.uuid)], exact=True),
        *_if_known(words, [("page-firmware", f"{machine.bios_version} {machine.bios_date}".strip())]),
        *_if_known(words, [("page-processor", machine.processor), ("page-virtual", machine.virtual)]),
        Row(words("page-operator"), words.shown(evidence.operator)),
        *_if_known(words, [("page-lot", evidence.lot), ("page-place", organisation.place)]),
    ]
    return Section(words("page-machine"), tuple(rows))


def _if_known(words: Wording, values: Iterable[tuple[str, str]], *, exact: bool = False) -> list[Row]:
    """Rows for what is known; what is not has no row."""
    return [Row(words(code), words.shown(value), exact=exact) for code, value in values if value]


def _method(evidence: Evidence, words: Wording) -> Section:
    step = reading.step_done(evidence)
    rows: list[Row] = []
    if evidence.claim.status in reading.ERASED:
        level = words(f"page-level-{evidence.claim.level}")
        rows.append(Row(words("page-method"), words("page-method-nist", level=level), strong=True))
    if step is not None:
        rows.append(Row(words("page-technique"), _technique(step, words)))
    rows.append(Row(words("page-verification"), _verification(evidence, words)))
    if evidence.facts:
        rows.append(Row(words("page-times"), _times(evidence, words)))
    return Section(words("page-how"), tuple(rows))


def _technique(step: Step, words: Wording) -> str:
    """« Réécriture complète en 1 passe (aléatoire). Schéma : NIST Clear. »."""
    technique = words.named("page-technique-name", step.technique)
    if not step.passes:
        return technique
    shown = [words.pattern(pattern) for pattern in step.patterns]
    if len(shown) > _MOST_PATTERNS:
        shown = [*shown[: _MOST_PATTERNS - 1], words("page-more")]
    return words(
        "page-technique-one" if step.passes == 1 else "page-technique-several",
        technique=technique,
        scheme=words.named("page-scheme", step.scheme),
        passes=step.passes,
        patterns=", ".join(shown),
    )


def _verification(evidence: Evidence, words: Wording) -> str:
    """The last read-back, in bytes and differences, and what was added since: a fingerprint."""
    reads = [fact for fact in evidence.facts if isinstance(fact, Read)]
    if not reads:
        return words("page-verification-none")
    mark = reading.mark(evidence)
    added = [words("page-marked", offset=mark.offset, length=mark.length)] if mark is not None else []
    return " ".join([_read_back(reads[-1], words), *added])


def _read_back(last: Read, words: Wording) -> str:
    """How much was read and what differed; for samples also what they can show."""
    unreadable = sum(max(end - start, 1) for start, end in last.unreadable)
    counts = {"bytes": last.read, "mismatches": last.mismatches, "unreadable": unreadable}
    if last.kind == "full":
        return words("page-verification-full", **counts)
    checked, alive = last.canaries_checked, last.canaries_alive
    text = words("page-verification-sampled", places=last.places, checked=checked, alive=alive, **counts)
    if alive or last.mismatches or not checked:
        return text
    share = reading.missed_share(checked, words.language)
    return f"{text} {words('page-sampling', places=checked, share=share)}"


def _times(evidence: Evidence, words: Wording) -> str:
    """Beginning and end, by a clock whose trust is said; how long; how often it was taken up again."""
    start, end = reading.moment_of(evidence.facts[0].at), reading.ended_at(evidence)
    text = words(
        "page-times-value",
        start=words.moment(start),
        end=words.moment(end),
        trust=words(f"page-clock-{evidence.clock}"),
    )
    lasted = duration(_lasted(evidence.facts), words.language)
    text = f"{text} {words('page-lasted', lasted=lasted)}"
    again = sum(isinstance(fact, Began) for fact in evidence.facts) - 1
    if again > 0:
        text = f"{text} {words('page-resumed', times=again)}"
    return text


def _lasted(facts: Iterable[AnyFact]) -> float:
    """Seconds from first to last fact within each boot: a wall clock may have been set meanwhile."""
    total, boot, last = 0.0, "", None
    for fact in facts:
        rebooted = isinstance(fact, Began) and boot not in ("", fact.boot)
        if last is not None and not rebooted:
            total += max(fact.up - last, 0.0)  # less: another boot, which has not begun yet
        boot = fact.boot if isinstance(fact, Began) else boot
        last = fact.up
    return total


def _remarks(evidence: Evidence, words: Wording) -> tuple[Section, ...]:
    """Why it is not erased, or exceptions; then limits and what rests on the maker's word."""
    claim = evidence.claim
    reasons = tuple(words.reason(reason) for reason in claim.reasons) or (words("page-none"),)
    limits = _limits(evidence, words)
    if claim.status not in reading.ERASED:
        noted = (Section(words("page-noted"), items=limits),) if limits else ()
        return (Section(words("page-why"), items=reasons), *noted)
    return (
        Section(words("page-exceptions"), items=reasons),
        Section(words("page-limits"), items=limits or (words("page-none"),)),
    )


def _limits(evidence: Evidence, words: Wording) -> tuple[str, ...]:
    """What was noted and is no reason of the claim, each once; then the maker's word."""
    drive = evidence.plan.drive
    noted = [fact.reason for fact in evidence.facts if isinstance(fact, Noted)]
    told = {reason.code for reason in evidence.claim.reasons} | _SAID_ELSEWHERE
    fresh: dict[str, Reason] = {
        reason.code: reason
        for reason in (*implied_notes(drive), *evidence.plan.notes, *noted, *evidence.machine.notes)
        if reason.code not in told
    }
    sentences = [words.reason(reason) for reason in fresh.values()]
    if evidence.claim.status in reading.ERASED and drive.medium not in _NO_MAKER:
        sentences.append(words(_MAKERS_WORD.get(drive.medium, "page-maker-flash")))
    return tuple(sentences)


def _proof(evidence: Evidence, data: bytes, host: str, signer: str, words: Wording) -> tuple[Row, ...]:
    """What a stranger needs to check the page. The ledger position is that of the intent."""
    ledger = words("page-ledger-value", line=evidence.ledger.line, digest=evidence.ledger.digest[:16])
    key = (Row(words("page-key"), words("page-key-value")),) if evidence.keys else ()
    check = words("page-check-host" if host else "page-check-alone", host=host)
    return (
        Row(words("page-digest"), number.digest(data), exact=True),
        Row(words("page-job"), words.shown(evidence.uuid), exact=True),
        Row(words("page-ledger"), ledger),
        *key,
        Row(words("page-seal"), words("page-seal-value", signer=signer)),
        Row(words("page-check"), check),
    )


def _small_print(evidence: Evidence, words: Wording) -> tuple[str, ...]:
    tools = " · ".join(f"{tool} {version}" for tool, version in sorted(evidence.tools.items()))
    return (words("page-tools", tools=words.shown(tools, most=400)), words("page-uncertified"))
