"""The wheel is the whole product: certs and sentences travel in it, and it runs on its own."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, by the backend that the lock has: no network."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A fresh environment with the wheel in it; its dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next((folder / "lib").glob("python3*")) / "site-packages"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "-q", "--no-deps", wheel],
        check=True,
    )
    borrowed = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    (packages / "borrowed.pth").write_text(f"import sys; sys.path.append({str(borrowed)!r})\n")
    return folder


def run(installed: Path, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | more
    return subprocess.run(
        [installed / "bin" / argv[0], *argv[1:]],
        cwd=installed,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_what_the_product_reads(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    certs = {
        f"coordi_wipe/{path.relative_to(ROOT)}" for path in (ROOT / "certs").rglob("*") if path.is_file()
    }
    compiled = {str(path.relative_to(ROOT)) for path in (ROOT / "coordi_wipe/locale").rglob("*.mo")}
    assert certs
    assert compiled
    assert names >= certs
    assert names >= compiled
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests") or "__pycache__" in name]


def test_the_installed_product_is_the_one_that_runs(installed):
    done = run(installed, "python", "-c", "import coordi_wipe; print(coordi_wipe.__file__)")
    assert done.stdout.startswith(str(installed)), done.stderr


@pytest.mark.parametrize(("language", "word"), [("fr_FR.UTF-8", "disque"), ("en_GB.UTF-8", "drive")])
def test_the_installed_command_speaks(installed, language, word):
    done = run(installed, "coordi-wipe", "--help", LANG=language)
    assert done.returncode == 0, done.stderr
    assert word in done.stdout.lower()


def test_the_installed_product_finds_its_certs(installed):
    code = (
        "from coordi_wipe.certificate.resources import resource\n"
        "print(resource('fonts').is_dir(), resource('fonts'))"
    )
    done = run(installed, "python", "-c", code)
    assert done.stdout.startswith(f"True {installed}"), done.stdout + done.stderr
