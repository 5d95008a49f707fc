"""A code with arguments becomes a sentence: units, codes within, the system's words; it never raises."""

import re
import string

import pytest

from coordi_wipe.messages.catalogue import catalogue
from coordi_wipe.messages.sentences import say, sentence
from coordi_wipe.model.base import Reason

LANGUAGES = ("fr", "en")
NBSP = "\N{NO-BREAK SPACE}"
CODES = sorted(catalogue("fr").codes)
KINDS = {"", ">3", "bytes", "seconds", "number", "date", "level", "code", "system"}

# Labels, cells of tables, headings and what a page says: no sentences, or not ours to judge.
LABEL = re.compile(
    r"(help|cli|demo|page|progress|result|state|status|level|medium|health|verdict|ledger|system)[.-]|unknown$"
    r"|(card|drawing|expert|fact|fate|label|labels-title|paper|situation|supervisor|tui|web)[.-]"
    r"|exporting\.|place-[a-z-]+\.title$"
)
# A sentence ends with a full stop, or with what a person types or looks at.
LAST = re.compile(
    r"[.!?…]$|(:|tapez|type|add|ajoutez) \S*(coordi-wipe [a-z {}]+|--file-drive)$|/dev/sda$"
    r"|: --(new|serial \{serial\})$"
    r"|\{(path|known|name|option|words|command|detail|expected|disk|packages|why|job)[^}]*\}( --help)?$"
    r"|root\.pem$|@ \. \+ - _$"
)

FILLING = {
    "": "x",
    "code": "medium.nvme",
    "level": "purge",
    "date": "2026-11-24T16:01:02+00:00",
    "system": "Permission denied",
}

# Why a way of erasing was not taken, or did not work: another way follows, or the result says what to do.
WAYS = {
    "canaries-not-planted",
    "erase-not-supported",
    "firmware-answers-nothing",
    "firmware-failed",
    "firmware-silent",
    "format-refused",
    "namespaces-differ",
    "password-not-set",
    "sanitize-frozen",
    "sanitize-refused",
    "security-erase-failed",
    "security-frozen",
    "security-not-supported",
    "tool-failed",
    "unreadable-after-erase",
    "witness-not-cleared",
}
# What is only to be known: nobody has to do anything about it.
FACTS = WAYS | {
    "boot-areas-left",
    "bridge-identity-seen",
    "certificate-rehearsal",
    "certificate-to-be-registered",
    "disposable-drive",
    "fingerprint.rehearsal",
    "hybrid-cache",
    "inventory-decided",
    "inventory-destroyed",
    "inventory-no-rehearsals",
    "interrupted-by-person",
    "place.go-on",
    "resumed",
    "sampled-read-back",
    "skipped-in-earlier-pass",
    "sync-cut",
    "sync-garbage",
    "sync-not-tried",
    "sync-other-certificate",
    "sync-rehearsal-kept",
    "sync-too-slow",
    "unreached-cells",
    "virtual-machine",
}
ENDED_BY_A_REASON = {"drive-protected", "no-level-possible", "prepare-protected"}
NEXT = re.compile(
    r"\b\w+ez\b|\b[Uu]n encadrant|\bL'encadrant\b|\bdoit donner\b|n'y touche pas|[Rr]ien à |commande reprend"
    r"|coordi-wipe [a-z]+|inventory (trust|serve)|Il y a\b|\bDites\b"
)


def filled(code, language):
    """The sentence with something for each argument."""
    template = catalogue(language).template(code)
    args = {}
    for _, name, kind, _ in string.Formatter().parse(template):
        if name:
            args[name] = FILLING.get(kind or "", 7)
    return say(code, language=language, **args)


def test_units_are_those_of_the_language():
    args = {"path": "/x", "needed": 4_194_304}
    assert say("folder-full", language="fr", **args) == (
        f"Le dossier /x est plein. Libérez 4,2{NBSP}Mo. Rien n'est effacé."
    )
    assert say("folder-full", language="en", **args).count(f"4.2{NBSP}MB") == 1


def test_a_code_inside_a_sentence_has_the_arguments_of_the_sentence():
    refused = Reason(
        "drive-protected", {"node": "/dev/sda", "why": "protected-mounted", "path": "/media/photos"}
    )
    assert sentence(refused, language="fr") == (
        "/dev/sda ne peut pas être effacé. Ce disque est ouvert dans /media/photos. "
        "Fermez ses fichiers, puis éjectez-le. Sinon, appelez l'encadrant."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_within_a_sentence_begins_a_new_one(language):
    joined = {code: text for code in CODES if "{why:code}" in (text := catalogue(language).template(code))}
    assert joined.keys() >= ENDED_BY_A_REASON
    assert {code: text for code, text in joined.items() if not text.endswith(". {why:code}")} == {}


def test_health_agrees_with_its_word():
    shown = [
        say("cli.detect.health", language="fr", verdict=f"health.{verdict}")
        for verdict in ("pass", "watch", "fail", "unknown")
    ]
    assert shown == [f"Santé{NBSP}: {word}" for word in ("bonne", "à surveiller", "mauvaise", "inconnue")]


def test_levels_are_named_as_on_the_page():
    below = Reason("level-below-asked", {"wanted": "purge", "level": "none"})
    assert sentence(below, language="fr").startswith(
        f"Niveau demandé{NBSP}: Purge. Niveau atteint{NBSP}: aucun niveau."
    )


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        ("2026-11-24T16:01:59+00:00", "24/11/2026 16:01 UTC", "2026-11-24 16:01 UTC"),
        ("2026-11-24T23:30:00-02:00", "25/11/2026 01:30 UTC", "2026-11-25 01:30 UTC"),
        ("2026-11-24T16:01:59", "2026-11-24T16:01:59", "2026-11-24T16:01:59"),  # where?
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59"),
        ("yesterday", "yesterday", "yesterday"),
    ],
)
def test_dates_are_those_of_the_language_in_utc(at, french, english):
    assert say("ledger.at", language="fr", at=at) == french
    assert say("ledger.at", language="en", at=at) == english


def test_whoever_reads_a_sentence_knows_what_to_do_next():
    silent = {
        code: text
        for code in CODES
        if not LABEL.match(code)
        and not code.startswith("usage-")
        and not NEXT.search(text := filled(code, "fr"))
    }
    assert silent.keys() - ENDED_BY_A_REASON == FACTS


def test_the_systems_own_words_are_translated_where_they_are_known():
    args = {"path": "/x", "error": "Read-only file system"}
    assert "(lecture seule)" in say("folder-not-writable", language="fr", **args)
    assert "(read-only file system)" in say("folder-not-writable", language="en", **args)
    assert "(Strange device)" in say("folder-not-writable", language="fr", path="/x", error="Strange device")


@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_arguments_never_raise(language):
    assert "?" in say("folder-full", language=language)
    assert "/x" in say("folder-full", language=language, path="/x", needed="much")
    assert "{braces}" in say("folder-not-writable", language=language, path="{braces}", error="{0}")


def test_a_code_that_nobody_knows_is_shown_with_its_arguments():
    assert sentence(Reason("from-the-future", {"count": 3})) == "from-the-future (count=3)"
    assert say("from-the-future") == "from-the-future"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_whole_and_takes_its_arguments(language):
    assert {code: why for code in CODES if (why := _wrong(code, language))} == {}


def _wrong(code, language):
    """What is wrong with a sentence, or nothing."""
    template = catalogue(language).template(code)
    kinds = {kind or "" for _, name, kind, _ in string.Formatter().parse(template) if name is not None}
    text = filled(code, language)
    if not kinds <= KINDS:
        return f"unknown kinds: {kinds - KINDS}"
    if not text.strip() or "{" in text or ("?" in text and "?" not in template):
        return text or "empty"
    if LABEL.match(code):
        return ""
    if not LAST.search(template):
        return f"neither a sentence nor a label: {template}"
    return "" if text[0].isupper() or template.startswith(("{", "«", "“")) else f"begins small: {template}"


def test_french_typography():
    assert {code: why for code in CODES if (why := _untypographic(catalogue("fr").template(code)))} == {}


def _untypographic(template):
    """What is wrong with a French sentence, or nothing (Lexique de l'Imprimerie nationale, "Ponctuation")."""
    text = re.sub(r'\w+ = "[^"]*"|\{[^}]*\}|https?://\S+|[A-Z]{2,}:\S+|\(%\)', "x", template)
    if re.search(rf"(?<![{NBSP}\N{{NARROW NO-BREAK SPACE}}])[;!?»%](?=\W|$)", text):
        return f"no-break space before ; ! ? » %: {template}"
    if re.search(rf"(?<!{NBSP}):(?=\s|$)", text):
        return f"no-break space before the colon: {template}"
    if re.search(rf"«(?!{NBSP})", text) or '"' in text or "..." in text.replace("]...", ""):
        return f"« no-break spaces », and … : {template}"
    return ""


@pytest.mark.parametrize(
    "wrong",
    [
        "Attention: danger",
        "Quoi ?",
        "à 95 % près",
        "« oui »",
        "«\N{NO-BREAK SPACE}oui »",
        'dit "oui"',
        "Attendez...",
    ],
)
def test_typography_that_is_wrong_is_seen(wrong):
    assert _untypographic(wrong)
    assert not _untypographic(f"Attention{NBSP}: «{NBSP}oui{NBSP}», à 14:05, sur https://x.fr/?a=b{NBSP}!")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language):
    """At most 25 words each (B1), but for what the page prints."""
    sentences = {
        code: one
        for code in CODES
        if not code.startswith("page-")
        for one in re.split(r"(?<=[.!?]) ", catalogue(language).template(code))
    }
    assert {code: one for code, one in sentences.items() if len(one.split()) > 25} == {}
