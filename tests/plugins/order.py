"""The longest tests begin first: at the end of a run nobody waits for one of them alone.

And a mark for those that nothing may stand beside. (Registered here: pyproject.toml is an input of the image,
and a word for tests is no reason to build it anew.)
"""

FIRST = (
    "tests/integration/test_liars.py",
    "tests/integration/test_kills.py",
    "tests/integration/test_ledger_processes.py",  # forks, which is six times as dear once a process is large
)


def pytest_configure(config):
    said = "alone: compares times: the acceptance tables run it last, with nothing beside it"
    config.addinivalue_line("markers", said)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
