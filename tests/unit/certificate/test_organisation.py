"""The issuer's settings: what is right is taken, what is wrong is said, with the file's name."""

import pytest
from certificates import makers, samples
from msgspec.structs import replace
from PIL import Image

from coordi_wipe.certificate.organisation import Organisation, load
from coordi_wipe.certificate.render import render
from coordi_wipe.model.errors import DamagedError, UsageError


def written(folder, text):
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_is_an_empty_organisation(tmp_path):
    assert load(tmp_path / "none.toml") == Organisation()


def test_everything_is_read_and_other_tables_are_left_alone(tmp_path):
    Image.new("RGB", (20, 10)).save(tmp_path / "logo.png")
    path = written(
        tmp_path,
        "[wipe]\ncheckpoint = 5\n[organisation]\nname = 'Co’Ordi'\naddress = '23000 Guéret'\n"
        "title = 'Attestation'\nlogo = 'logo.png'\nplace = 'Guéret'\nverification_host = 'preuve.example'\n",
    )
    assert load(path) == Organisation(
        "Co’Ordi", "23000 Guéret", "Attestation", str(tmp_path / "logo.png"), "Guéret", "preuve.example"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[organisation", "settings-wrong"),
        ("[organisation]\nnom = 'x'\n", "settings-wrong"),
        ("[organisation]\nname = 3\n", "settings-wrong"),
        (f"[organisation]\nname = '{'x' * 121}'\n", "settings-wrong"),
        ("[organisation]\nverification_host = 'https://preuve.example/'\n", "settings-wrong"),
        ("[organisation]\nlogo = 'none.png'\n", "logo-missing"),
    ],
)
def test_wrong_settings(tmp_path, text, code):
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert caught.value.reason.code == code
    assert str(tmp_path) in str(caught.value.reason.args["path"])


def test_settings_that_are_no_text(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError) as caught:
        load(path)
    assert caught.value.reason.code == "settings-wrong"


def test_settings_that_cannot_be_read(tmp_path):
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert caught.value.reason.code == "settings-unreadable"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_any_png_is_a_logo(tmp_path, mode):
    Image.new(mode, (300, 100)).save(tmp_path / "logo.png")
    organisation = replace(samples.ORGANISATION, logo=str(tmp_path / "logo.png"))
    page = render(samples.data("sanitized"), organisation, "fr", signer=makers.LEAF_NAME)
    assert b"/Subtype /Image" in page


def test_a_logo_that_is_no_picture(tmp_path):
    (tmp_path / "logo.png").write_bytes(b"not a picture")
    with pytest.raises(DamagedError) as caught:
        render(
            samples.data("sanitized"), replace(samples.ORGANISATION, logo=str(tmp_path / "logo.png")), "fr"
        )
    assert caught.value.reason.code == "logo-unreadable"
