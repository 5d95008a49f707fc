"""The image's console fonts: every sign of the screens is in, and none is taken for another."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest
from image import font_picture
from image.psf import Psf, read
from PIL import Image

from coordi_wipe.tui.glyphs import GLYPHS

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "live-build/font"
DEBIAN = Path("/usr/share/consolefonts")
SIZES = ("8x16", "16x32")
pytestmark = pytest.mark.skipif(not DEBIAN.is_dir(), reason="needs Debian's console fonts: .ci/setup test")


def build(out: Path, source: Path = SOURCE, fonts: Path = DEBIAN) -> subprocess.CompletedProcess[str]:
    out.mkdir()
    argv = [sys.executable, "-B", source / "build.py", fonts, out]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("font") / "out"
    done = build(out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(params=SIZES)
def font(built: Path, request) -> Psf:
    return read(built / f"coordi-wipe-{request.param}.psf.gz")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copies of what makes the font, to spoil."""
    shutil.copytree(SOURCE, tmp_path / "live-build/font")
    glyphs = tmp_path / "coordi_wipe/tui/glyphs.py"
    glyphs.parent.mkdir(parents=True)
    shutil.copy(ROOT / "coordi_wipe/tui/glyphs.py", glyphs)
    return tmp_path


def difference(font: Psf, one: str, other: str) -> int:
    pairs = zip(font.picture(one), font.picture(other), strict=True)
    return sum((a ^ b).bit_count() for a, b in pairs)


def ink(font: Psf, letter: str) -> int:
    return sum(byte.bit_count() for byte in font.picture(letter))


# --- what is in --------------------------------------------------------------------------------------


def test_every_glyph_of_the_screens_is_in(font):
    assert {letter for letter in GLYPHS if letter not in font.positions} == set()
    assert [letter for letter in GLYPHS if not ink(font, letter)] == [" ", "\u00a0", "\u202f"]


def test_it_has_512_glyphs_and_each_letter_once(font):
    assert len(font.pictures) == 512
    letters = "".join(font.letters)
    assert len(letters) == len(set(letters))
    assert all(font.letters)


def test_both_sizes_have_each_letter_at_the_same_position(built):
    small, large = (read(built / f"coordi-wipe-{size}.psf.gz") for size in SIZES)
    assert (small.width, small.height, large.width, large.height) == (8, 16, 16, 32)
    assert small.letters == large.letters


def test_ascii_stands_at_its_own_code_and_what_is_missing_looks_so(font):
    assert [font.positions[chr(code)] for code in range(0x20, 0x7F)] == [*range(0x20, 0x7F)]
    assert ink(font, "\ufffd") > font.width * font.height // 4


def test_a_picture_is_read_back_as_its_letter(font):
    same = {"\u00a0": " ", "\u202f": " ", "\u00ad": "-"}
    assert [font.letter(font.picture(c)) for c in GLYPHS] == [same.get(c, c) for c in GLYPHS]
    assert font.letter(bytes([0x5A]) * len(font.pictures[0])) is None


# --- what must not be confused -------------------------------------------------------------------------


def test_only_spaces_and_the_soft_hyphen_look_like_another(font):
    """No-break spaces are spaces to the eye, and a soft hyphen is shown only where a line ends."""
    alike = {a + b for a, b in combinations(GLYPHS, 2) if font.picture(a) == font.picture(b)}
    assert alike == {" \u00a0", " \u202f", "\u00a0\u202f", "-\u00ad"}
    assert len(set(font.pictures)) == 512


def test_success_failure_and_care_are_unmistakable(font):
    """Two signs differ by more than half of the ink of either, and so does any other glyph from each."""
    for one, other in combinations("✔✖⚠", 2):
        assert difference(font, one, other) > 0.6 * max(ink(font, one), ink(font, other))
    for sign in "✔✖⚠":
        near = [letter for letter in GLYPHS if difference(font, sign, letter) < ink(font, sign) / 2]
        assert near == [sign]


@pytest.mark.parametrize(
    "pair", ["0O", "Il", "l1", "●○", "■□", "●■", "○o", "●•", "×x", "✖×", "━─", "═─", "▶>", "░▒", "▒▓"]
)
def test_these_are_told_apart(font, pair):
    """Four dots of 8 by 16 at least: a stroke, not a speck."""
    assert difference(font, *pair) >= 4 * (font.width // 8) ** 2


# --- lines and blocks ------------------------------------------------------------------------------------

EDGES = {  # which lines leave through an edge
    "left": ("─┐┘┤┬┴┼╮╯╴", "━╸", "═╗╝"),
    "right": ("─┌└├┬┴┼╭╰╶", "━╺", "═╔╚"),
    "top": ("│└┘├┤┴┼╰╯", "┃", "║╚╝"),
    "bottom": ("│┌┐├┤┬┼╭╮", "┃", "║╔╗"),
}
LINES = {letter for groups in EDGES.values() for letter in "".join(groups)}


def edge(font: Psf, letter: str, side: str) -> tuple[bool, ...]:
    rows = font.dots(letter)
    columns = list(zip(*rows, strict=True))
    return tuple({"left": columns[0], "right": columns[-1], "top": rows[0], "bottom": rows[-1]}[side])


@pytest.mark.parametrize(("side", "across"), [("left", "right"), ("top", "bottom")])
def test_lines_meet(font, side, across):
    for before, after in zip(EDGES[across], EDGES[side], strict=True):
        meetings = {edge(font, c, across) for c in before} | {edge(font, c, side) for c in after}
        assert len(meetings) == 1
        assert any(meetings.pop())


@pytest.mark.parametrize("side", EDGES)
def test_no_line_goes_where_it_should_not(font, side):
    leaving = "".join(EDGES[side])
    inside = [c for c in LINES if c not in leaving and any(edge(font, c, side))]
    assert inside == []


@pytest.mark.parametrize(
    ("parts", "whole"), [("▀▄", "█"), ("▌▐", "█"), ("╸╺", "━"), ("╴╶", "─"), ("▔▇", "█")]
)
def test_halves_make_a_whole(font, parts, whole):
    one, other = (list(chain.from_iterable(font.dots(part))) for part in parts)
    both = [a or b for a, b in zip(one, other, strict=True)]
    assert both == list(chain.from_iterable(font.dots(whole)))
    assert not any(a and b for a, b in zip(one, other, strict=True))


def test_bars_rise_by_eighths(font):
    assert [ink(font, c) * 8 // (font.width * font.height) for c in " ▁▂▃▄▅▆▇█"] == [*range(9)]
    assert [ink(font, c) * 4 // (font.width * font.height) for c in " ░▒▓█"] == [*range(5)]


def test_the_ninth_dot_of_a_vga_card_joins_lines_and_nothing_else(font):
    repeated = {*range(0xC0, 0xE0), *range(0x1C0, 0x1E0)}
    joined = {c for c in GLYPHS if 0x2500 <= ord(c) <= 0x259F}
    assert {c for c in joined if any(edge(font, c, "right"))} <= {font.letters[at][0] for at in repeated}
    assert all(0x2500 <= ord(font.letters[at][0]) <= 0x259F for at in repeated)


# --- the files ------------------------------------------------------------------------------------------


def test_the_same_fonts_give_the_same_bytes(built, tmp_path):
    assert build(tmp_path / "again").returncode == 0
    for size in SIZES:
        name = f"coordi-wipe-{size}.psf.gz"
        assert (tmp_path / "again" / name).read_bytes() == (built / name).read_bytes()


@pytest.mark.parametrize("size", SIZES)
def test_the_tools_of_setfont_read_the_same_table(built, tmp_path, size):
    plain = tmp_path / "font.psf"
    font = read(built / f"coordi-wipe-{size}.psf.gz")
    packed = (built / f"coordi-wipe-{size}.psf.gz").open("rb")
    with packed, plain.open("wb") as file:
        subprocess.run(["gzip", "-dc"], stdin=packed, stdout=file, check=True)
    said = subprocess.run(["psfgettable", plain, "-"], capture_output=True, text=True, check=True).stdout
    assert tuple(_table(said)) == font.letters
    subprocess.run(["psfxtable", "-i", plain, "-o", tmp_path / "bare", "-ot", tmp_path / "table"], check=True)
    assert tuple(_table((tmp_path / "table").read_text())) == font.letters


def _table(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if codes := re.findall(r"U\+([0-9a-f]{4})", line.partition("#")[0]):
            yield "".join(chr(int(code, 16)) for code in codes)


def test_the_picture_in_docs_is_of_this_font(built):
    drawn = font_picture.drawn(*(read(built / f"coordi-wipe-{size}.psf.gz") for size in SIZES))
    with Image.open(font_picture.PICTURE) as kept:
        assert kept.size == drawn.size
        assert kept.convert("1").tobytes() == drawn.tobytes(), "tests/image/font_picture.py FONTS, then look"


# --- refusals -------------------------------------------------------------------------------------------


def test_a_glyph_that_nothing_provides_is_named(project, tmp_path):
    glyphs = project / "coordi_wipe/tui/glyphs.py"
    glyphs.write_text(glyphs.read_text() + '\nGLYPHS += "☃"\n')
    done = build(tmp_path / "out", project / "live-build/font")
    assert (done.returncode, done.stderr) == (1, "no glyph for ☃ U+2603\n")
    assert list((tmp_path / "out").iterdir()) == []


def test_two_signs_that_look_the_same_are_refused(project, tmp_path):
    signs = project / "live-build/font/signs-8x16.txt"
    parts = re.split(r"\n\n", signs.read_text())
    (tick,) = (part for part in parts if part.startswith("✔"))
    signs.write_text("\n\n".join("✖" + tick[1:] if part.startswith("✖") else part for part in parts))
    done = build(tmp_path / "out", project / "live-build/font")
    assert done.returncode == 1
    assert "look the same" in done.stderr
    assert set("✔✖") <= set(done.stderr)


def test_a_sign_of_another_size_is_refused(project, tmp_path):
    signs = project / "live-build/font/signs-16x32.txt"
    signs.write_text(signs.read_text().replace("................\n", "", 1))
    done = build(tmp_path / "out", project / "live-build/font")
    assert (done.returncode, done.stderr) == (1, "16x32: ✔ has another size\n")


def test_fonts_that_are_not_there_are_named(tmp_path):
    done = build(tmp_path / "out", fonts=tmp_path)
    assert done.returncode == 4
    assert "Uni2-Terminus16.psf.gz" in done.stderr
