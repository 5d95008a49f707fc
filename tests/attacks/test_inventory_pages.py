"""What a browser, two supervisors at once and whoever stands before a proxy can do to the pages."""

import logging

import inventories
import pytest
from certificates import samples
from msgspec.structs import replace

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def site():
    from django.test import override_settings

    with (
        inventories.site() as folder,
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
    ):
        yield folder


def test_a_pdf_is_private_with_its_type_and_a_policy_that_leaves_old_viewers_alone():
    """crbug.com/271452: Chromium's was an object with a style of its own, under the file's policy."""
    one = inventories.kept()
    answer = inventories.client(inventories.account()).get(f"/certificate/{one.digest}/pdf")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "object-src": "'self'",
        "style-src": "'unsafe-inline'",
        "script-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{one.number}.pdf"'


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b"])
def test_what_is_not_understood_is_said_in_both_languages(host):
    answer = inventories.client(host=host).get("/sign-in")
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Demande refusée" in text
    assert "Request refused" in text
    assert "Traceback" not in text


def test_a_form_with_too_much_in_it_is_refused_in_words():
    browser = inventories.client(inventories.account())
    many = browser.post("/sign-in", {f"f{n}": "1" for n in range(1500)})
    huge = browser.post("/sign-in", "a=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert (many.status_code, huge.status_code) == (400, 400)
    assert "Demande refusée" in huge.content.decode()


@pytest.mark.parametrize("what", ["csrf", "DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent"])
def test_nobody_fills_the_disk_with_lines_about_what_was_refused(what):
    inventories.opened()
    logger, heard = logging.getLogger(f"django.security.{what}"), []
    while logger:
        heard += [
            handler for handler in logger.handlers if not type(handler).__module__.startswith("_pytest")
        ]
        logger = logger.parent if logger.propagate else None
    assert [type(handler) for handler in heard] == [logging.NullHandler]


def test_who_decides_has_read_what_was_decided_meanwhile():
    one = inventories.kept("exceptions")
    address = f"/certificate/{one.digest}/judge"
    marie, paul = (inventories.client(inventories.account(name)) for name in ("marie", "paul"))
    assert 'name="seen" value="0"' in paul.get(f"/certificate/{one.digest}").content.decode()
    refused = {"decision": "rejected", "reason": "Numéro faux.", "seen": "0"}
    assert marie.post(address, refused).status_code == 302
    late = paul.post(address, {"decision": "accepted", "reason": "Vu.", "seen": "0"})
    text = late.content.decode()
    assert late.status_code == 422
    assert "Quelqu'un a décidé entre-temps" in text.replace("&#x27;", "'")
    assert "Numéro faux." in text
    assert 'name="seen" value="1"' in text
    assert ">Vu.</textarea>" in text  # nothing that was written is lost
    assert [decision.kind for decision in one.decisions.all()] == ["rejected"]
    assert paul.post(address, {"decision": "accepted", "reason": "Vu.", "seen": "1"}).status_code == 302


@pytest.mark.parametrize("nothing", ["\u200b\u202e", "...", "\u3164", "\xa0 ", "\x00"])
def test_a_reason_that_says_nothing_is_none(nothing):
    one, failed = inventories.kept("exceptions"), inventories.kept("failed")
    browser = inventories.client(inventories.account())
    if nothing != "\u3164":  # Hangul filler: a letter to Unicode; it is shown as its code
        judged = browser.post(f"/certificate/{one.digest}/judge", {"decision": "accepted", "reason": nothing})
        assert judged.status_code == 422
    for given in ({"slip": "B-17", "witness": nothing}, {"slip": nothing, "witness": "OP03"}):
        if nothing != "\u3164":
            assert browser.post(f"/certificate/{failed.digest}/destroyed", given).status_code == 422
    assert not one.decisions.exists()
    assert not failed.decisions.exists()


def test_a_second_job_under_one_number_contradicts_the_first():
    """A number is part of the UUID; only a stick that lies gives one to two jobs."""
    from coordi_wipe.certificate import attachment, number
    from coordi_wipe.inventory.certificates.models import Certificate
    from coordi_wipe.inventory.certificates.receiving import receive

    one = inventories.kept("failed")
    twin = replace(samples.sanitized(), uuid=f"119ab5c2{one.uuid[8:]}")
    pdf = inventories.signed(twin)
    assert receive(pdf, number.digest(attachment.evidence_of(pdf))).status == 409
    assert Certificate.objects.filter(number=one.number).count() == 1
    assert "NON EFFACÉ" in inventories.client().get(f"/C/{one.number}").content.decode()


@pytest.mark.parametrize(
    ("https", "direct", "told", "expected"),
    [
        (True, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (True, "127.0.0.1", "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (True, "127.0.0.1", "203.0.113.9, nonsense", "127.0.0.1"),
        (True, "127.0.0.1", "", "127.0.0.1"),
        (True, "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (False, "127.0.0.1", "203.0.113.9", "127.0.0.1"),
    ],
)
def test_wrong_passwords_count_for_the_address_that_the_proxy_saw(https, direct, told, expected):
    from django.test import RequestFactory, override_settings

    from coordi_wipe.inventory.certificates import accounts

    request = RequestFactory().get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=told)
    with override_settings(SESSION_COOKIE_SECURE=https):
        assert accounts.address_of(request) == expected


def test_behind_a_proxy_nobody_far_away_locks_out_a_name():
    from django.test import override_settings

    inventories.account()
    browser = inventories.client()

    def sign_in(address: str, password: str) -> int:
        given = {"username": "marie", "password": password}
        return browser.post("/sign-in", given, headers={"X-Forwarded-For": f"1.2.3.4, {address}"}).status_code

    with override_settings(SESSION_COOKIE_SECURE=True):
        codes = [sign_in("203.0.113.66", f"wrong {n}") for n in range(6)]
        assert codes[-1] == 429
        assert sign_in("198.51.100.7", inventories.PASSWORD) == 302
