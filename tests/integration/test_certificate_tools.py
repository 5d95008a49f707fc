"""Programs that are not ours agree: pdfsig, openssl, qpdf."""

import subprocess
from pathlib import Path

import pytest
from attacks import inside, outside
from attacks.registry import ATTACKS
from certificates import makers
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate.authority import REHEARSAL_POLICY, STICK_POLICY

RECIPE = Path(__file__).resolve().parents[2] / "docs" / "certificates.md"


def run(*argv, **options):
    return subprocess.run(
        [str(word) for word in argv], capture_output=True, text=True, check=False, **options
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    path = tmp_path_factory.mktemp("root") / "root.pem"
    path.write_bytes(makers.root().public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def saved(tmp_path):
    def save(pdf, name="certificate.pdf"):
        (tmp_path / name).write_bytes(pdf)
        return tmp_path / name

    return save


@pytest.mark.parametrize("kind", ["sanitized", "failed", "longest"])
def test_pdfsig_finds_one_good_signature_over_the_whole_file(kind, saved):
    told = run("pdfsig", "-nocert", saved(makers.certificate(kind)))
    assert told.returncode == 0
    assert told.stdout.count("Signature #") == 1
    assert "Signature is Valid." in told.stdout
    assert "Total document signed" in told.stdout
    assert "ETSI.CAdES.detached" in told.stdout
    assert makers.LEAF_NAME in told.stdout


def test_pdfsig_sees_a_flipped_bit(saved):
    pdf = bytearray(makers.certificate())
    pdf[5000] ^= 1
    assert "Signature is Valid." not in run("pdfsig", "-nocert", saved(bytes(pdf))).stdout


@pytest.mark.parametrize("kind", ["sanitized", "failed", "longest"])
def test_qpdf_finds_nothing_wrong(kind, saved):
    told = run("qpdf", "--check", saved(makers.certificate(kind)))
    assert told.returncode == 0, told.stdout + told.stderr
    assert "No syntax or stream encoding errors found" in told.stdout


def recipe():
    """The shell recipe of docs/certificates.md, as a donor would copy it."""
    text = RECIPE.read_text(encoding="utf-8")
    return text.split("```sh\n# verify.sh", 1)[1].split("```", 1)[0]


def openssl(pdf, root, policy=STICK_POLICY, folder="."):
    script = Path(folder) / "verify.sh"
    script.write_text("# verify.sh" + recipe())
    return run("sh", script, pdf, root, policy)


def test_openssl_alone_accepts_ours(saved, root, tmp_path):
    told = openssl(saved(makers.certificate()), root, folder=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "Verification successful" in told.stderr


def test_openssl_accepts_a_rehearsal_under_its_own_policy_only(saved, tmp_path):
    root = tmp_path / "rehearsal.pem"
    root.write_bytes(makers.rehearsing().root.public_bytes(Encoding.PEM))
    pdf = saved(makers.rehearsal_certificate())
    assert openssl(pdf, root, REHEARSAL_POLICY, tmp_path).returncode == 0
    assert openssl(pdf, root, STICK_POLICY, tmp_path).returncode != 0


@pytest.mark.parametrize(
    "name",
    [
        "another root",
        "a root with the same name",
        "a foreign leaf that carries our root",
        "a leaf without policy",
        "evidence swapped in place",
        "evidence swapped by an update",
        "an empty update",
        "a second signature",
        "junk at the end",
        "the seal of another certificate",
    ],
)
def test_openssl_alone_refuses_attacks(name, saved, root, tmp_path):
    assert openssl(saved(ATTACKS[name].make()), root, folder=tmp_path).returncode != 0


def test_the_attacks_named_above_exist():
    assert inside.a_leaf_without_policy in [attack.make for attack in ATTACKS.values()]


def test_pdfsig_alone_is_no_verdict(saved):
    """It calls a page valid that an incremental update redrew: our verifier does not (tests/attacks)."""
    told = run("pdfsig", "-nocert", saved(outside.a_page_redrawn_by_an_update()))
    assert "Signature is Valid." in told.stdout
