"""How long property tests look: HYPOTHESIS_PROFILE=long in `make test-full`; no time limit an example."""

import os

from hypothesis import settings

_ORDINARY = 100
settings.register_profile("house", deadline=None, database=None, max_examples=_ORDINARY)
settings.register_profile("long", deadline=None, database=None, max_examples=50 * _ORDINARY)


def pytest_configure():
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def examples(count: int) -> settings:
    """This many examples in an ordinary run, fifty times as many in a long one."""
    return settings(max_examples=count * settings.default.max_examples // _ORDINARY)
