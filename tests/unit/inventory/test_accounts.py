"""Accounts and trusted roots: what is taken, and what is refused with a sentence."""

import inventories
import pytest
from certificates import makers
from cryptography.hazmat.primitives.serialization import Encoding

from coordi_wipe.inventory import folder, serving
from coordi_wipe.model.errors import MissingError, UsageError

pytestmark = pytest.mark.usefixtures("site")


def add(name: str = "anna", role: str = "viewer", password: str = "une phrase assez longue"):
    from coordi_wipe.inventory.certificates import accounts

    accounts.add(name, role, password)


def test_an_account_has_its_role_and_nothing_else():
    from django.contrib.auth.models import User

    add(role="supervisor")
    user = User.objects.get(username="anna")
    assert [group.name for group in user.groups.all()] == ["supervisor"]
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.check_password("une phrase assez longue")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "admin"}, "inventory-role-unknown"),
        ({"name": ""}, "inventory-user-name"),
        ({"name": "a b"}, "inventory-user-name"),
        ({"name": "a" * 151}, "inventory-user-name"),
        ({"password": "court"}, "inventory-password-weak"),
        ({"name": "anna-la-grande", "password": "anna-la-grande"}, "inventory-password-weak"),
        ({"password": "password1234"}, "inventory-password-weak"),
    ],
)
def test_what_is_no_account_is_told(given, code):
    from django.contrib.auth.models import User

    with pytest.raises(UsageError) as told:
        add(**given)
    assert told.value.reason.code == code
    assert not User.objects.exists()


def test_a_name_is_taken_once_and_its_password_can_change():
    from django.contrib.auth.models import User

    from coordi_wipe.inventory.certificates import accounts

    add()
    with pytest.raises(UsageError) as told:
        add()
    assert told.value.reason.code == "inventory-user-exists"
    accounts.change_password("anna", "une autre phrase longue")
    assert User.objects.get(username="anna").check_password("une autre phrase longue")
    with pytest.raises(UsageError):
        accounts.close("nobody")


def test_generated_passwords_are_long_and_never_the_same():
    from coordi_wipe.inventory.certificates.accounts import generated_password

    made = {generated_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {19}


def pem(path, *certificates):
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    return path


def test_a_root_is_trusted_by_being_added(tmp_path):
    inventories.opened()
    assert list(folder.roots(tmp_path)) == []
    folder.trust(tmp_path, pem(tmp_path / "root.pem", makers.root()))
    assert list(folder.roots(tmp_path)) == [makers.root()]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: makers.rehearsing().root, "inventory-rehearsal-root"),
        (lambda: makers.stick().leaf, "inventory-not-a-root"),
        (None, "trust-not-readable"),
    ],
)
def test_nothing_but_a_real_root_is_trusted(tmp_path, made, code):
    path = tmp_path / "given.pem"
    pem(path, made()) if made else path.write_text("nothing")
    with pytest.raises(UsageError) as told:
        folder.trust(tmp_path, path)
    assert told.value.reason.code == code
    assert list(folder.roots(tmp_path)) == []


def test_a_real_root_does_not_vouch_for_rehearsals(tmp_path):
    path = pem(tmp_path / "root.pem", makers.root())
    with pytest.raises(UsageError) as told:
        folder.rehearsal_roots([path])
    assert told.value.reason.code == "inventory-not-rehearsal"


def test_a_port_in_use_is_told():
    taken = serving.listen("127.0.0.1:0")
    with taken, pytest.raises(MissingError) as told:
        serving.listen(f"127.0.0.1:{taken.getsockname()[1]}")
    assert told.value.reason.code == "inventory-listen"


@pytest.mark.parametrize("where", ["", "8080", "localhost:", "localhost:http", "localhost:99999", ":80"])
def test_where_to_listen_is_host_and_port(where):
    with pytest.raises(UsageError):
        serving.listen(where)


@pytest.mark.parametrize(
    "text", ["preuve.example", "ftp://x", "https://", "https://x/y", "https://a@x", "https://x?y"]
)
def test_an_address_is_a_host_and_nothing_else(text):
    with pytest.raises(UsageError):
        serving.checked_address(text)


def test_the_tables_are_those_of_the_models():
    from django.core.management import call_command

    assert call_command("makemigrations", check=True, dry_run=True, verbosity=0) is None


def test_django_finds_nothing_wrong():
    from django.core.checks import run_checks

    assert run_checks() == []


def test_the_address_is_kept_until_another_is_given(tmp_path):
    assert folder.address(tmp_path / "data") == ""
    assert folder.address(tmp_path / "data", "https://preuve.example") == "https://preuve.example"
    assert folder.address(tmp_path / "data") == "https://preuve.example"
