"""`coordi-wipe stick check`: the first byte that is not the release's, in whichever part of the system."""

import os

import pytest
import releases
from cli_program import run_here

from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.hardware.writing import target

pytestmark = pytest.mark.root
SIZE = 32 << 20


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return releases.make(tmp_path_factory.mktemp("release") / "one", "1.0")


@pytest.fixture
def stick(loop_drive, release):
    """Written by any image writer, and started once."""
    made = loop_drive(SIZE, fill=False)
    with made.backing.open("r+b") as file:
        file.write(release.path.read_bytes())
    releases.started_once(made.backing)
    return made


def check(stick, image, *more):
    return run_here("stick", "check", stick.node, "--image", image, *more)


def spoil(stick, place):
    with stick.backing.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))


def test_a_stick_that_was_started_is_still_its_release(stick, release):
    before = stick.backing.read_bytes()
    done = check(stick, release.path)
    assert done.code == 0, done.said
    assert "Version de la clé\N{NO-BREAK SPACE}: Coordi-Wipe 1.0\n" in done.out
    assert "octet par octet" in done.out
    assert "Place pour les données\N{NO-BREAK SPACE}: présente" in done.out
    assert check(stick, releases.packed(release), "--json").json == {
        "same": True,
        "version": "Coordi-Wipe 1.0",
        "data": True,
        "export": True,
        "table": "first",
        "difference": None,
    }
    assert stick.backing.read_bytes() == before


@pytest.mark.parametrize(
    ("place", "part", "at"),
    [
        (100, 0, 100),
        (34 * 512, 1, 0),
        (releases.EFI - 1, 1, releases.EFI - 34 * 512 - 1),
        (releases.VOLUME_NUMBER + 4, 2, 71),
        (releases.EFI + 4096, 2, 4096),
        (releases.LIVE, 3, 0),
        (releases.LIVE + 700_000, 3, 700_000),
        (releases.LIVE + (2 << 20) - 1, 3, (2 << 20) - 1),
    ],
)
def test_one_bit_is_found(stick, release, place, part, at):
    spoil(stick, place)
    done = check(stick, release.path, "--json")
    assert done.code == 1
    assert done.json["difference"] == {"part": part, "at": at}
    said = check(stick, release.path)
    assert said.code == 1
    assert "n'est pas celle de l'image" in said.out


def test_another_release_is_another(stick, tmp_path):
    other = releases.make(tmp_path / "two", "2.0", live=3, fill=2200 << 10)
    done = check(stick, other.path, "--json")
    assert done.code == 1
    assert not done.json["same"]
    assert done.json["version"] == "Coordi-Wipe 1.0"


def test_a_system_for_which_there_is_no_room_is_another(stick, tmp_path):
    longer = releases.make(tmp_path / "longer", "1.0", live=3)  # the same up to the end of partition 3
    with longer.path.open("r+b") as file:
        file.seek(releases.LIVE + (5 << 19))
        file.write(b"x")
    done = check(stick, longer.path, "--json")
    assert (done.code, done.json["difference"]) == (1, {"part": 3, "at": 2 << 20})


def test_a_stick_without_data_yet(loop_drive, release):
    made = loop_drive(SIZE, fill=False)
    with made.backing.open("r+b") as file:
        file.write(release.path.read_bytes())
    done = check(made, release.path)
    assert done.code == 0
    assert "Place pour les données\N{NO-BREAK SPACE}: absente" in done.out


def test_what_is_no_stick(loop_drive, release):
    done = check(loop_drive(SIZE, fill=False), release.path)
    assert done.code == 1
    assert "n'est pas une clé Coordi-Wipe" in done.err


def test_while_somebody_writes_it_nothing_is_said_of_it(stick, release):
    host = LinuxHost.from_environment()
    with host.claim(target.named(host, stick.node).identity):
        done = check(stick, release.path)
    assert done.code == 3
    assert done.out == ""
    assert "déjà pris" in done.err


def test_a_stick_in_use_can_be_checked(stick, release):
    held = os.open(stick.node, os.O_RDONLY | os.O_EXCL)
    try:
        assert check(stick, release.path).code == 0
    finally:
        os.close(held)
