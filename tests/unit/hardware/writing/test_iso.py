"""The version that an ISO tells; and whatever is in its place, an answer comes and nothing else happens."""

import random

import pytest
import releases

from coordi_wipe.hardware.writing import iso


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return releases.make(tmp_path_factory.mktemp("release") / "one", "1.0 (0123456789ab)").iso


def version(content):
    return iso.version(lambda offset, length: bytes(content[offset : offset + length]))


def test_the_version_is_the_first_line_of_its_file(content):
    assert version(content) == "Coordi-Wipe 1.0 (0123456789ab)"


def test_what_would_steer_a_terminal_is_left_out(content):
    steered = content.replace(b"Coordi-Wipe 1.0", b"\x1b[2JCoordi\x07 1.0")
    assert steered != content
    assert version(steered) == "[2JCoordi 1.0 (0123456789ab)"


@pytest.mark.parametrize("length", [0, 1, 32768, 32768 + 2047, 40_000, 60_000])
def test_an_iso_that_ends_early_has_none(content, length):
    assert version(content[:length]) == ""


def test_any_bytes_give_an_answer(content):
    """Descriptors and folders are what a stranger may have written."""
    noise = random.Random(10)
    for _ in range(300):
        spoiled = bytearray(content[: 128 << 10])
        for _ in range(40):
            spoiled[noise.randrange(32768, 80_000)] = noise.randrange(256)
        assert len(version(spoiled)) <= 120
