"""What the page says: evidence turned into words, with nothing about where they stand."""

import datetime
from collections.abc import Sequence

from coordi_wipe.certificate import number
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.wording import Wording
from coordi_wipe.messages.quantities import duration
from coordi_wipe.model.base import Base, Reason
from coordi_wipe.model.claim import implied_notes
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import Evidence, Status
from coordi_wipe.model.facts import Began, Marked, Noted, Planted, Ran, Read, Saw, Wrote
from coordi_wipe.model.plan import Step

ERASED: frozenset[Status] = frozenset({"sanitized", "sanitized_with_exceptions"})
"""What an « attestation » is about; anything else is a « constat de non-effacement »."""

_TONES = {"sanitized": "good", "sanitized_with_exceptions": "amber"}
_SYMBOLS = {"good": "✔", "amber": "⚠", "bad": "✖"}
_MAKERS_WORD = {"ata-hdd": "maker-magnetic", "scsi-hdd": "maker-magnetic", "ata-sshd": "maker-hybrid"}
_NO_MAKER = {"loop", "file"}


class Row(Base, frozen=True):
    """A label and what is said under it; `exact`: to be read letter by letter (serials, digests)."""

    label: str
    value: str
    exact: bool = False


class Section(Base, frozen=True):
    """A heading with rows, or with a list of sentences."""

    heading: str
    rows: tuple[Row, ...] = ()
    items: tuple[str, ...] = ()


class Page(Base, frozen=True):
    """Everything that one page says. `tone`: good, amber or bad; `symbol` says the same without colour."""

    language: str
    title: str
    number: str
    issuer: tuple[str, ...]  # name, then address
    logo: str
    warning: str  # not empty: a rehearsal
    watermark: str
    tone: str
    symbol: str
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
    tone = _TONES.get(status, "bad")
    kind = "erased" if status in ERASED else "not-erased"
    title = organisation.title if organisation.title and status in ERASED else words(f"page-title-{kind}")
    host = organisation.verification_host
    return Page(
        language=language,
        title=words.shown(title),
        number=short,
        issuer=tuple(words.shown(line) for line in (organisation.name, organisation.address) if line),
        logo=organisation.logo,
        warning=words("page-warning-rehearsal") if evidence.rehearsal else "",
        watermark=words("page-watermark") if evidence.rehearsal else "",
        tone=tone,
        symbol=_SYMBOLS[tone],
        word=words(f"page-word-{status}"),
        sentence=words(_sentence_code(evidence)),
        level=words("page-level", level=words(f"page-level-{evidence.claim.level}")),
        drive=_drive(evidence, words),
        machine=_machine(evidence, organisation, words),
        method=_method(evidence, words),
        remarks=_remarks(evidence, words),
        proof=_proof(evidence, data, short, host, signer, words),
        small_print=_small_print(evidence, words),
        qr=number.address(host, data),
        qr_alternative=words("page-qr-address" if host else "page-qr-digest", host=host),
        qr_caption=words.shown(host) if host else "",
        more=words("page-more"),
        moment=moment_of(evidence.facts[-1].at) if evidence.facts else _EPOCH,
    )


_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def moment_of(at: str) -> datetime.datetime:
    """A fact's time in UTC; the beginning of 2000 where it cannot be read."""
    try:
        moment = datetime.datetime.fromisoformat(at)
    except ValueError:
        return _EPOCH
    return moment.astimezone(datetime.UTC) if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _sentence_code(evidence: Evidence) -> str:
    code = f"page-sentence-{evidence.claim.status}"
    if evidence.claim.status not in ERASED:
        return code
    step = step_done(evidence)
    return f"{code}-overwrite" if step is not None and step.passes else f"{code}-firmware"


def step_done(evidence: Evidence) -> Step | None:
    """The step that the claim is about: the last one at work (as `model.claim` counts). None before any."""
    last = max(
        (f.step for f in evidence.facts if isinstance(f, Ran | Saw | Planted | Wrote | Read)), default=-1
    )
    return evidence.plan.steps[last] if 0 <= last < len(evidence.plan.steps) else None


def _drive(evidence: Evidence, words: Wording) -> Section:
    drive = evidence.plan.drive
    rows = (
        Row(words("page-model"), words.shown(drive.model)),
        Row(words("page-serial"), words.shown(drive.serial), exact=True),
        Row(words("page-wwn"), words.shown(drive.wwn), exact=True),
        Row(words("page-firmware"), words.shown(drive.firmware), exact=True),
        Row(words("page-medium"), words(f"page-medium-{drive.medium}")),
        Row(words("page-size"), words("page-size-value", size=drive.size, bytes=drive.size)),
        Row(
            words("page-sectors"), words("page-sectors-value", logical=drive.logical, physical=drive.physical)
        ),
        Row(words("page-identity"), words(f"page-identity-{drive.source}")),
        Row(words("page-tag"), words.shown(evidence.tag), exact=True),
    )
    return Section(words("page-drive"), rows)


def _machine(evidence: Evidence, organisation: Organisation, words: Wording) -> Section:
    machine = evidence.machine
    model = " ".join(part for part in (machine.vendor, machine.product, machine.version) if part)
    rows = (
        Row(words("page-machine-model"), words.shown(model)),
        Row(words("page-serial"), words.shown(machine.serial), exact=True),
        Row(words("page-machine-uuid"), words.shown(machine.uuid), exact=True),
        Row(words("page-firmware"), words.shown(f"{machine.bios_version} {machine.bios_date}".strip())),
        Row(words("page-processor"), words.shown(machine.processor)),
        Row(words("page-operator"), words.shown(evidence.operator)),
        Row(words("page-lot"), words.shown(evidence.lot)),
        Row(words("page-place"), words.shown(organisation.place)),
    )
    return Section(words("page-machine"), rows)


def _method(evidence: Evidence, words: Wording) -> Section:
    step = step_done(evidence)
    rows: list[Row] = []
    if evidence.claim.status in ERASED:
        level = words(f"page-level-{evidence.claim.level}")
        rows.append(Row(words("page-method"), words("page-method-nist", level=level)))
    if step is not None:
        rows.append(Row(words("page-technique"), _technique(step, words)))
    rows.append(Row(words("page-verification"), _verification(evidence, words)))
    rows.extend(_times(evidence, words))
    return Section(words("page-how"), tuple(rows))


def _technique(step: Step, words: Wording) -> str:
    """« Réécriture complète, NIST Clear : 1 passe (données aléatoires) »."""
    technique = words.named("page-technique-name", step.technique)
    if not step.passes:
        return technique
    shown = [words.pattern(pattern) for pattern in step.patterns]
    if len(shown) > 7:  # Gutmann's 35 would fill the page
        shown = [*shown[:6], words("page-more")]
    return words(
        "page-technique-overwrite",
        technique=technique,
        scheme=words.named("page-scheme", step.scheme),
        passes=step.passes,
        patterns=", ".join(shown),
    )


def _verification(evidence: Evidence, words: Wording) -> str:
    reads = [fact for fact in evidence.facts if isinstance(fact, Read)]
    if not reads:
        return words("page-verification-none")
    last = reads[-1]
    unreadable = sum(max(end - start, 0) for start, end in last.unreadable)
    common = {"bytes": last.read, "mismatches": last.mismatches, "unreadable": unreadable}
    if last.kind == "full":
        return words("page-verification-full", **common)
    text = words(
        "page-verification-sampled",
        places=last.places,
        canaries=last.canaries_checked,
        alive=last.canaries_alive,
        **common,
    )
    if last.canaries_alive or last.mismatches or not last.canaries_checked:
        return text
    places = last.canaries_checked
    return f"{text} {words('page-sampling', places=places, share=missed_share(places))}"


def missed_share(places: int) -> str:
    """Share of a drive, in percent, that this many random places would have shown at 95 % confidence."""
    share = (1 - 0.05 ** (1 / max(places, 1))) * 100
    return f"{share:.2g}"


def _times(evidence: Evidence, words: Wording) -> tuple[Row, ...]:
    """Beginning and end, by a clock whose trust is said; how long; how often it was taken up again."""
    began = [fact for fact in evidence.facts if isinstance(fact, Began)]
    if not evidence.facts:
        return ()
    first, last = evidence.facts[0], evidence.facts[-1]
    start, end = moment_of(first.at), moment_of(last.at)
    text = words(
        "page-times-value",
        start=words.moment(start),
        end=words.moment(end),
        trust=words(f"page-clock-{evidence.clock}"),
    )
    if end >= start:
        text = (
            f"{text} {words('page-lasted', lasted=duration((end - start).total_seconds(), words.language))}"
        )
    if len(began) > 1:
        text = f"{text} {words('page-resumed', times=len(began) - 1)}"
    return (Row(words("page-times"), text),)


def _remarks(evidence: Evidence, words: Wording) -> tuple[Section, ...]:
    """Why it is not erased, or exceptions; then limits; then what rests on the maker's word."""
    claim = evidence.claim
    reasons = tuple(words.reason(reason) for reason in claim.reasons)
    told = {reason.code for reason in claim.reasons}
    noted = [fact.reason for fact in evidence.facts if isinstance(fact, Noted)]
    drive = evidence.plan.drive
    limits = _sentences([*implied_notes(drive), *noted, *evidence.machine.notes], told, words)
    none = (words("page-none"),)
    if claim.status not in ERASED:
        sections = [Section(words("page-why"), items=reasons or none)]
        return (*sections, Section(words("page-noted"), items=limits)) if limits else tuple(sections)
    maker = () if drive.medium in _NO_MAKER else (words(_MAKERS_WORD.get(drive.medium, "maker-flash")),)
    marks = tuple(
        words("page-marked", offset=fact.offset, length=fact.length)
        for fact in evidence.facts
        if isinstance(fact, Marked)
    )
    return (
        Section(words("page-exceptions"), items=reasons or none),
        Section(words("page-limits"), items=(*limits, *maker, *marks) or none),
    )


def _sentences(reasons: Sequence[Reason], told: set[str], words: Wording) -> tuple[str, ...]:
    """Each reason once, without those already told."""
    fresh = {reason.code: reason for reason in reasons if reason.code not in told}
    return tuple(words.reason(reason) for reason in fresh.values())


def _proof(
    evidence: Evidence, data: bytes, short: str, host: str, signer: str, words: Wording
) -> tuple[Row, ...]:
    rows = [
        Row(words("page-number"), short, exact=True),
        Row(words("page-digest"), number.digest(data), exact=True),
        Row(
            words("page-ledger"),
            words("page-ledger-value", line=evidence.ledger.line, digest=evidence.ledger.digest[:16]),
        ),
        Row(words("page-seal"), words("page-seal-value", signer=words.shown(signer))),
        Row(
            words("page-check"),
            words("page-check-host" if host else "page-check-alone", host=words.shown(host)),
        ),
    ]
    if evidence.keys:
        rows.insert(3, Row(words("page-key"), words("page-key-value")))
    return tuple(rows)


def _small_print(evidence: Evidence, words: Wording) -> tuple[str, ...]:
    tools = " · ".join(f"{tool} {version}" for tool, version in sorted(evidence.tools.items()))
    return (words("page-tools", tools=words.shown(tools)), words("page-uncertified"))
