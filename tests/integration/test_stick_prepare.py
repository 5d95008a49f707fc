"""`coordi-wipe stick prepare`: a stick is written and read back, one with data keeps it, no other is hit."""

import io
import os
import subprocess

import pytest
import releases
import saboteurs
from cli_program import run_here
from msgspec.structs import replace
from plugins.drives import loop_over

from coordi_wipe.hardware import claiming, identity

pytestmark = pytest.mark.root
MIB = 1 << 20
SIZE = 72 * MIB
SERIAL = "STICK-0001"


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """The release that a stick has."""
    return releases.make(tmp_path_factory.mktemp("release") / "one", "1.0")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A newer one, of another size."""
    return releases.make(tmp_path_factory.mktemp("release") / "two", "2.0", live=1, fill=300 << 10)


@pytest.fixture(autouse=True)
def _numbered(monkeypatch):
    """Loop devices tell a serial number, as sticks do."""
    honest = identity.seen

    def seen(host, device):
        found = honest(host, device)
        return replace(found, serial=SERIAL) if found.medium == "loop" else found

    monkeypatch.setattr("coordi_wipe.hardware.discovery.seen", seen)


def prepare(drive, image, *more):
    return run_here("stick", "prepare", drive.node, "--image", image, "--serial", SERIAL, *more)


@pytest.fixture
def stick(loop_drive):
    """An empty one."""
    return loop_drive(SIZE, fill=False)


@pytest.fixture
def used(stick, one):
    """A stick of release 1.0 that was started once, and the bytes of its partitions 4 and 5."""
    assert prepare(stick, one.path).code == 0
    return stick, releases.started_once(stick.backing)


def kept(stick, data):
    """Whether partitions 4 and 5 hold these very bytes."""
    start = releases.behind(stick.backing)
    return stick.backing.read_bytes()[start : start + len(data)] == data


def test_a_stick_is_the_image_byte_for_byte(stick, one):
    with stick.backing.open("r+b") as file:
        file.seek(SIZE - 512)
        file.write(b"EFI PART" * 64)  # what another system left at the end
    done = prepare(stick, one.path)
    assert done.code == 0, done.said
    assert "relus et comparés octet par octet" in done.out
    assert "Coordi-Wipe 1.0" in done.out
    assert "Aucun fichier de contrôle" in done.err
    written = stick.backing.read_bytes()
    assert written[: one.size] == one.path.read_bytes()
    assert written[-MIB:] == bytes(MIB)


def test_a_packed_image_with_its_checksum(stick, one):
    path = releases.packed(one)
    releases.summed(path)
    done = prepare(stick, path, "--json")
    assert done.code == 0, done.said
    assert "fichier de contrôle (SHA-256)" in done.err
    assert done.json == {
        "update": False,
        "size": one.size,
        "version": "Coordi-Wipe 1.0",
        "checked": True,
    }
    assert stick.backing.read_bytes()[: one.size] == one.path.read_bytes()


def test_an_update_keeps_data_export_and_table(used, two):
    stick, data = used
    before = stick.backing.read_bytes()
    done = prepare(stick, two.path)
    assert done.code == 0, done.said
    assert "Ses données n'ont pas été touchées" in done.out
    assert "Coordi-Wipe 2.0" in done.out
    assert kept(stick, data)
    after = stick.backing.read_bytes()
    assert after[440 : 34 * 512] == before[440 : 34 * 512]  # identifiers, old table, new table
    assert after[-33 * 512 :] == before[-33 * 512 :]
    new = two.path.read_bytes()
    assert after[:440] == new[:440]
    assert after[34 * 512 : releases.LIVE] == new[34 * 512 : releases.LIVE]
    assert after[releases.LIVE :].startswith(two.iso)
    rest = after[releases.LIVE + len(two.iso) : releases.behind(stick.backing)]
    assert rest == bytes(len(rest))  # nothing of the older system is left
    assert run_here("stick", "check", stick.node, "--image", two.path).code == 0


def test_a_system_that_does_not_fit_is_refused_before_anything_is_written(used, tmp_path):
    stick, _ = used
    large = releases.make(tmp_path / "large", "3.0", live=3, fill=2500 << 10)
    before = stick.backing.read_bytes()
    done = prepare(stick, large.path)
    assert done.code == 3
    assert "Le nouveau système ne tient pas sur cette clé" in done.err
    assert stick.backing.read_bytes() == before
    assert prepare(stick, large.path, "--new").code == 0
    assert stick.backing.read_bytes()[: large.size] == large.path.read_bytes()


def test_a_larger_place_with_a_system_that_fits_is_an_update(used, tmp_path):
    stick, data = used
    roomy = releases.make(tmp_path / "roomy", "1.1", live=5)
    assert prepare(stick, roomy.path).code == 0
    assert kept(stick, data)
    assert run_here("stick", "check", stick.node, "--image", roomy.path).code == 0


@pytest.mark.parametrize("lost", ["first", "both"])
def test_a_stick_whose_table_is_damaged(used, two, lost):
    stick, data = used
    places = [512] if lost == "first" else [512, SIZE - 512]
    with stick.backing.open("r+b") as file:
        for place in places:
            file.seek(place)
            file.write(bytes(8))
    before = stick.backing.read_bytes()
    done = prepare(stick, two.path)
    if lost == "first":  # the copy at the end says that there is data
        assert done.code == 3
        assert "abîmée" in done.err
        assert stick.backing.read_bytes() == before
        assert data in before
    else:
        assert done.code == 0
        assert stick.backing.read_bytes()[: two.size] == two.path.read_bytes()


def test_a_cut_leaves_the_data_and_the_next_prepare_mends(used, two, monkeypatch):
    stick, data = used

    class Cut(claiming.DeviceBlock):
        left = 4

        def write(self, offset, piece):
            Cut.left -= 1
            if not Cut.left:
                raise KeyboardInterrupt
            return super().write(offset, piece)

    with monkeypatch.context() as patch:
        patch.setattr(claiming, "DeviceBlock", Cut)
        done = prepare(stick, two.path)
    assert done.code == 130
    assert "L'écriture est arrêtée au milieu" in done.err
    assert kept(stick, data)
    assert run_here("stick", "check", stick.node, "--image", two.path).code == 1
    assert prepare(stick, two.path).code == 0
    assert kept(stick, data)
    assert run_here("stick", "check", stick.node, "--image", two.path).code == 0


@pytest.mark.parametrize("name", ["wrote-nothing", "wrote-half", "flips-a-bit", "wrong-offset"])
def test_a_stick_that_lies_is_found_out(stick, one, monkeypatch, name):
    front, honest = (saboteurs.LIARS | saboteurs.FAULTS)[name], claiming.DeviceBlock
    monkeypatch.setattr(claiming, "DeviceBlock", lambda *a, **named: front(honest(*a, **named)))
    if name == "flips-a-bit":  # inside what is written
        monkeypatch.setattr(front, "read", _flips)
    done = prepare(stick, one.path)
    assert done.code == 1
    assert "La clé ne rend pas ce qui a été écrit" in done.err


def _flips(self, offset, into):
    count = self._inner.read(offset, into)
    place = releases.LIVE + 777
    if offset <= place < offset + count:
        into[place - offset] ^= 1
    return count


def test_a_stick_that_fails_is_said(stick, one, monkeypatch):
    honest = claiming.DeviceBlock
    monkeypatch.setattr(claiming, "DeviceBlock", lambda *a, **named: saboteurs.AllBad(honest(*a, **named)))
    done = prepare(stick, one.path)
    assert done.code == 1
    assert "ne se laisse pas écrire" in done.err
    assert "Traceback" not in done.said


class Keyboard(io.StringIO):
    """Somebody who types this at a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("typed", "code"), [("ECRIRE\n", 0), ("ecrire\n", 0), ("oui\n", 3), ("", 3)])
def test_at_a_terminal_a_word_is_typed(loop_drive, one, monkeypatch, typed, code):
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    stick = loop_drive(SIZE, fill=False)
    done = run_here("stick", "prepare", stick.node, "--image", one.path)
    assert done.code == code, done.said
    assert "Tout ce qu'elle contient sera perdu" in done.err
    written = stick.backing.read_bytes()[: one.size]
    assert written == (one.path.read_bytes() if code == 0 else bytes(one.size))


# --- what is refused ---------------------------------------------------------------------------------


@pytest.fixture
def precious(loop_drive):
    """Makes sticks with something on them that nobody has anywhere else."""

    def make(size=SIZE, *, sector=512):
        drive = loop_drive(size, sector=sector, fill=False)
        with drive.backing.open("r+b") as file:
            file.write(drive.sentinel * 100_000)
        return drive

    return make


def refused(drive, done, code, words):
    """It is refused in these words, and the stick is as it was."""
    assert done.code == code, done.said
    assert words in done.err.replace("\N{NO-BREAK SPACE}", " ")
    content = drive.backing.read_bytes()
    assert content.startswith(drive.sentinel * 100_000)
    assert not content[1_600_000:].strip(b"\0")


def test_a_mounted_stick_is_refused_whatever_is_typed(loop_drive, one, tmp_path):
    stick = loop_drive(SIZE, fill=False)
    subprocess.run(["mkfs.ext4", "-q", stick.node], check=True)
    point = tmp_path / "mounted"
    point.mkdir()
    subprocess.run(["mount", "-o", "ro", stick.node, str(point)], check=True)
    before = stick.backing.read_bytes()
    try:
        done = prepare(stick, one.path)
        assert done.code == 3
        assert f"sudo umount {point}" in done.err
        assert prepare(stick, one.path, "--new").code == 3
    finally:
        subprocess.run(["umount", str(point)], check=True)
    assert stick.backing.read_bytes() == before


def test_a_stick_that_another_program_holds_is_refused(precious, one):
    stick = precious()
    held = os.open(stick.node, os.O_RDONLY | os.O_EXCL)
    try:
        refused(stick, prepare(stick, one.path), 3, "Un autre programme")
    finally:
        os.close(held)


def test_another_serial_is_refused(precious, one):
    stick = precious()
    done = run_here("stick", "prepare", stick.node, "--image", one.path, "--serial", "STICK-0002")
    refused(stick, done, 3, f"Le numéro de série de {stick.node} est {SERIAL}")


def test_without_a_keyboard_the_serial_is_needed(precious, one):
    stick = precious()
    done = run_here("stick", "prepare", stick.node, "--image", one.path)
    refused(stick, done, 2, f"--serial {SERIAL}")


def test_a_loop_device_that_nobody_named_is_refused(precious, one, monkeypatch):
    stick = precious()
    monkeypatch.delenv("COORDI_WIPE_ONLY")
    refused(stick, prepare(stick, one.path), 3, "est un fichier de ce PC")


def test_a_small_stick_is_refused(precious, one):
    stick = precious(8 * MIB)
    refused(stick, prepare(stick, one.path), 3, "trop petite")


def test_a_stick_of_large_sectors_is_refused(precious, one):
    stick = precious(sector=4096)
    refused(stick, prepare(stick, one.path), 3, "secteurs de 4096 octets")


def test_what_is_no_drive_is_refused(one, tmp_path):
    done = run_here("stick", "prepare", tmp_path, "--image", one.path, "--serial", SERIAL)
    assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        ("sum", 1, "n'est pas celle de son fichier de contrôle"),
        ("no-sum", 1, "ne dit rien de cette image"),
        ("torn", 1, "abîmée ou incomplète"),
        ("torn-packed", 1, "abîmée ou incomplète"),
        ("iso", 1, "pas le .iso"),
        ("missing", 2, "Il n'y a pas d'image ici"),
    ],
    ids=["sum", "no-sum", "torn", "torn-packed", "iso", "missing"],
)
def test_an_image_that_is_none_is_refused(precious, tmp_path, spoil, code, words):
    stick = precious()
    release = releases.make(tmp_path / "spoiled", "9")
    path = release.path
    match spoil:
        case "sum":
            beside = releases.summed(path)
            beside.write_text(beside.read_text().replace("a", "b").replace("1", "2"))
        case "no-sum":
            releases.summed(path).write_text("nothing\n")
        case "torn":
            os.truncate(path, release.size // 2)
        case "torn-packed":
            path = releases.packed(release)
            os.truncate(path, path.stat().st_size // 2)
        case "iso":
            path.write_bytes(release.iso)
        case "missing":
            path.unlink()
    refused(stick, prepare(stick, path), code, words)


def test_a_drive_that_is_not_among_those_named_is_refused(one, tmp_path):
    backing = tmp_path / "elsewhere.img"
    backing.write_bytes(bytes(SIZE))
    with loop_over(backing) as node:
        done = run_here("stick", "prepare", node, "--image", one.path, "--serial", SERIAL)
    assert done.code == 3
    assert backing.read_bytes() == bytes(SIZE)
