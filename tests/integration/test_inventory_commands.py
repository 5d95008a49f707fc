"""`coordi-wipe inventory` as it is typed: trust, user, import, backup, restore, each a process of its own."""

import json
import os
import re
import subprocess
import zipfile

import inventories
import pytest
from certificates import makers, samples
from cli_program import PROGRAM
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import attachment, number


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs one command on an inventory that trusts the tests' root."""
    place = tmp_path_factory.mktemp("commands")

    def run(*words: object, data: str = "inventory", given: str = "") -> subprocess.CompletedProcess:
        argv = [PROGRAM, "inventory", *map(str, words)]
        environment = os.environ | {"COORDI_WIPE_INVENTORY": str(place / data), "LANG": "C.UTF-8"}
        return subprocess.run(
            argv, input=given, capture_output=True, text=True, env=environment, cwd=place, check=False
        )

    (place / "root.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    done = run("trust", "root.pem")
    assert (done.returncode, done.stderr) == (0, "")
    assert makers.ROOT_NAME in done.stdout
    run.place = place
    return run


def test_a_password_is_generated_and_shown_once(run):
    done = run("user", "add", "anna", "--role", "supervisor")
    assert done.returncode == 0
    assert re.search(r"([0-9a-z]{4}-){3}[0-9a-z]{4}$", done.stdout, re.MULTILINE)
    again = run("user", "add", "anna")
    assert again.returncode == 2
    assert "inventory user password anna" in again.stderr
    given = run("user", "password", "anna", "--password-stdin", given="une phrase assez longue\n")
    assert given.returncode == 0
    assert "phrase" not in given.stdout + given.stderr


def test_what_is_carried_in_survives_backup_and_restore(run):
    good, stranger = inventories.paper("sanitized"), makers.sealed(samples.data("failed"), makers.homonym())
    with zipfile.ZipFile(run.place / "in.zip", "w") as archive:
        archive.writestr(f"certificates/{number.digest(attachment.evidence_of(good))}.pdf", good)
    done = run("import", "in.zip", "answers.json", "--address", "https://preuve.example/")
    assert done.returncode == 0, done.stderr
    (answer,) = json.loads((run.place / "answers.json").read_text())["answers"]
    assert answer["number"] in done.stdout
    assert answer["url"].startswith("https://preuve.example/C/")
    assert run("backup", "all.zip").returncode == 0
    assert run("restore", "all.zip").returncode == 3  # not over what is there
    assert run("restore", "all.zip", data="other").returncode == 0
    with zipfile.ZipFile(run.place / "in.zip", "a") as archive:
        archive.writestr(f"certificates/{'e' * 64}.pdf", stranger)
    done = run("import", "in.zip", "more.json", data="other")
    assert done.returncode == 1
    first, second = json.loads((run.place / "more.json").read_text())["answers"]
    assert first == answer | {"again": True}
    assert (run.place / "other/address").read_text() == "https://preuve.example"
    assert second["reasons"][0]["code"] == "certificate-unknown-authority"


def test_what_is_typed_wrong_is_a_sentence(run):
    for words, code in [
        (("serve", "--listen", "here"), 2),
        (("serve", "--listen", "127.0.0.1:0", "--address", "preuve"), 2),
        (("restore", "nowhere.zip"), 3),
    ]:
        done = run(*words)
        assert done.returncode == code
        assert done.stderr.strip().endswith(".")
        assert "Traceback" not in done.stderr
