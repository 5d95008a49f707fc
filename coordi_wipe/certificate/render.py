"""From evidence to an unsigned page: PDF/A-3a, PDF/UA-1, with evidence.json attached."""

from coordi_wipe.certificate import content, evidence_file
from coordi_wipe.certificate.archive import Labels, archive
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.certificate.page import draw
from coordi_wipe.certificate.text import register_fonts
from coordi_wipe.certificate.wording import Wording

_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


def render(evidence: bytes, organisation: Organisation, language: str, *, signer: str = "") -> bytes:
    """One A4 page that says what this evidence says. Same input, same bytes.

    `language` is "fr" or "en", `signer` the name whose seal the page announces.
    Raises NewerError, DamagedError (evidence_file) and DamagedError("evidence-uuid").
    """
    register_fonts()
    page = content.page(evidence_file.decode(evidence), evidence, organisation, language, signer)
    words = Wording(language)
    labels = Labels(
        title=f"{page.title} {page.number}",
        author=page.issuer[0] if page.issuer else "Coordi-Wipe",
        subject=f"{page.word} – {page.sentence}",
        attachment=words("page-attachment"),
        language=_LANGUAGES.get(language, language),
        moment=page.moment,
    )
    sheet = draw(page)
    return archive(sheet.finish(), sheet.document, evidence, labels)
