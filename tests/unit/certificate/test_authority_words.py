"""A root in 24 French words, and the key that they make: the same each time, and nobody else's."""

import hashlib
import hmac
import shlex
import subprocess
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.certificate import root_key, root_paper, root_words
from coordi_wipe.certificate.vault import plain
from coordi_wipe.model.errors import UsageError

ENTROPY = bytes(range(32))
WORDS = root_words.words_of(ENTROPY)
ORDER = 2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF  # of P-256, as SEC 2 writes it


@given(st.binary(min_size=32, max_size=32))
def test_words_give_the_same_bytes_back(entropy):
    words = root_words.words_of(entropy)
    assert len(words) == 24
    assert root_words.entropy_of(" ".join(words)) == entropy


def test_words_are_those_of_bip39():
    """Of no bytes at all the check is the first byte of SHA-256, 0x66, which is word 102 from 0."""
    zero = root_words.words_of(bytes(32))
    assert zero == ("abaisser",) * 23 + ("anaphore",)
    assert hashlib.sha256(bytes(32)).digest()[0] == 102


@pytest.mark.parametrize(
    "write", [plain, str.upper, lambda text: text.replace(" ", "\n  "), lambda text: text]
)
def test_accents_capitals_and_spaces_do_not_matter(write):
    assert root_words.entropy_of(write(" ".join(WORDS))) == ENTROPY


def with_word(position, word):
    return " ".join([*WORDS[: position - 1], word, *WORDS[position:]])


@pytest.mark.parametrize(
    ("text", "code", "args"),
    [
        (with_word(5, "eligibl"), "root-word-close", {"position": 5, "word": "eligibl", "close": "éligible"}),
        (with_word(24, "zzz"), "root-word-unknown", {"position": 24, "word": "zzz"}),
        (" ".join(WORDS[:23]), "root-words-count", {"count": 23}),
        (" ".join([*WORDS, "tomate"]), "root-words-count", {"count": 25}),
        ("", "root-words-count", {"count": 0}),
        (with_word(1, "zoologie"), "root-words-check", {}),
        (" ".join([WORDS[1], WORDS[0], *WORDS[2:]]), "root-words-check", {}),
    ],
)
def test_what_is_wrong_is_said_and_where(text, code, args):
    with pytest.raises(UsageError) as wrong:
        root_words.entropy_of(text)
    assert (wrong.value.reason.code, wrong.value.reason.args) == (code, args)


def test_five_words_are_drawn_from_the_list_anew_each_time():
    drawn = [root_words.passphrase() for _ in range(20)]
    assert len(set(drawn)) == 20
    for words in drawn:
        assert len(words.split()) == 5
        root_words.check(words)


def test_the_key_is_hkdf_of_the_words():
    """RFC 5869 written out: extract, then blocks; FIPS 186-5, A.2.1: so many bits, modulo the order."""
    extracted = hmac.digest(bytes(32), ENTROPY, "sha256")
    first = hmac.digest(extracted, b"coordi-wipe root P-256 v1\x01", "sha256")
    second = hmac.digest(extracted, first + b"coordi-wipe root P-256 v1\x02", "sha256")
    number = int.from_bytes((first + second)[:48]) % (ORDER - 1) + 1
    assert root_key.root(ENTROPY, "R").key.private_numbers().private_value == number


def test_a_root_made_again_is_the_same_bytes():
    """Verifiers know it by its bytes."""
    once, again = (root_key.root(ENTROPY, "Co'Ordi").certificate for _ in range(2))
    assert once == again
    once.verify_directly_issued_by(again)
    other = root_key.root(ENTROPY, "Co'Ordi 2").certificate
    assert other != once
    assert root_key.root(bytes(32), "Co'Ordi").certificate.serial_number != once.serial_number


def test_nothing_secret_is_in_what_a_traceback_shows():
    root = root_key.root(ENTROPY, "R")
    assert repr(ENTROPY)[2:-1] not in repr(root)
    assert "entropy" not in repr(root)


# --- the paper ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["fr", "en"])
def pages(request):
    """The page of a root with an awkward name, its text in reading order, its language."""
    root = root_key.root(ENTROPY, 'Co\'Ordi "Guéret"')
    pdf = root_paper.paper(root, date(2026, 12, 31), request.param)
    text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return root, pdf, text.stdout.decode(), request.param


def test_the_paper_holds_the_words_in_order(pages):
    root, _, text, _ = pages
    lines = text.split()
    places = [lines.index(f"{number}.") for number in range(1, 25)]
    assert places == sorted(places)
    assert tuple(lines[place + 1] for place in places) == root_words.words_of(root.entropy)


def test_the_paper_holds_name_day_and_fingerprint(pages):
    root, _, text, language = pages
    assert 'Co\'Ordi "Guéret"' in text
    assert ("31/12/2026" if language == "fr" else "2026-12-31") in text
    assert root_key.fingerprint(root.certificate) in "".join(text.split())


def test_the_command_on_paper_is_the_one_that_restores(pages):
    root, _, text, _ = pages
    start = text.index("coordi-wipe authority restore")
    words = shlex.split(" ".join(text[start:].splitlines()[:2]))
    assert words[:3] == ["coordi-wipe", "authority", "restore"]
    assert root_key.fingerprint(root.certificate).startswith(words[words.index("--fingerprint") + 1])
    assert words[words.index("--name") + 1] == 'Co\'Ordi "Guéret"'


def test_the_paper_is_one_whole_page(pages, tmp_path):
    _, pdf, text, _ = pages
    (tmp_path / "paper.pdf").write_bytes(pdf)
    checked = subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert text.count("\f") == 1
