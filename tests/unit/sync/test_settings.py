"""The inventory of the settings: what is right, and a sentence for everything that is not."""

import pytest
from certificates import makers
from certificates.logs import Log
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import number
from coordi_wipe.model.errors import UsageError
from coordi_wipe.sync import settings

KEY = str(Log().public)


def written(path, text):
    file = path / "settings.toml"
    file.write_text(text)
    return file


def test_all_of_it(tmp_path):
    other = Log("x").public
    (tmp_path / "ca.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    text = f'[organisation]\nname="x"\n[inventory]\naddress="https://a.example:8443/"\nlog="{KEY}"\n'
    found = settings.load(
        written(tmp_path, text + f'ca="ca.pem"\nrehearsal_log="{other}"\nproxy="http://p:1"\n')
    )

    assert (found.address, str(found.log), found.ca) == (
        "https://a.example:8443",
        KEY,
        str(tmp_path / "ca.pem"),
    )
    assert (found.key(rehearsal=True), found.key(rehearsal=False)) == (other, found.log)
    assert found.proxy == "http://p:1"


def test_the_page_is_the_one_of_the_qr_code(tmp_path):
    found = settings.load(written(tmp_path, f'[inventory]\naddress="https://a.example"\nlog="{KEY}"\n'))
    page = found.page(number.digest(b"evidence"))
    assert page.upper() == number.address("a.example", b"evidence")


def test_none(tmp_path):
    assert settings.load(tmp_path / "missing.toml") is None
    assert settings.load(written(tmp_path, "[organisation]\n")) is None


@pytest.mark.parametrize(
    "address",
    ["", "a.example", "http://a.example", "ftp://a.example", "https://", "https://a.example/x", "https://u:p@a",
     "https://a:port", "https://a?x", "https://[::1", "http://127.0.0.1.evil.example"],
)  # fmt: skip
def test_an_address_that_is_none(tmp_path, address):
    with pytest.raises(UsageError) as told:
        settings.load(written(tmp_path, f'[inventory]\naddress="{address}"\nlog="{KEY}"\n'))
    assert told.value.reason.code == "inventory-address-wrong"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('log=""', "inventory-key-wrong"),
        ('log="KE"', "inventory-key-wrong"),
        ('log="KEY"\nrehearsal_log="x"', "inventory-key-wrong"),
        ('log="KEY"\nca="missing.pem"', "inventory-ca-wrong"),
        ('log="KEY"\nca="settings.toml"', "inventory-ca-wrong"),
        ('log="KEY"\nadress="x"', "settings-wrong"),
        ("log=7", "settings-wrong"),
        ("log=", "settings-wrong"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, line, code):
    text = line.replace("KEY", KEY).replace("KE", KEY[:-4] + "AAA=")
    file = written(tmp_path, f'[inventory]\naddress="https://a.example"\n{text}\n')
    with pytest.raises(UsageError) as told:
        settings.load(file)
    assert told.value.reason.code == code


def test_settings_that_cannot_be_read(tmp_path):
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(UsageError) as told:
        settings.load(tmp_path / "settings.toml")
    assert told.value.reason.code == "settings-unreadable"
