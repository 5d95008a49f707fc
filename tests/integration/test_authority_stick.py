"""`authority stick` on a live stick's data partition: its key into the home, the desk's settings beside."""

import io
import os
import re
import sys
import tomllib
from types import SimpleNamespace

import pytest
from certificates import makers
from certificates.logs import Log
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.certificate import stick_key, vault
from coordi_wipe.cli import main
from coordi_wipe.station import locations, stick_data
from coordi_wipe.sync import settings

LOG = Log().public


@pytest.fixture
def desk(monkeypatch, capsys, tmp_path):
    """A desk with a root: `stick(FOLDER, …)` makes one; `settings` is its settings file."""
    monkeypatch.setattr(vault, "COST", vault.Cost(8, 1, 1))

    def run(*words, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main.run(["authority", *map(str, words)])
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)

    monkeypatch.setenv("COORDI_WIPE_HOME", str(tmp_path / "desk"))
    words = re.search(r"papier\W+: (.+)", run("init", "--name", "Co'Ordi", "--paper", tmp_path / "p.pdf").out)
    locations.settings().parent.mkdir(parents=True)

    def stick(folder, *more):
        return run("stick", "--home", folder, "--name", "Clé 07", *more, typed=words[1] + "\n")

    return SimpleNamespace(stick=stick, settings=locations.settings(), words=words[1])


@pytest.fixture
def partition(tmp_path):
    """A data partition as a desktop mounts it."""
    folder = tmp_path / "media" / "coordi-data"
    (folder / "home").mkdir(parents=True)
    (folder / "lost+found").mkdir()
    return folder


def with_inventory(path):
    (path.parent / "tls.pem").write_bytes(makers.root().public_bytes(Encoding.PEM))
    (path.parent / "nous.png").write_bytes(b"\x89PNG picture")
    path.write_text(
        '[organisation]\nname = "Co\'Ordi « Guéret »"\naddress = "1 rue X\\n23000 Guéret"\n'
        'logo = "nous.png"\n'
        f'[inventory]\naddress = "https://inventaire.example"\nlog = "{LOG}"\nca = "tls.pem"\n'
        "[fingerprint]\nwrite = false\n[other]\nsecret = 1\n"
    )


def test_a_stick_knows_who_it_is_and_where_to_send_without_anybody_editing_it(desk, partition):
    with_inventory(desk.settings)
    done = desk.stick(partition)
    assert done.code == 0, done.err
    assert stick_key.read(partition / "home" / "authority").signer == "Clé 07"
    config = partition / "config" / "coordi-wipe"
    assert f"copiés sur la clé USB\N{NO-BREAK SPACE}: {config}" in done.out.replace(
        " :", "\N{NO-BREAK SPACE}:"
    )
    found = settings.load(config / "settings.toml")
    assert (found.address, found.log) == ("https://inventaire.example", LOG)
    assert found.ca == str(config / "inventory-ca.pem")
    assert (config / "logo.png").read_bytes() == b"\x89PNG picture"
    here, there = (tomllib.loads(one.read_text()) for one in (desk.settings, config / "settings.toml"))
    assert there["organisation"]["address"] == here["organisation"]["address"]
    assert (there["fingerprint"], "other" in there) == ({"write": False}, False)
    assert sorted(path.name for path in partition.iterdir()) == ["config", "home", "lost+found"]


def test_the_home_in_it_is_the_same_stick(desk, partition):
    with_inventory(desk.settings)
    assert desk.stick(partition / "home").code == 0
    assert (partition / "config/coordi-wipe/settings.toml").exists()
    assert (partition / "home/authority/stick.pem").exists()
    assert "a déjà les réglages" in desk.stick(partition, "--replace").out


def test_settings_that_are_there_and_differ_stay_and_that_is_said(desk, partition):
    with_inventory(desk.settings)
    own = partition / "config/coordi-wipe/settings.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[organisation]\nname = "Une autre"\n')
    done = desk.stick(partition)
    assert done.code == 0, done.err
    assert "garde ses propres réglages" in done.out
    assert own.read_text() == '[organisation]\nname = "Une autre"\n'
    assert [path.name for path in own.parent.iterdir()] == ["settings.toml"]


def test_a_desk_without_settings_gives_none_and_says_so(desk, partition):
    assert "n'enverra rien" in desk.stick(partition).out
    assert not (partition / "config").exists()


def test_wrong_settings_of_the_desk_are_said_before_anything_is_written(desk, partition):
    desk.settings.write_text('[inventory]\naddress = "http://elsewhere"\nlog = "x"\n')
    done = desk.stick(partition)
    assert (done.code, "address" in done.err) == (2, True)
    assert list((partition / "home").iterdir()) == []


def test_a_new_file_system_is_one_too_and_a_whole_system_is_not(tmp_path):
    for name in ("new/lost+found", "system/home", "system/usr", "desk/authority", "desk/home", "plain/x"):
        (tmp_path / name).mkdir(parents=True)
    assert stick_data.place(tmp_path / "new").home == tmp_path / "new" / "home"
    for name in ("system", "desk", "plain", "system/home"):
        assert stick_data.place(tmp_path / name) == stick_data.Place(tmp_path / name)


def test_a_plain_folder_is_a_home_as_ever(desk, tmp_path):
    (tmp_path / "stick").mkdir()
    with_inventory(desk.settings)
    assert desk.stick(tmp_path / "stick").code == 0
    assert [path.name for path in (tmp_path / "stick").iterdir()] == ["authority"]


def test_without_the_right_to_write_the_line_to_type_is_said_first(desk, partition, monkeypatch):
    """Whoever runs the tests may be root, who may write anywhere."""
    never = SimpleNamespace(access=lambda *_: False, W_OK=2, X_OK=1, path=os.path)
    monkeypatch.setattr(stick_data, "os", never)
    done = desk.stick(partition)
    assert done.code == 4
    line = f"sudo env COORDI_WIPE_HOME={locations.home()} XDG_CONFIG_HOME="
    assert line in done.err
    assert f"coordi-wipe authority stick --home {partition}" in done.err
    assert list((partition / "home").iterdir()) == []
