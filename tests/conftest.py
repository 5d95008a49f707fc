"""What every test run begins with. The pieces are in tests/plugins/, one idea a file."""

import os
import signal

os.environ["COORDI_WIPE_ONLY"] = ""  # before anything else: no drive can be claimed, by any process below
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds start below: each would compile the house anew

# a run in the background of a shell ignores Ctrl-C, and so would every program that a test interrupts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "plugins.state",
    "plugins.guard",
    "plugins.skips",
    "plugins.drives",
    "plugins.proof",
    "plugins.properties",
    "plugins.order",
]
