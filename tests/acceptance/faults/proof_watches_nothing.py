"""The hook on proofs takes every claim for another one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from plugins import proof

proof._says_sanitized = lambda _path: False
proof._watched = lambda run_job: run_job
