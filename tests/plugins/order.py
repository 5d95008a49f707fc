"""The longest tests begin first: at the end of a run nobody waits for one of them alone."""

FIRST = (
    "tests/integration/test_liars.py",
    "tests/integration/test_kills.py",
    "tests/integration/test_ledger_processes.py",  # forks, which is six times as dear once a process is large
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
