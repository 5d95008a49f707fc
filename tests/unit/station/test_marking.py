"""The setting of fingerprints."""

import pytest

from coordi_wipe.model.errors import UsageError
from coordi_wipe.station import marking


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ('[organisation]\nname = "X"\n', True),
        ("[fingerprint]\n", True),
        ("[fingerprint]\nwrite = true\n", True),
        ("[fingerprint]\nwrite = false\n", False),
    ],
)
def test_yes_unless_it_says_no(text, wanted, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    assert marking.is_wanted(path) is wanted


def test_yes_without_a_file(tmp_path):
    assert marking.is_wanted(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "text", ['[fingerprint]\nwrite = "no"\n', "[fingerprint]\nwrit = false\n", "fingerprint ="]
)
def test_what_is_misspelt_is_said(text, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as error:
        marking.is_wanted(path)
    assert error.value.reason.code == "settings-wrong"


def test_what_cannot_be_read_is_said(tmp_path):
    with pytest.raises(UsageError) as error:
        marking.is_wanted(tmp_path)
    assert error.value.reason.code == "settings-unreadable"
