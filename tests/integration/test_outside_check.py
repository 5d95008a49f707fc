"""Whole commands, judged by others: evidence taken out of the certificate by poppler, bytes by openssl.

And the judge is judged: what it must see, it sees.
"""

import json
import secrets
import subprocess
from pathlib import Path

import outside
import pytest
from workers import evidence

MIB = 1 << 20


def attached(certificate, folder):
    """The evidence in a certificate."""
    out = folder / "attached.json"
    subprocess.run(["pdfdetach", "-save", "1", "-o", out, certificate], check=True, capture_output=True)
    return json.loads(out.read_bytes())


def wiped(stick, folder, drive, *words):
    """Wipes a drive by the command line; the evidence in its certificate."""
    done = stick.ask("wipe", drive.node, "--confirm", drive.node, "--json", *words)
    (result,) = json.loads(done.stdout)["results"]
    assert (done.returncode, result["status"], result["level"]) == (0, "sanitized", "clear")
    assert result["verification"] == {"kind": "full", "bytes_read": drive.size, "mismatches": 0}
    return attached(Path(result["certificate"]), folder)


@pytest.mark.root
@pytest.mark.proves_wipe
@pytest.mark.parametrize(("size", "sector"), [(64 * MIB + 512, 512), (16 * MIB + 4096, 4096)])
def test_block_device_holds_what_its_certificates_key_makes_and_nothing_of_before(
    size, sector, stick, tmp_path, loop_drive
):
    drive = loop_drive(size, sector=sector)
    found = wiped(stick, tmp_path, drive)
    assert outside.faults(found, drive.backing, drive.sentinel) == []
    assert found == evidence(stick.folders[0])


@pytest.mark.proves_wipe
def test_file_drive_holds_what_its_certificates_key_makes_and_nothing_of_before(stick, tmp_path, file_drive):
    drive = file_drive(8 * MIB + 100)
    found = wiped(stick, tmp_path, drive, "--file-drive")
    assert outside.faults(found, drive.backing, drive.sentinel) == []


# --- the judge ------------------------------------------------------------------------------------

SIZE = MIB + 100
KEY = secrets.token_hex(32)


def told(pattern="random", *, keys=(KEY,), size=SIZE):
    """Evidence, as far as the judge reads it."""
    return {"plan": {"drive": {"size": size}, "steps": [{"patterns": ["00", pattern]}]}, "keys": list(keys)}


@pytest.fixture
def backing(tmp_path):
    """Makes a file with these bytes."""

    def make(content):
        path = tmp_path / "drive.img"
        path.write_bytes(content)
        return path

    return make


def stream(pattern="random", key=KEY):
    return outside.expected(pattern, [key], 0, SIZE)


@pytest.mark.parametrize("pattern", ["random", "~random", "00", "924924"])
def test_it_finds_nothing_wrong_where_all_is_right(pattern, backing):
    keys = [KEY] if pattern.endswith("random") else []
    assert outside.faults(told(pattern, keys=keys), backing(stream(pattern)), b"SENTINEL") == []


@pytest.mark.parametrize("place", [0, 1, MIB - 5, MIB, SIZE - 16])
def test_it_sees_one_token_at_any_offset(place, backing):
    token = secrets.token_bytes(16)
    content = bytearray(stream())
    content[place : place + 16] = token
    assert f"the sentinel is still at {place}" in outside.faults(told(), backing(content), token)


WRONG = {
    "another key": (stream(key="00" * 32), told()),
    "zeros": (bytes(SIZE), told()),
    "the stream itself for its complement": (stream(), told("~random")),
    "shifted by a block of the cipher": (stream()[16:] + bytes(16), told()),
    "a byte missing": (stream()[:-1], told()),
    "no key": (stream(), told(keys=())),
    "two keys": (stream(), told(keys=(KEY, KEY))),
    "the last bytes": (stream()[:-36] + bytes(36), told()),
}


@pytest.mark.parametrize(("content", "evidence"), WRONG.values(), ids=WRONG)
def test_it_sees_what_is_wrong(content, evidence, backing):
    assert outside.faults(evidence, backing(content), b"SENTINEL") != []


JOB = "0193569c-0000-7000-8000-000000000001"
TEXT = f"COORDI-WIPE 1\nREPETITION.\njob={JOB}\n".encode().ljust(512, b"\0")


def fingerprinted(block=TEXT, **changes):
    """Evidence that declares this block as a fingerprint."""
    mark = {"fact": "marked", "offset": 0, "length": 512, "sha256": outside.digest(block)} | changes
    made = told() | {"facts": [{"fact": "read"}, mark], "uuid": JOB, "rehearsal": True}
    made["plan"]["drive"]["logical"] = 512
    return made


def test_it_takes_the_declared_fingerprint_and_nothing_else(backing):
    assert outside.faults(fingerprinted(), backing(TEXT + stream()[512:]), b"SENTINEL") == []


ANOTHER = TEXT.replace(b"0001", b"0002")
UNPADDED = TEXT[:-1] + b"x"
SPOILED = {
    "undeclared": (TEXT + stream()[512:], told()),
    "declared and not there": (stream(), fingerprinted()),
    "declared before the read-back": (
        TEXT + stream()[512:],
        told() | {"facts": [*reversed(fingerprinted()["facts"])]},
    ),
    "one bit is another": (bytes([TEXT[0] ^ 1]) + TEXT[1:] + stream()[512:], fingerprinted()),
    "a byte behind it": (TEXT + b"\0" + stream()[513:], fingerprinted()),
    "of another job": (ANOTHER + stream()[512:], fingerprinted(ANOTHER)),
    "no exercise": (TEXT + stream()[512:], fingerprinted() | {"rehearsal": False}),
    "not padded with zeros": (UNPADDED + stream()[512:], fingerprinted(UNPADDED)),
    "two blocks": (TEXT + bytes(512) + stream()[1024:], fingerprinted(TEXT + bytes(512), length=1024)),
    "elsewhere": (stream()[:512] + TEXT + stream()[1024:], fingerprinted(offset=512)),
}


@pytest.mark.parametrize(("content", "evidence"), SPOILED.values(), ids=SPOILED)
def test_it_sees_what_is_wrong_with_a_fingerprint(content, evidence, backing):
    assert outside.faults(evidence, backing(content), b"SENTINEL") != []


def test_openssl_agrees_with_itself_at_any_offset():
    whole = stream()
    for offset in (0, 16, 4096, MIB - 16, SIZE // 16 * 16):
        assert outside.expected("random", [KEY], offset, 20)[: SIZE - offset] == whole[offset : offset + 20]
