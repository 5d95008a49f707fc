"""What the page says of each kind of evidence, and what it may never say."""

import re

import pytest
from certificates import makers, samples
from msgspec.structs import replace

from coordi_wipe.certificate import content, reading
from coordi_wipe.certificate.organisation import Organisation
from coordi_wipe.messages.catalogue import catalogue
from coordi_wipe.messages.quantities import duration
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.machine import Machine
from coordi_wipe.model.plan import Plan, Step

LANGUAGES = ("fr", "en")
FORBIDDEN = (
    r"irr[ée]cup[ée]rable",
    r"irrecoverable",
    r"unrecoverable",
    r"conforme (au )?RGPD",
    r"GDPR[- ]compliant",
    r"comme neuf",
    r"as good as new",
    r"NIST[- ]certifi",
    r"certifi[ée]e? (par le )?NIST",
    r"99[.,]9",
    r"\b100 ?%",
    r"military",
    r"militaire",
    r"compliant with NIST",
)


def page(evidence, language="fr", organisation=samples.ORGANISATION):
    return content.page(evidence, b"{}", organisation, language, makers.LEAF_NAME)


def said(page):
    """All words of a page in one string."""
    sections = (page.drive, page.machine, page.method, *page.remarks)
    rows = [row for section in sections for row in section.rows] + list(page.proof)
    items = [item for section in sections for item in section.items]
    values = [page.title, page.word, page.level, page.sentence, page.warning, *page.small_print, *items]
    return "\n".join([*values, *(f"{row.label}: {row.value}" for row in rows)])


def row(section, label):
    return next(row.value for row in section.rows if row.label == label)


@pytest.mark.parametrize(
    ("kind", "word", "title", "tone"),
    [
        ("sanitized", "EFFACÉ", "Attestation d'effacement", "good"),
        ("exceptions", "EFFACÉ AVEC RÉSERVE", "Attestation d'effacement", "amber"),
        ("unverified", "NON VÉRIFIÉ", "Constat de non-effacement", "bad"),
        ("failed", "NON EFFACÉ", "Constat de non-effacement", "bad"),
        ("refused", "NON EFFACÉ", "Constat de non-effacement", "bad"),
        ("interrupted", "EFFACEMENT INTERROMPU", "Constat de non-effacement", "bad"),
        ("firmware", "NON EFFACÉ", "Constat de non-effacement", "bad"),
    ],
)
def test_one_big_word(kind, word, title, tone):
    made = page(samples.EVERY_KIND[kind]())
    assert (made.word, made.title, made.tone) == (word, title, tone)
    assert ("bac rouge" in made.sentence) == (tone == "bad")


@pytest.mark.parametrize("kind", samples.EVERY_KIND)
@pytest.mark.parametrize("language", LANGUAGES)
def test_forbidden_words_are_nowhere(kind, language):
    words = said(page(samples.EVERY_KIND[kind](), language))
    assert not [pattern for pattern in FORBIDDEN if re.search(pattern, words, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forbidden_words_are_in_no_sentence_of_this_room(language):
    known = catalogue(language)
    for code in known.codes:
        if code.startswith(("page-", "certificate-", "evidence-")):
            assert not [p for p in FORBIDDEN if re.search(p, known.template(code), re.IGNORECASE)], code


def test_nist_is_named_only_where_something_was_erased():
    assert "Méthode cohérente avec NIST SP 800-88 Rev. 2 (Clear)" in said(page(samples.sanitized()))
    assert "Method consistent with NIST SP 800-88 Rev. 2 (Clear)" in said(page(samples.sanitized(), "en"))
    for kind in ("failed", "unverified", "refused", "interrupted", "firmware"):
        assert "800-88" not in said(page(samples.EVERY_KIND[kind]()))


@pytest.mark.parametrize(
    ("medium", "sentence"),
    [
        ("ata-ssd", "cellules de réserve"),
        ("nvme", "cellules de réserve"),
        ("usb-flash", "cellules de réserve"),
        ("emmc", "cellules de réserve"),
        ("unknown", "cellules de réserve"),
        ("ata-hdd", "secteurs que le disque a remplacés"),
        ("ata-sshd", "cache flash"),
    ],
)
def test_what_rests_on_the_makers_word_is_said(medium, sentence):
    drive = replace(samples.DRIVE, medium=medium)
    good = samples.sanitized()
    made = replace(good, plan=replace(good.plan, drive=drive))
    [told] = [item for item in page(made).remarks[1].items if "Sur la parole du fabricant" in item]
    assert sentence in told


def test_an_exercise_has_no_maker():
    assert "fabricant" not in said(page(samples.rehearsed()))


def test_a_rehearsal_says_so_first():
    made = page(samples.rehearsed())
    assert "RÉPÉTITION" in made.warning
    assert made.watermark == "RÉPÉTITION – SANS VALEUR"
    assert (page(samples.sanitized()).warning, page(samples.sanitized()).watermark) == ("", "")


def plain(text):
    """With ordinary spaces, so that it can be written in a test."""
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_method_row_gives_scheme_patterns_and_counts():
    made = page(samples.sanitized())
    technique, verification = (plain(row(made.method, label)) for label in ("Technique", "Vérification"))
    assert technique == "Réécriture complète, en une passe (aléatoire). Schéma : NIST Clear."
    assert verification == (
        "Relecture complète : 500 107 862 016 octets lus et comparés. Différences : 0. Octets illisibles : 0."
    )


def test_many_passes_are_folded_and_say_so():
    step = Step("overwrite", "clear", 35, "full", "gutmann", ("random",) * 35)
    good = samples.sanitized()
    technique = row(page(replace(good, plan=Plan(samples.DRIVE, None, (step,)))).method, "Technique")
    assert technique.count("aléatoire") == 6
    assert "35 passes" in technique
    assert "suite dans evidence.json" in technique


def test_complements_and_bytes_are_named():
    step = Step("overwrite", "clear", 3, "full", "own-scheme", ("random", "~random", "92492a"))
    good = samples.sanitized()
    technique = row(page(replace(good, plan=Plan(samples.DRIVE, None, (step,)))).method, "Technique")
    assert "(aléatoire, complément de « aléatoire », 0x92492A)" in plain(technique)
    assert "own-scheme" in technique


def test_sampling_sentence_is_computed():
    assert (reading.missed_share(258, "fr"), reading.missed_share(258, "en")) == ("1,2", "1.2")
    assert reading.missed_share(1, "fr") == "95"
    verification = row(page(samples.firmware()).method, "Vérification")
    assert "si 1,2 % du disque" in plain(verification)
    assert "95 %" in plain(verification)


def test_times_say_how_far_they_can_be_trusted():
    good = samples.sanitized()
    for clock, words in {
        "untrusted": "heure non certifiée",
        "ntp": "réseau",
        "inventory": "inventaire",
    }.items():
        assert words in row(page(replace(good, clock=clock)).method, "Heures")


@pytest.mark.parametrize("at", ["1999-01-01T00:00:00+00:00", "2053-01-01T00:00:00+00:00"])
def test_a_clock_that_is_set_meanwhile_changes_no_duration(at):
    good = samples.sanitized()
    jumped = (*good.facts[:-1], replace(good.facts[-1], at=at))
    up = good.facts[-1].up - good.facts[0].up  # one boot
    said = f"Durée\N{NO-BREAK SPACE}: {duration(up, 'fr')}."
    assert up > 0
    assert said in row(page(good).method, "Heures")
    assert said in row(page(replace(good, facts=jumped)).method, "Heures")


@pytest.mark.parametrize("at", ["", "yesterday", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00"])
def test_times_that_are_none(at):
    assert reading.moment_of(at).year in (2000, 1, 9999)


def test_resumed_work_says_so():
    good = samples.sanitized()
    again = (good.facts[0], good.facts[0], good.facts[0], *good.facts[1:])
    assert "Repris 2 fois" in row(page(replace(good, facts=again)).method, "Heures")


def test_what_is_not_known_has_no_row_but_serials_have():
    good = replace(samples.sanitized(), machine=Machine(), tag="", lot="", operator="")
    made = page(good, organisation=Organisation())
    labels = [row.label for row in made.machine.rows]
    assert labels == ["Modèle", "N° de série", "Opérateur"]
    assert {row.value for row in made.machine.rows} == {"–"}
    assert "Étiquette" not in [row.label for row in made.drive.rows]
    assert made.issuer == ()


def test_published_key_is_mentioned_only_when_there_is_one():
    assert "Clé publiée" in said(page(samples.sanitized()))
    assert "Clé publiée" not in said(page(samples.failed()))


def test_a_long_value_is_cut_aloud():
    drive = replace(samples.DRIVE, serial="Z" * 500)
    good = samples.sanitized()
    made = page(replace(good, plan=replace(good.plan, drive=drive)))
    assert row(made.drive, "N° de série") == "Z" * 120 + "… (suite dans evidence.json)"


def test_arguments_of_reasons_are_made_visible():
    good = samples.failed()
    claim = replace(good.claim, reasons=(Reason("unheard-of", {"why": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}),))
    assert "a‹U+202E›b" in said(page(replace(good, claim=claim)))


def test_title_of_the_organisation_is_for_erased_drives_only():
    own = replace(samples.ORGANISATION, title="Certificat de nettoyage")
    assert page(samples.sanitized(), organisation=own).title == "Certificat de nettoyage"
    assert page(samples.failed(), organisation=own).title == "Constat de non-effacement"


def test_without_a_host_no_address_is_printed():
    made = page(samples.sanitized(), organisation=replace(samples.ORGANISATION, verification_host=""))
    assert "HTTPS" not in made.qr
    assert made.qr_caption == ""
    assert "coordi-wipe certificate verify" in said(made)


def test_a_job_that_is_no_uuid():
    with pytest.raises(DamagedError) as caught:
        page(replace(samples.sanitized(), uuid="../../etc"))
    assert caught.value.reason.code == "evidence-uuid"


@pytest.mark.parametrize("language", LANGUAGES)
def test_seal_is_called_what_it_is(language):
    words = said(page(samples.sanitized(), language))
    assert {"fr": "Cachet électronique non qualifié", "en": "Unqualified electronic seal"}[language] in words
    assert makers.LEAF_NAME in words
    assert "CSPN" in words
