"""What may be thrown at the inventory's door: each is answered by a code, keeps nothing, and costs little."""

import io
import json
import zlib

import inventories
import pytest
from attacks import inside, outside
from attacks.registry import ATTACKS, TRUSTED_TOO
from certificates import makers

from coordi_wipe.certificate import attachment, number

ADDRESS = "/api/v1/certificates/"


@pytest.fixture(autouse=True)
def site():
    with inventories.site() as folder:
        yield folder


def put(body: bytes, digest: str, **environment):
    content = environment.pop("content_type", "application/pdf")
    return inventories.client().put(ADDRESS + digest, body, content_type=content, **environment)


def codes(response) -> list[str]:
    return [reason["code"] for reason in json.loads(response.content)["reasons"]]


def nothing_kept() -> bool:
    from coordi_wipe.inventory.certificates.models import Certificate, LogLeaf, Quarantined

    return not (Certificate.objects.exists() or LogLeaf.objects.exists() or Quarantined.objects.exists())


@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_or_mangled_certificate_is_refused_with_its_reason(name, monkeypatch):
    from coordi_wipe.inventory import folder

    pdf, roots = ATTACKS[name].make(), folder.roots
    monkeypatch.setattr(folder, "roots", lambda data: [*roots(data), *TRUSTED_TOO])
    response = put(pdf, number.digest(attachment.evidence_of(makers.certificate())))
    assert response.status_code in (411, 413, 415, 422, 501)
    if response.status_code == 501:  # no decision: the stick keeps it until the inventory is newer
        assert codes(response) == ["inventory-older", ATTACKS[name].reason]
    if response.status_code == 422:
        assert codes(response) == [ATTACKS[name].reason]
    assert nothing_kept()


def test_there_are_attacks():
    assert {attack.make.__module__ for attack in ATTACKS.values()} == {inside.__name__, outside.__name__}


def test_the_certificate_that_was_attacked_is_taken():
    digest = number.digest(attachment.evidence_of(makers.certificate()))
    assert put(makers.certificate(), digest).status_code == 201
    assert put(makers.certificate(), digest.upper()).status_code == 200


@pytest.mark.parametrize("digest", ["0", "g" * 64, "0" * 63, "0" * 65, "é" * 64])
def test_an_address_without_a_digest_is_told(digest):
    response = put(makers.certificate(), digest)
    assert (response.status_code, codes(response)) == (400, ["inventory-digest-form"])


def test_another_kind_of_file_is_told():
    response = put(makers.certificate(), "0" * 64, content_type="application/zip")
    assert (response.status_code, codes(response)) == (415, ["inventory-not-pdf"])


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_nothing_but_put(method):
    response = getattr(inventories.client(), method)(ADDRESS + "0" * 64)
    assert response.status_code == 405
    assert nothing_kept()


class Endless(io.RawIOBase):
    """A body that never ends, and counts what was taken of it."""

    taken = 0

    def read(self, size=-1):
        assert size > 0, "a body is read in pieces"
        self.taken += size
        return b"%PDF-" + b"\0" * (size - 5)


def read_of(stream, **headers):
    """What `body.read` makes of a stream, as gunicorn hands it over."""
    from django.core.handlers.wsgi import WSGIRequest

    from coordi_wipe.inventory.certificates import body

    environment = {
        "REQUEST_METHOD": "PUT",
        "PATH_INFO": "/",
        "wsgi.input": stream,
        "wsgi.input_terminated": True,
    }
    try:
        return body.read(WSGIRequest(environment | headers))
    except body.BodyError as error:
        return error.status, error.reason.code


def test_a_length_too_great_is_refused_unread():
    stream = Endless()
    assert read_of(stream, CONTENT_LENGTH=str(200 << 20)) == (413, "inventory-too-big")
    assert stream.taken == 0


def test_chunks_without_end_are_cut_at_the_bound():
    stream = Endless()
    assert read_of(stream, HTTP_TRANSFER_ENCODING="chunked") == (413, "inventory-too-big")
    assert stream.taken <= (10 << 20) + (1 << 17)


def test_a_length_that_lies_is_not_believed():
    assert read_of(Endless(), HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="5") == (
        413,
        "inventory-too-big",
    )
    assert read_of(io.BytesIO(b"%PDF-"), CONTENT_LENGTH="500") == (408, "inventory-cut")
    assert read_of(io.BytesIO(b"%PDF-1.7 and more"), CONTENT_LENGTH="5") == b"%PDF-"


@pytest.mark.parametrize("length", ["", "-1", "five", "٥"])
def test_without_a_length_nothing_is_read(length):
    stream = Endless()
    assert read_of(stream, CONTENT_LENGTH=length) == (411, "inventory-no-length")
    assert stream.taken == 0


def test_a_sender_who_goes_is_told_so_and_nothing_is_kept():
    class Gone(io.RawIOBase):
        def read(self, size=-1):
            raise OSError(f"connection reset, {size} bytes wanted")

    assert read_of(Gone(), HTTP_TRANSFER_ENCODING="chunked") == (408, "inventory-cut")


def test_a_bomb_of_a_stranger_is_not_unfolded(monkeypatch):
    """A compressed stream of 64 MiB in a file that nobody signed: nothing inflates it."""
    squeezed = zlib.compress(b"\0" * (64 << 20), 9)
    length = str(len(squeezed)).encode()
    pdf = b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode/Length " + length + b">>\nstream\n" + squeezed

    def inflated(*_):
        raise AssertionError("unfolded before its signature held")

    monkeypatch.setattr(attachment, "_only_evidence", inflated)
    response = put(pdf + b"\nendstream endobj\n%%EOF\n", "0" * 64)
    assert response.status_code == 422
    assert nothing_kept()


def test_a_replayed_certificate_changes_nothing():
    from coordi_wipe.inventory.certificates.models import LogLeaf

    digest = number.digest(attachment.evidence_of(makers.certificate()))
    answers = {put(makers.certificate(), digest).content for _ in range(3)}
    assert len(answers) == 1
    assert LogLeaf.objects.count() == 1


def test_a_full_disk_is_said_and_nothing_is_kept(monkeypatch):
    from django.db import OperationalError

    from coordi_wipe.inventory.certificates import journal

    def full(*_, **__):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(journal, "append", full)
    digest = number.digest(attachment.evidence_of(makers.certificate()))
    response = put(makers.certificate(), digest)
    assert (response.status_code, codes(response)) == (503, ["inventory-cannot-keep"])
    assert int(response.headers["Retry-After"]) > 0
    assert nothing_kept()


def test_a_data_folder_that_is_broken_is_said(site):
    (site / "roots/broken.pem").write_text("no certificate")
    try:
        response = put(makers.certificate(), "0" * 64)
    finally:
        (site / "roots/broken.pem").unlink()
    assert (response.status_code, codes(response)) == (503, ["inventory-cannot-keep"])
    assert b"trust-not-readable" in response.content
    assert b".pem" not in response.content  # where it lies is nobody's business


def test_the_logs_are_published_and_no_other():
    client = inventories.client()
    named = client.get("/api/v1/logs").json()
    assert sorted(named) == ["registered", "rehearsal"]
    for log, key in named.items():
        head = client.get(f"/api/v1/logs/{log}/checkpoint").content.decode()
        assert head.startswith(key.split("+")[0] + "\n")
    assert client.get("/api/v1/logs/other/checkpoint").status_code == 404
