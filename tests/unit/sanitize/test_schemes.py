"""Schemes: all that the contract names, with the passes that their sources ask, drawn and written as such."""

import random
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.properties import examples
from unit.sanitize.memory import Memory

from coordi_wipe.model.errors import UsageError
from coordi_wipe.sanitize.control import Budget, Pace, Trouble
from coordi_wipe.sanitize.pipeline import Checkpoint, write
from coordi_wipe.sanitize.schemes import DEFAULT, FLASH, SCHEMES, Scheme, checked, drawn, from_file, named
from coordi_wipe.sanitize.stream import BLOCK, aligned, stream

PASSES = {
    "zero": 1,
    "ones": 1,
    "random": 1,
    "nist-clear": 1,
    "dod-3": 3,
    "dod-7": 7,
    "hmg-is5-baseline": 1,
    "hmg-is5-enhanced": 3,
    "vsitr": 7,
    "bsi-2011": 4,
    "schneier": 7,
    "rcmp-tssit-ops-ii": 7,
    "itsg-06": 3,
    "gutmann": 35,
    "bmb21": 6,
}
"""DESIGN.md, "The command line": every scheme of the contract, with its number of passes."""


@pytest.mark.parametrize(("name", "passes"), PASSES.items())
def test_every_scheme_of_the_contract_is_there(name, passes):
    assert named(name).name == name
    assert len(drawn(named(name), random.Random(1))) == passes


def test_the_menu_is_the_five_of_the_design():
    menu = {scheme.name for scheme in SCHEMES.values() if scheme.in_menu}
    assert menu == {"nist-clear", "zero", "dod-3", "hmg-is5-enhanced", "bsi-2011"}


def test_the_default_is_one_random_pass_and_cards_get_a_complement():
    assert SCHEMES[DEFAULT].patterns == ("random",)
    assert SCHEMES[FLASH].patterns == ("random", "~random")


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_every_scheme_would_be_accepted_from_a_file(scheme):
    assert checked(list(scheme.patterns), scheme.name) == scheme.patterns


def test_gutmann_has_his_table_and_shuffles_passes_5_to_31():
    table = SCHEMES["gutmann"].patterns
    assert table[:4] == table[31:] == ("random",) * 4
    middle = sorted(table[4:31])
    # Gutmann 1996: 55, AA, 92 49 24 in its three turns, 00 11 … FF, the three turns again, 6D B6 DB in three
    nibbles = [f"{digit:x}{digit:x}" for digit in range(16)]
    turns = ["924924", "492492", "249249"]
    assert middle == sorted(["55", "aa", *nibbles, *turns, *turns, "6db6db", "b6db6d", "db6db6"])
    orders = {drawn(SCHEMES["gutmann"], random.Random(seed)) for seed in range(20)}
    assert len(orders) == 20
    for order in orders:
        assert (order[:4], order[31:]) == (table[:4], table[31:])
        assert sorted(order[4:31]) == middle


def test_nothing_else_is_shuffled():
    for scheme in SCHEMES.values():
        if scheme.name != "gutmann":
            assert drawn(scheme, random.Random(5)) == scheme.patterns


@pytest.mark.parametrize(
    ("name", "patterns"),
    [
        ("dod-3", ("00", "ff", "random")),
        ("hmg-is5-enhanced", ("00", "ff", "random")),
        ("vsitr", ("00", "ff", "00", "ff", "00", "ff", "aa")),
        ("schneier", ("ff", "00", *("random",) * 5)),
        ("rcmp-tssit-ops-ii", ("00", "ff", "00", "ff", "00", "ff", "random")),
        ("itsg-06", ("ff", "00", "random")),
        ("zero", ("00",)),
        ("ones", ("ff",)),
    ],
)
def test_passes_are_those_of_the_source(name, patterns):
    assert SCHEMES[name].patterns == patterns


def test_an_unknown_name_is_answered_with_all_known_ones():
    with pytest.raises(UsageError) as found:
        named("dod-4")
    assert found.value.reason.code == "unknown-method"
    assert set(str(found.value.reason.args["known"]).split(", ")) == set(SCHEMES)


# --- from a file --------------------------------------------------------------------------------------


def test_a_file_gives_a_scheme(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('name = "ours"\npatterns = ["00", "FF", "random", "~random", "924924"]\n')
    assert named(str(path)) == Scheme("ours", ("00", "ff", "random", "~random", "924924"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("name = ours", "scheme-not-toml"),
        (b"name = '\xff'", "scheme-not-toml"),
        ('patterns = ["00"]', "scheme-name-wrong"),
        ('name = 3\npatterns = ["00"]', "scheme-name-wrong"),
        ('name = "Ours!"\npatterns = ["00"]', "scheme-name-wrong"),
        ('name = "gutmann"\npatterns = ["00"]', "scheme-name-wrong"),
        ('name = "ours"', "scheme-passes-wrong"),
        ('name = "ours"\npatterns = []', "scheme-passes-wrong"),
        ('name = "ours"\npatterns = "00"', "scheme-passes-wrong"),
        (f'name = "ours"\npatterns = {["00"] * 101}', "scheme-passes-wrong"),
        ('name = "ours"\npatterns = ["0"]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = ["zz"]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = [""]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = [0]', "scheme-pattern-wrong"),
        (f'name = "ours"\npatterns = ["{"00" * 17}"]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = ["~random"]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = ["00", "~random"]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = ["random", "~random", "~random"]', "scheme-pattern-wrong"),
        ('name = "ours"\npatterns = ["random\\n"]', "scheme-pattern-wrong"),
    ],
)
def test_a_file_that_is_no_scheme_is_refused_with_its_reason(tmp_path, content, code):
    path = tmp_path / "wrong.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError) as found:
        from_file(path)
    assert (found.value.reason.code, found.value.reason.args["path"]) == (code, str(path))
    assert found.value.exit_code == 2


def test_a_file_that_is_not_there_is_refused(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UsageError) as found:
            from_file(path)
        assert found.value.reason.code == "scheme-not-readable"


patterns = st.one_of(
    st.just("random"), st.binary(min_size=1, max_size=16).map(bytes.hex), st.sampled_from(("00", "ff"))
)


@given(st.lists(patterns, min_size=1, max_size=100), st.booleans())
@examples(100)
def test_every_list_of_patterns_comes_back_as_it_was_written(given_patterns, upper):
    if "random" in given_patterns:
        given_patterns.insert(given_patterns.index("random") + 1, "~random")
    written = [p.upper() if upper and p.strip("~") != "random" else p for p in given_patterns]
    text = f'name = "x"\npatterns = {[*written]!r}'.replace("'", '"')
    assert checked(tomllib.loads(text)["patterns"], "x") == tuple(given_patterns)


# --- written ----------------------------------------------------------------------------------------


def _keys(patterns, seed):
    chance = random.Random(seed)
    return tuple(chance.randbytes(32).hex() if pattern == "random" else "" for pattern in patterns)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
@given(
    blocks=st.integers(1, 5000),
    tail=st.integers(0, 511),
    logical=st.sampled_from((512, 4096)),
    seed=st.integers(0, 99),
)
@examples(4)
def test_a_drive_ends_with_the_stream_of_the_last_pass(scheme, blocks, tail, logical, seed):
    size = blocks * 512 + tail if logical == 512 else (blocks // 8 + 1) * 4096
    block = Memory(size, logical)
    order = drawn(scheme, random.Random(seed))
    keys = _keys(order, seed)
    for number in range(len(order)):
        before = len(block.written)
        _write_pass(block, stream(order, keys, number), size)
        assert sum(end - start for start, end in block.written[before:]) == size
    expected = stream(order, keys, len(order) - 1)
    scratch = aligned(BLOCK)
    for offset in range(0, size, BLOCK):
        length = min(BLOCK, size - offset)
        assert block.content[offset : offset + length] == expected.view(offset, length, scratch)
    assert block.flushes >= len(order)


def _write_pass(block, made, size):
    budget = Budget()
    for _ in write(
        block,
        made,
        0,
        size,
        checkpoint=Checkpoint(),
        trouble=Trouble(budget),
        pace=Pace(budget),
        tick=lambda _: None,
    ):
        pass
