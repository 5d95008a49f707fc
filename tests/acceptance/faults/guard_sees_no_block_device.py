"""The guard takes every block device for one that the tests made, in each process that loads it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from plugins import audit

# pytest's, and the one that sitecustomize loaded in a process below
for module in (audit, sys.modules.get("_coordi_wipe_tests_audit", audit)):
    module._ours = lambda _number: True
