"""`coordi-wipe card`: a file to print, never in the place of another."""

import subprocess

import pytest
from cli_program import run, run_here


def text(pdf):
    done = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ([], ["N'insistez pas. Appelez l'encadrant.", "Carte BIOS", "Échap, puis F9", "Le bac rouge"]),
        (
            ["--lang", "en"],
            ["Do not insist. Call the supervisor.", "Firmware card", "Esc, then F9", "The red bin"],
        ),
    ],
)
def test_the_card_is_written_in_the_language_asked_for(tmp_path, words, sentences):
    out = tmp_path / "card.pdf"
    done = run(*words, "card", "--out", out)

    assert done.code == 0, done.said
    assert str(out) in done.out
    shown = text(out)
    assert [sentence for sentence in sentences if sentence not in shown] == []
    assert [path.name for path in tmp_path.iterdir()] == ["card.pdf"]


def test_a_file_that_is_there_stays(tmp_path):
    out = tmp_path / "certificate.pdf"
    out.write_bytes(b"proof")
    done = run_here("card", "--out", out)

    assert done.code == 2
    assert "existe déjà" in done.err
    assert out.read_bytes() == b"proof"


def test_without_a_name_or_a_folder_nothing_is_written(tmp_path):
    assert run_here("card").code == 2
    done = run_here("card", "--out", tmp_path / "no" / "card.pdf")
    assert done.code == 2
    assert "no n'existe pas" in done.err
    assert list(tmp_path.iterdir()) == []
