"""`coordi-wipe labels`: from certificates and rows of tags to PDF files, and everything that is refused."""

import subprocess

import pytest
from certificates import makers
from cli_program import home, run
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import authority


@pytest.fixture
def trusted(tmp_path):
    path = tmp_path / "root.pem"
    path.write_bytes(makers.root().public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def paper(tmp_path):
    """A signed paper of this kind in a file. The stick knows the rehearsal authority of the tests."""

    def make(kind="sanitized"):
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(makers.rehearsal_certificate() if kind == "rehearsal" else makers.certificate(kind))
        return path

    keys = home() / "authority"
    keys.mkdir(parents=True, exist_ok=True)
    (keys / authority.ROOT).write_bytes(makers.rehearsing().root.public_bytes(Encoding.PEM))
    return make


def text(pdf):
    done = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def pages(pdf):
    done = subprocess.run(["pdfinfo", pdf], capture_output=True, check=True)
    return next(
        int(line.split()[1]) for line in done.stdout.decode().splitlines() if line.startswith("Pages")
    )


def test_tags_of_a_row_of_pcs_and_of_their_drives(tmp_path):
    out = tmp_path / "tags.pdf"
    done = run("labels", "tags", "C23-0400..C23-0423", "--drives", 1, "--out", out)

    assert done.code == 0, done.said
    assert "48" in done.out
    shown = text(out).split()
    assert pages(out) == 2
    for number in range(400, 424):
        assert f"C23-0{number}" in shown
        assert f"C23-0{number}-D1" in shown
    assert "C23-0424" not in shown


def test_result_labels_of_certificates_say_what_became_of_each_drive(tmp_path, paper, trusted):
    out = tmp_path / "results.pdf"
    kinds = ["sanitized", "exceptions", "failed", "rehearsal"]
    done = run("labels", "result", *map(paper, kinds), "--trust", trusted, "--out", out)

    assert done.code == 0, done.said
    shown = text(out)
    assert pages(out) == 4
    for words in ("EFFACÉ ET VÉRIFIÉ", "EN ATTENTE", "NON EFFACÉ BAC ROUGE", "RÉPÉTITION"):
        assert words in shown
    assert shown.count("ET VÉRIFIÉ") == 1
    for code in ("V C23-0412-D1 D", "O C23-0412-D1 9", "R C23-0412-D1 Z"):
        assert shown.count(code) == 1


def test_a_rehearsal_alone_makes_no_green_label(tmp_path, paper):
    out = tmp_path / "rehearsal.pdf.labels"
    done = run("labels", "result", paper("rehearsal"), "--out", out)

    assert done.code == 0, done.said
    assert "RÉPÉTITION" in text(out)
    assert "VÉRIFIÉ" not in text(out)
    assert "V C23" not in text(out)


@pytest.mark.parametrize("wrong", ["no trust", "tampered"])
def test_a_file_that_proves_nothing_stops_them_all(tmp_path, paper, trusted, wrong):
    out, bad = tmp_path / "results.pdf", tmp_path / "bad.pdf"
    made = makers.certificate()
    bad.write_bytes(made[:-40] + b"x" + made[-39:] if wrong == "tampered" else made)
    trust = [] if wrong == "no trust" else ["--trust", trusted]
    done = run("labels", "result", paper(), bad, *trust, "--out", out)

    assert done.code == 3
    assert "ne prouve rien" in done.err
    assert not out.exists()


def test_a_file_that_is_there_stays(paper, trusted):
    certificate = paper()
    before = certificate.read_bytes()
    done = run("labels", "result", certificate, "--trust", trusted, "--out", certificate)

    assert done.code == 2
    assert "existe déjà" in done.err
    assert certificate.read_bytes() == before


def test_labels_to_be_filled_in_by_hand(tmp_path):
    out = tmp_path / "blank.pdf"
    done = run("--lang", "en", "labels", "blank", "red", "--count", 3, "--format", "roll", "--out", out)

    assert done.code == 0, done.said
    assert text(out).count("NOT ERASED RED BIN") == pages(out) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tags", "C23-0423..C23-0400"], "le plus petit d'abord"),
        (["blank", "green", "--skip", "1", "--format", "roll"], "de 0 à 0"),
    ],
)
def test_what_cannot_be_printed_is_said(tmp_path, words, said):
    out = tmp_path / "none.pdf"
    done = run("labels", *words, "--out", out)

    assert done.code == 2
    assert said in done.err
    assert not out.exists()


def test_a_missing_folder_or_file_is_said(tmp_path):
    nowhere = tmp_path / "no" / "tags.pdf"
    assert run("labels", "tags", "C23-0400", "--out", nowhere).code == 2
    done = run("labels", "result", tmp_path / "none.pdf", "--out", tmp_path / "out.pdf")
    assert done.code == 1
    assert "none.pdf" in done.err
    assert not (tmp_path / "out.pdf").exists()
