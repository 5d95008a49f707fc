"""Every address of the inventory, by every role: who gets in, with which headers; and guessing is slow."""

import inventories
import pytest
from django.urls import URLPattern, URLResolver

from coordi_wipe.inventory import serving

ROLES = ("nobody", "no-role", "viewer", "supervisor")
ANY = 200, 200, 200, 200
SIGNED_IN = 302, 403, 200, 200
SUPERVISOR = 302, 403, 403, 422  # 422: the form was empty

# name of the address: (method, what follows it, what each of ROLES gets)
MATRIX = {
    "api-certificate": ("PUT", {"digest": "0" * 64}, (411, 411, 411, 411)),
    "api-logs": ("GET", {}, ANY),
    "api-time": ("GET", {"?nonce": "0" * 32}, ANY),
    "api-checkpoint": ("GET", {"log": "registered"}, ANY),
    "home": ("GET", {}, (302, 302, 302, 302)),
    "sign-in": ("GET", {}, ANY),
    "sign-out": ("POST", {}, (302, 302, 302, 302)),
    "language": ("GET", {"chosen": "en"}, (302, 302, 302, 302)),
    "find": ("GET", {}, SIGNED_IN),
    "pc": ("GET", {"?tag": "C23-0412"}, SIGNED_IN),
    "drive": ("GET", {"?serial": "S3Z1NB0KX23456D"}, SIGNED_IN),
    "certificate": ("GET", {"digest": ...}, SIGNED_IN),
    "certificate-pdf": ("GET", {"digest": ...}, SIGNED_IN),
    "judge": ("POST", {"digest": ...}, SUPERVISOR),
    "destroyed": ("POST", {"digest": ...}, SUPERVISOR),
    "waiting": ("GET", {}, SIGNED_IN),
    "list": ("GET", {}, SIGNED_IN),
    "list-csv": ("GET", {}, SIGNED_IN),
    "list-xlsx": ("GET", {}, SIGNED_IN),
    "rehearsals": ("GET", {}, SIGNED_IN),
    "public": ("GET", {"key": ...}, ANY),
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.fixture(autouse=True)
def site():
    from django.test import override_settings

    with (
        inventories.site() as folder,
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
    ):
        yield folder


def names(patterns=None) -> list[str]:
    """The names of all addresses that there are."""
    inventories.opened()
    from coordi_wipe.inventory.urls import urlpatterns

    found = []
    for one in urlpatterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            found += names(one.url_patterns)
        else:
            assert isinstance(one, URLPattern)
            found.append(one.name)
    return found


def ask(name: str, role: str, digest: str):
    from django.urls import reverse

    method, given, _ = MATRIX[name]
    filled = {key: digest if value is ... else value for key, value in given.items() if key[0] != "?"}
    query = {key[1:]: value for key, value in given.items() if key[0] == "?"}
    user = None if role == "nobody" else inventories.account(role, "" if role == "no-role" else role)
    return inventories.client(user).generic(
        method,
        reverse(name, kwargs=filled),
        query_params=query,
        content_type="application/x-www-form-urlencoded",
    )


def test_every_address_has_its_row():
    assert sorted(names()) == sorted(MATRIX)


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_gets_what_it_may(name):
    digest = inventories.kept("exceptions").digest
    assert tuple(ask(name, role, digest).status_code for role in ROLES) == MATRIX[name][2]


@pytest.mark.parametrize("name", MATRIX)
def test_each_answer_carries_the_strict_headers(name):
    response = ask(name, "viewer", inventories.kept("exceptions").digest)
    assert {key: response.headers[key] for key in HEADERS} == HEADERS
    if name != "certificate-pdf":  # its own: tests/attacks/test_inventory_pages.py
        assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert b"<script>" not in body
        assert b"style=" not in body
        assert b"onclick" not in body


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/static/nowhere.css", "/admin/"])
def test_what_is_not_there_carries_them_too_and_shows_no_trace(path):
    response = inventories.client().get(path)
    assert response.status_code == 404
    assert {key: response.headers[key] for key in HEADERS} == HEADERS
    assert "Content-Security-Policy" in response.headers
    assert b"Traceback" not in response.content
    assert b"urlpatterns" not in response.content


def test_an_unknown_host_is_not_served():
    response = inventories.client(host="evil.example").get("/sign-in")
    assert response.status_code == 400


@pytest.mark.parametrize("name", [name for name, row in MATRIX.items() if row[0] == "POST"])
def test_no_other_site_can_post_for_a_person(name):
    from django.test import Client
    from django.urls import reverse

    client = Client(enforce_csrf_checks=True)
    client.force_login(inventories.account(), backend="django.contrib.auth.backends.ModelBackend")
    given = {key: "0" * 64 if value is ... else value for key, value in MATRIX[name][1].items()}
    assert client.post(reverse(name, kwargs=given)).status_code == 403


def sign_in(password: str, name: str = "marie", address: str = "192.0.2.1"):
    return inventories.client().post(
        "/sign-in", {"username": name, "password": password}, REMOTE_ADDR=address
    )


def test_guessing_is_stopped_after_a_few_tries_even_when_then_right():
    from django.conf import settings

    inventories.account()
    codes = [sign_in(f"wrong {n}").status_code for n in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert codes[0] == 403
    assert codes[-1] == 429
    locked = sign_in(inventories.PASSWORD)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) == settings.AXES_COOLOFF_TIME.total_seconds()
    assert {key: locked.headers[key] for key in HEADERS} == HEADERS


def test_a_lock_is_for_one_name_at_one_address():
    inventories.account()
    inventories.account("paul", "viewer")
    for n in range(8):
        sign_in(f"wrong {n}")
    assert sign_in(inventories.PASSWORD).status_code == 429
    assert sign_in(inventories.PASSWORD, name="paul").status_code == 302
    assert sign_in(inventories.PASSWORD, address="192.0.2.2").status_code == 302


def test_a_lock_ends():
    import datetime

    from django.conf import settings
    from django.test import override_settings

    inventories.account()
    for n in range(8):
        sign_in(f"wrong {n}")
    assert sign_in(inventories.PASSWORD).status_code == 429
    with override_settings(AXES_COOLOFF_TIME=datetime.timedelta(0)):
        assert settings.AXES_COOLOFF_TIME.total_seconds() == 0
        assert sign_in(inventories.PASSWORD).status_code == 302


def test_a_closed_account_does_not_get_in():
    from coordi_wipe.inventory.certificates import accounts

    inventories.account()
    client = inventories.client(None)
    assert client.post("/sign-in", {"username": "marie", "password": inventories.PASSWORD}).status_code == 302
    accounts.close("marie")
    assert client.get("/find").status_code == 302
    assert sign_in(inventories.PASSWORD).status_code == 403


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://preuve.example/", "https://preuve.example"),
        ("", ""),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_kept_without_its_slash(text, expected):
    assert serving.checked_address(text) == expected


@pytest.mark.parametrize(
    ("address", "secure"), [("https://preuve.example", True), ("http://127.0.0.1:8080", False)]
)
def test_behind_https_cookies_stay_there(monkeypatch, address, secure):
    import runpy

    monkeypatch.setenv("COORDI_WIPE_INVENTORY_ADDRESS", address)
    from coordi_wipe.inventory import settings

    chosen = runpy.run_path(settings.__file__)
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"):
        assert chosen[name] == secure
    assert (chosen["SECURE_HSTS_SECONDS"] > 0) == secure
    assert chosen["SESSION_COOKIE_HTTPONLY"]
    assert not chosen["DEBUG"]
    assert "*" not in chosen["ALLOWED_HOSTS"]
    assert "django.contrib.admin" not in chosen["INSTALLED_APPS"]
