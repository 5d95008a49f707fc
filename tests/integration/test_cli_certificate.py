"""`coordi-wipe certificate`: verdicts of files, exit codes, trust, and what a certificate says in words."""

import re
import shutil

import pytest
from certificates import makers, samples
from cli_program import home, run, run_here
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import authority

KEYS = {
    "file",
    "verdict",
    "valid",
    "registered",
    "status",
    "level",
    "reasons",
    "signer",
    "serials",
    "rehearsal",
    "signed_at",
    "time_source",
}
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def trusted(tmp_path):
    """The PEM file of the authority that the tests trust."""
    path = tmp_path / "root.pem"
    path.write_bytes(makers.root().public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def paper(tmp_path):
    """A signed paper of this kind in a file."""

    def make(kind="sanitized", name=""):
        path = tmp_path / f"{name or kind}.pdf"
        path.write_bytes(makers.rehearsal_certificate() if kind == "rehearsal" else makers.certificate(kind))
        return path

    return make


def test_a_signed_certificate_of_a_trusted_authority_is_valid(paper, trusted):
    done = run("certificate", "verify", paper(), "--trust", trusted, "--json")

    (verdict,) = done.json
    assert done.code == 0, done.said
    assert set(verdict) == KEYS
    assert {key: verdict[key] for key in KEYS - {"reasons", "signed_at", "file"}} == {
        "verdict": "signed",
        "valid": True,
        "registered": False,
        "status": "sanitized",
        "level": "clear",
        "signer": makers.LEAF_NAME,
        "serials": [samples.DRIVE.serial],
        "rehearsal": False,
        "time_source": "untrusted",
    }
    assert (verdict["file"], verdict["signed_at"][:4]) == (str(paper()), "2026")


def test_without_its_authority_it_is_not(paper):
    done = run_here("certificate", "verify", paper())

    assert done.code == 1
    assert f"{paper()}{NBSP}: NON VALABLE" in done.out
    assert "autorité inconnue" in done.out


@pytest.mark.parametrize("kind", ["failed", "unverified", "refused", "interrupted", "exceptions"])
def test_a_good_seal_about_a_drive_that_was_not_erased_is_no_proof(paper, trusted, kind):
    done = run_here("certificate", "verify", paper(kind), "--trust", trusted, "--json")

    assert done.code == 1
    assert (done.json[0]["verdict"], done.json[0]["valid"]) == ("signed", False)


def test_a_rehearsal_is_valid_only_when_it_is_asked_for_and_is_called_one_even_then(paper, tmp_path):
    root = tmp_path / "rehearsal-root.pem"
    root.write_bytes(makers.rehearsing().root.public_bytes(Encoding.PEM))

    plain = run_here("certificate", "verify", paper("rehearsal"), "--trust", root, "--json")
    allowed = run_here(
        "certificate", "verify", paper("rehearsal"), "--trust", root, "--json", "--allow-rehearsal"
    )

    assert (plain.code, plain.json[0]["verdict"], plain.json[0]["valid"]) == (1, "rehearsal", False)
    assert (allowed.code, allowed.json[0]["verdict"], allowed.json[0]["valid"]) == (0, "rehearsal", True)
    assert allowed.json[0]["reasons"][0]["code"] == "certificate-rehearsal"


def test_a_rehearsal_is_recognised_by_the_authority_of_the_home_that_it_lies_in(paper, tmp_path):
    stick = tmp_path / "stick"
    (stick / "jobs/1").mkdir(parents=True)
    (stick / "authority").mkdir()
    there = shutil.copy(paper("rehearsal"), stick / "jobs/1/certificate.pdf")
    words = ["certificate", "verify", there, "--allow-rehearsal"]
    assert run_here(*words).code == 1  # nobody knows who signed it

    pem = makers.rehearsing().root.public_bytes(Encoding.PEM)
    (stick / "authority" / authority.ROOT).write_bytes(pem)
    assert run_here(*words).code == 0

    # a true authority is never believed for lying there
    (stick / "authority" / authority.ROOT).write_bytes(makers.root().public_bytes(Encoding.PEM))
    real = shutil.copy(paper(), stick / "jobs/1/certificate.pdf")
    assert run_here("certificate", "verify", real, "--allow-rehearsal").code == 1


def test_several_files_are_as_good_as_the_worst_and_keep_their_order(paper, trusted, tmp_path):
    missing = tmp_path / "missing.pdf"

    done = run("certificate", "verify", paper(), missing, paper("failed"), "--trust", trusted, "--json")

    assert done.code == 1
    assert [(v["file"], v["verdict"]) for v in done.json] == [
        (str(paper()), "signed"),
        (str(missing), "unreadable"),
        (str(paper("failed")), "signed"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "n'est pas un PDF"),
        (b"%PDF-1.7\n" + bytes(1000), ""),
    ],
)
def test_what_is_no_certificate_is_told_apart(tmp_path, content, said):
    path = tmp_path / "holiday.pdf"
    path.write_bytes(content)

    verified, shown = run_here("certificate", "verify", path), run_here("certificate", "show", path)

    assert (verified.code, shown.code) == (1, 1)
    assert said in verified.out
    assert said in shown.out


@pytest.mark.parametrize("content", [None, b"", b"no key at all"])
def test_a_trust_file_that_is_none_is_a_wrong_call(paper, tmp_path, content):
    path = tmp_path / "trust.pem"
    if content is not None:
        path.write_bytes(content)

    done = run_here("certificate", "verify", paper(), "--trust", path)

    assert (done.code, done.out) == (2, "")
    assert "n'est pas un certificat d'autorité" in done.err


def test_show_tells_in_plain_words_what_the_certificate_says(paper, trusted):
    french = run_here("certificate", "show", paper(), "--trust", trusted)
    english = run_here("certificate", "show", paper(), "--trust", trusted, "--lang", "en")

    assert (french.code, english.code) == (0, 0)
    for known in (
        samples.DRIVE.model,
        samples.DRIVE.serial,
        samples.MACHINE.serial,
        samples.UUID,
        "C23-0412-D1",
        "OP07",
        "NIST Clear",
    ):
        assert known in french.out
        assert known in english.out
    assert re.search(r"le \d\d/\d\d/2026 \d\d:\d\d UTC \(heure non certifiée\)", french.out)
    assert re.search(r"on 2026-\d\d-\d\d \d\d:\d\d UTC \(time not certified\)", english.out)
    assert "EFFACÉ" in french.out
    assert "ligne 12 du registre" in french.out
    assert "ERASED" in english.out


def test_show_json_is_the_attached_evidence_byte_for_byte(paper, trusted):
    done = run("certificate", "show", paper(), "--trust", trusted, "--json")

    assert done.code == 0
    assert done.out.encode() == samples.data("sanitized")
    assert "SIGNÉE" in done.err


def test_verifying_makes_no_state(paper):
    run("certificate", "verify", paper())
    assert not home().exists()
