"""Characters: all that are shipped make sense; a wrong file is refused with a sentence."""

import pytest

from coordi_wipe.messages.catalogue import catalogue
from coordi_wipe.model.errors import MissingError, UsageError
from coordi_wipe.rehearsal.character import Character, load, named, names, ranges, save

EXPECTED = {
    "crawler": {"failed", "interrupted"},
    "forgetful": {"failed"},
    "healthy": {"sanitized"},
    "held": {"refused"},
    "short": {"failed"},
    "slow": {"sanitized"},
    "stale": {"failed"},
    "unwritable-stretch": {"failed"},
    "vanishing": {"failed", "interrupted"},
}


def test_every_character_foretells_its_end():
    assert {name: set(named(name).expected) for name in names()} == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_only_a_drive_that_loses_nothing_may_end_sanitized(name):
    character = named(name)
    faulty = (
        character.unwritable or character.unreadable or character.forgetful or character.stale
        or character.vanishes_after is not None or character.capacity is not None or character.held
    )  # fmt: skip
    assert ("sanitized" in character.expected) == (not faulty)
    assert character.plain == (name in {"healthy", "held"})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_another_process_loads_what_was_saved(tmp_path, name):
    save(named(name), tmp_path / "character.json")
    assert load(tmp_path / "character.json") == named(name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("expected = ", "character-wrong"),
        ("", "character-wrong"),
        ('expected = ["sanitised"]', "character-wrong"),
        ('expected = ["failed"]\nunwriteable = [[0.1, 0.2]]', "character-wrong"),
        ('expected = ["failed"]\nstale = [[0.1]]', "character-wrong"),
        ('expected = ["failed"]\nstale = [[0.2, 0.1]]', "character-stretch-wrong"),
        ('expected = ["failed"]\nforgetful = [[0.9, 1.1]]', "character-stretch-wrong"),
        ('expected = ["failed"]\nunreadable = [[-0.1, 0.1]]', "character-stretch-wrong"),
        ("\xff", "character-wrong"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, text, code):
    path = tmp_path / "odd.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError) as caught:
        load(path)
    assert caught.value.reason.code == code
    assert caught.value.reason.args["path"] == str(path)


def test_a_missing_character_is_missing(tmp_path):
    for attempt in (lambda: named("../../../etc/passwd"), lambda: load(tmp_path / "none.toml")):
        with pytest.raises(MissingError) as caught:
            attempt()
        assert caught.value.reason.code == "character-missing"


def test_stretches_begin_and_end_where_sectors_of_any_size_do():
    assert ranges(((0.5, 0.75),), 16 << 20) == ((8 << 20, 12 << 20),)
    assert ranges(((0.5, 0.5001),), 1 << 20) == ((1 << 19, (1 << 19) + 4096),)  # one step at least
    assert ranges(((0.0, 1.0),), 10_000_001) == ((0, 10_000_001),)  # to the very end
    for start, end in ranges(((0.123, 0.456), (0.5, 0.9)), 10_000_001):
        assert start % 4096 == end % 4096 == 0


def test_a_fault_is_never_lost_to_rounding():
    assert not Character(expected=("failed",), rate=1).plain
    assert not Character(expected=("failed",), capacity=1.0).plain


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_has_a_sentence(language):
    words = catalogue(language)
    codes = {"character-missing", "character-wrong", "character-stretch-wrong", "no-fuse", "no-loop-device"}
    assert codes <= words.codes
