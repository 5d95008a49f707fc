"""What stories share: the proof behind a green screen, looked at from outside."""

import json
import os
from pathlib import Path

import outside
import pytest


def evidence(tag):
    """The evidence of the job with this tag."""
    jobs = Path(os.environ["COORDI_WIPE_HOME"], "jobs")
    found = [json.loads(path.read_bytes()) for path in jobs.glob("*/evidence.json")]
    (mine,) = [one for one in found if one["tag"] == tag]
    return mine


@pytest.fixture
def proved():
    """Holds a drive against what the evidence under this tag says of it."""

    def check(drive, tag="C23-0412-D1"):
        said = evidence(tag)
        assert said["claim"]["status"] == "sanitized"
        assert outside.faults(said, drive.backing, drive.sentinel) == []
        assert list(Path(os.environ["COORDI_WIPE_HOME"], "jobs").glob("*/certificate.pdf"))

    return check


@pytest.fixture
def said():
    """Reads the evidence under a tag."""
    return evidence
