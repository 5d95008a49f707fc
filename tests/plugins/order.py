"""The longest tests begin first: at the end of a run nobody waits for one of them alone."""

LONGEST = ("tests/integration/test_liars.py", "tests/integration/test_kills.py")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
