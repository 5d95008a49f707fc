"""What every test run begins with. The pieces are in tests/plugins/, one idea a file."""

import os

os.environ["COORDI_WIPE_ONLY"] = ""  # before anything else: no drive can be claimed, by any process below

pytest_plugins = [
    "plugins.state",
    "plugins.guard",
    "plugins.skips",
    "plugins.drives",
    "plugins.proof",
    "plugins.properties",
]
