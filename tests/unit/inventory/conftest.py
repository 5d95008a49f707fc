"""An inventory for one test, and passwords that cost nothing."""

import inventories
import pytest


@pytest.fixture
def site():
    """The data folder of an inventory that trusts the tests' authorities; rolled back afterwards."""
    from django.test import override_settings

    with (
        inventories.site() as folder,
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
    ):
        yield folder
