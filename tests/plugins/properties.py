"""How long property tests look: HYPOTHESIS_PROFILE=long in `make test-full`; no time limit an example."""

import os

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.register_profile("long", deadline=None, max_examples=5000)


def pytest_configure():
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
