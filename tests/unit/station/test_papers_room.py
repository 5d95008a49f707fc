"""Room for papers is asked for before the wipe: for each drive, and as much as they can really take."""

import subprocess

import msgspec
import pytest
from certificates import makers, samples

from coordi_wipe.certificate.evidence_file import encode
from coordi_wipe.certificate.issue import issue
from coordi_wipe.model.errors import MissingError
from coordi_wipe.model.facts import Wrote
from coordi_wipe.sanitize import estimate
from coordi_wipe.station import papers

LONGEST = 20_000  # checkpoints of one job (test_estimate.py)
STRETCH = 900_000_000  # bytes between two of them on 18 TB


def test_the_longest_job_finds_the_room_that_was_asked_for():
    # numbers that do not repeat: nothing is gained by an odd compression
    facts = [
        Wrote(
            samples.at(number % 1000),
            1e6 + number * 5.000_001_7,
            0,
            0,
            number * STRETCH,
            (number + 1) * STRETCH,
            (),
        )
        for number in range(LONGEST)
    ]
    evidence = encode(samples.evidence(facts))
    certificate = issue(evidence, makers.stick(), samples.ORGANISATION, "fr")
    lines = sum(len(msgspec.json.encode(fact)) + 1 for fact in facts)
    taken = lines + len(evidence) + 2 * len(certificate)  # one of them in the outbox
    assert taken <= estimate.papers(1) < 2 * taken


@pytest.mark.root
def test_a_stick_with_room_for_two_drives_takes_no_third(tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    size = 2 * estimate.papers(1) + 200_000  # and the key's
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", stick], check=True)
    try:
        papers.check(stick, "", tmp_path / "settings.toml", 2)
        with pytest.raises(MissingError, match="folder-full") as full:
            papers.check(stick, "", tmp_path / "settings.toml", 3)
    finally:
        subprocess.run(["umount", stick], check=True)
    assert full.value.reason.args == {"path": str(stick), "needed": estimate.papers(3)}
