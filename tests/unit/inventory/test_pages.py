"""Each page: in both languages, without scripts, with hostile names; nobody sees what is not theirs."""

import re

import inventories
import pytest
from certificates import samples
from msgspec.structs import replace

from coordi_wipe.certificate import attachment, number
from coordi_wipe.messages.sentences import say
from coordi_wipe.model import tag

pytestmark = pytest.mark.usefixtures("site")

HOSTILE = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}\"'&"


def addresses(one) -> list[str]:
    return [
        "/find",
        "/find?q=S3Z1",
        "/waiting",
        "/list",
        "/rehearsals",
        f"/certificate/{one.digest}",
        f"/drive?serial={one.drive_serial}",
        f"/pc?tag={one.pc_tag}",
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_speaks_the_readers_language_and_says_every_word(language):
    one = inventories.kept("exceptions")
    browser = inventories.client(inventories.account(), accept_language=f"{language}-XX,de;q=0.9")
    for address in [*addresses(one), f"/C/{one.number}", "/C/none"]:
        answer = browser.get(address)
        text = answer.content.decode()
        assert answer.headers["Content-Language"] == language, address
        assert f'<html lang="{language}">' in text
        assert say("web-sign-out", language=language) in text
        assert not re.search(r">\s*(web|page)-[a-z-]+\s*<", text), address
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert len(text) < 40_000


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("de", "fr"),
        ("en", "en"),
        ("fr;q=0.4, en-GB;q=0.8", "en"),
        ("en;q=0", "fr"),
        ("en;q=x", "fr"),
    ],
)
def test_the_language_is_what_the_browser_likes_best(header, language):
    answer = inventories.client(accept_language=header).get("/sign-in")
    assert answer.headers["Content-Language"] == language


def test_a_link_changes_the_language_and_never_leads_elsewhere():
    browser = inventories.client()
    assert browser.get("/language/en?next=/C/none%3Fx").headers["Location"] == "/C/none?x"
    assert browser.get("/sign-in", headers={"Accept-Language": "fr"}).headers["Content-Language"] == "en"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"):
        assert browser.get("/language/fr", {"next": elsewhere}).headers["Location"] == "/"
    assert browser.get("/language/xx").status_code == 404


def test_hostile_names_are_text_on_every_page():
    drive = replace(samples.DRIVE, model=HOSTILE, serial=HOSTILE)
    plan = replace(samples.sanitized().plan, drive=drive)
    machine = replace(samples.MACHINE, vendor=HOSTILE, product=HOSTILE, serial=HOSTILE)
    evidence = samples.evidence(
        samples.overwrite_facts(drive), plan=plan, machine=machine, lot=HOSTILE, tag=HOSTILE, operator=HOSTILE
    )
    one = inventories.received(inventories.signed(evidence))
    browser = inventories.client(inventories.account())
    seen = [
        browser.get("/list"),
        browser.get("/find", {"q": HOSTILE}),
        browser.get("/find", {"q": "script"}),
        browser.get("/drive", {"serial": HOSTILE}),
        browser.get("/pc", {"tag": HOSTILE}),
        browser.get(f"/certificate/{one.digest}"),
        browser.get(f"/C/{one.number}"),
    ]
    for answer in seen:
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in text
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in re.sub(r'value="[^"]*"', "", text)  # not where it is read
        assert "&lt;script&gt;" in text


def test_nothing_is_shown_without_an_account_or_without_a_role():
    one = inventories.kept()
    closed = [*addresses(one), "/list.csv", "/list.xlsx", f"/certificate/{one.digest}/pdf"]
    for address in closed:
        answer = inventories.client().get(address)
        assert (answer.status_code, answer.headers["Location"][:14]) == (302, "/sign-in?next="), address
    nobody = inventories.client(inventories.account("neuf", ""))
    for address in closed:
        answer = nobody.get(address)
        assert answer.status_code == 403
        assert samples.DRIVE.model not in answer.content.decode()


def test_one_comes_in_goes_on_and_goes_out():
    inventories.account("marie")
    browser = inventories.client()
    wrong = browser.post("/sign-in", {"username": "marie", "password": "faux", "next": "/list"})
    assert wrong.status_code == 403
    assert say("web-sign-in-wrong") in wrong.content.decode()
    right = {"username": "marie", "password": inventories.PASSWORD, "next": "/list"}
    assert browser.post("/sign-in", right).headers["Location"] == "/list"
    assert browser.get("/").headers["Location"] == "/find"
    assert browser.get("/sign-out").status_code == 405
    browser.post("/sign-out")
    assert browser.get("/").headers["Location"] == "/sign-in"
    elsewhere = browser.post("/sign-in", right | {"next": "//evil.example"})
    assert elsewhere.headers["Location"] == "/"


@pytest.mark.parametrize("wanted", ["s3z1nb", "C23-0412", "c23-0412-d1", "860 evo", "5XK7Q32", "latitude"])
def test_find_goes_by_tag_serial_and_model(wanted):
    inventories.kept()
    text = inventories.client(inventories.account()).get("/find", {"q": wanted}).content.decode()
    assert samples.DRIVE.serial in text
    assert "Trouvé\N{NO-BREAK SPACE}: 1<" in text


def test_find_goes_by_number_however_it_is_written_and_by_digest():
    one = inventories.kept()
    browser = inventories.client(inventories.account())
    plain = one.number.replace("-", "").lower()
    for wanted in (one.number, plain, plain[:7], one.digest[:12], one.digest.upper()):
        assert samples.DRIVE.serial in browser.get("/find", {"q": wanted}).content.decode(), wanted


def test_a_result_label_is_typed_as_it_stands_and_a_slip_finds_nothing():
    inventories.kept()
    browser = inventories.client(inventories.account())
    label = tag.label("good", tag.parse("C23-0412-D1"))
    assert samples.DRIVE.serial in browser.get("/find", {"q": label.lower()}).content.decode()
    slip = label.replace("0412", "0421")
    assert samples.DRIVE.serial not in browser.get("/find", {"q": slip}).content.decode()


def test_a_scanner_of_another_layout_is_understood():
    inventories.kept()
    typed = "C23)0412"  # C23-0412 by a US scanner on an AZERTY console whose digits are locked
    text = inventories.client(inventories.account()).get("/find", {"q": typed}).content.decode()
    assert samples.DRIVE.serial in text


def test_htmx_gets_the_results_only_and_the_page_works_without():
    inventories.kept()
    browser = inventories.client(inventories.account())
    whole = browser.get("/find?q=s3z1").content.decode()
    part = browser.get("/find?q=s3z1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert samples.DRIVE.serial in whole
    assert samples.DRIVE.serial in part
    assert '<form role="search" action="/find" method="get">' in whole
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=", whole)  # a strict policy's rules


def test_rehearsals_are_apart_and_marked():
    inventories.kept()
    one = inventories.kept("rehearsed")
    browser = inventories.client(inventories.account())
    for address in (
        "/rehearsals",
        f"/certificate/{one.digest}",
        f"/C/{one.digest}",
        "/find?kind=rehearsal&q=C23",
    ):
        text = browser.get(address).content.decode()
        assert "RÉPÉTITION" in text, address
        assert 'class="verdict good' not in text
        assert 'class="mark good' not in text
    for address in ("/list", "/find?q=C23"):
        text = browser.get(address).content.decode()
        assert one.number not in text
        assert "RÉPÉTITION" not in text
    assert one.number not in browser.get("/list.csv").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/certificate/00",
        "/certificate/00/pdf",
        "/drive?serial=x",
        "/pc?tag=x",
        "/pc",
        "/C/00",
        "/C/%00",
        "/rien",
    ],
)
def test_what_is_unknown_is_404_with_a_sentence(address):
    inventories.kept()
    answer = inventories.client(inventories.account()).get(address)
    assert answer.status_code == 404
    assert "Introuvable" in answer.content.decode()


def test_odd_questions_are_answered():
    inventories.kept()
    browser = inventories.client(inventories.account())
    odd = [
        "page=x",
        "page=-1",
        "page=99999",
        "since=2026-99-01",
        "since=0001-01-01",
        "until=x",
        "state=x",
        "lot=%00",
    ]
    for asked in odd:
        assert browser.get(f"/list?{asked}").status_code == 200, asked
    assert browser.get("/find", {"q": "%_\x00'\""}).status_code == 200
    assert browser.get("/find", {"q": "x" * 9000}).status_code == 200


def test_a_long_list_costs_no_more_queries_than_a_short_one():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = inventories.client(inventories.account())
    inventories.filled(120)
    for address in (
        "/list",
        "/list?page=2",
        "/find?q=MANY",
        "/waiting",
        "/pc?tag=C23-0412",
        "/list?state=proven",
    ):
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(address)
        assert answer.status_code == 200
        assert len(asked) <= 12, (address, [one["sql"][:80] for one in asked])
        assert len(answer.content) < 60_000


def test_the_public_page_holds_nothing_beyond_the_paper():
    from django.test import override_settings

    one = inventories.kept()
    with override_settings(DEBUG=False):
        text = inventories.client().get(f"/C/{one.number}").content.decode()
    for shown in (one.number, one.digest, one.drive_serial, one.drive_model, "Enregistré le"):
        assert shown in text
    for kept in (one.operator, one.lot, one.machine_serial, "/certificate/", "/drive", "/pc", ".pdf"):
        assert kept not in text, kept


def test_the_public_page_goes_by_number_and_by_both_digests():
    one = inventories.kept()
    evidence = attachment.evidence_of(inventories.paper())
    short = number.short_digest(evidence)
    plain = one.number.replace("-", "").lower()
    for key in (one.number, plain, short, short.lower(), one.digest, one.digest.upper()):
        assert inventories.client().get(f"/C/{key}").status_code == 200, key
    for key in (short[:25], one.digest[:32], one.digest[:63], "A" * 26, "*", "%"):
        assert inventories.client().get(f"/C/{key}").status_code == 404, key
    assert inventories.client().post(f"/C/{one.number}").status_code == 405


def test_a_drive_without_a_number_has_a_page_of_its_certificate_only():
    from coordi_wipe.inventory.certificates.models import Certificate

    one = inventories.kept()
    Certificate.objects.update(drive_serial="", drive_model="")
    text = inventories.client(inventories.account()).get(f"/certificate/{one.digest}").content.decode()
    assert "/drive?" not in text
    assert "/pc?" in text


@pytest.mark.parametrize(("language", "words"), [("fr", "Attendez un peu"), ("en", "Wait a little")])
def test_after_too_many_wrong_passwords_the_page_says_how_long_to_wait(language, words):
    inventories.account("marie")
    browser = inventories.client(accept_language=language)
    wrong = {"username": "marie", "password": "faux"}
    statuses = [browser.post("/sign-in", wrong).status_code for _ in range(5)]
    assert set(statuses[:4]) == {403}
    answer = browser.post("/sign-in", wrong | {"password": inventories.PASSWORD})
    assert answer.status_code == 429
    assert words in answer.content.decode()


def test_two_readers_at_once_each_hear_their_language():
    """The language of the process is nobody's: what another thread does with it changes no page."""
    from coordi_wipe.messages import catalogue

    one = inventories.kept()
    catalogue.use("en")
    text = inventories.client(accept_language="fr").get(f"/C/{one.number}").content.decode()
    assert "Enregistré le" in text
    assert "Registered on" not in text
    assert "réécrit" in text
