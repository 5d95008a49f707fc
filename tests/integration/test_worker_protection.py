"""The worker asks for itself whether its drive may be touched: much can happen after its plan."""

import pytest
from plugins.drives import loop_over

from coordi_wipe.jobs.follow import read_evidence


@pytest.mark.root
def test_a_drive_that_came_into_use_after_its_plan_is_left_alone(stick, file_drive):
    drive = file_drive(2 << 20)
    folder = stick.job(drive)

    with loop_over(drive.backing):  # O_EXCL knows nothing of a loop device over a file
        assert stick.work(folder) == 0

    evidence = read_evidence(folder)
    assert evidence is not None
    assert (evidence.claim.status, evidence.claim.reasons[0].code) == ("refused", "drive-protected")
    assert drive.sentinels_left() == drive.size // 16
