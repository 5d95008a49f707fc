"""Estimates: every pass and the read-back, at a rate that such a drive has."""

from typing import get_args

import pytest
from unit.sanitize.test_policy import drive

from coordi_wipe.model.drive import Medium
from coordi_wipe.sanitize.estimate import LONG, checkpoint, seconds
from coordi_wipe.sanitize.policy import plan

TERA = 10**12
MEDIA = [medium for medium in get_args(Medium) if medium not in ("raid-volume", "unknown")]


def estimated(medium, method="auto", size=TERA):
    return seconds(plan(drive(medium, size=size), None, method))


@pytest.mark.parametrize("medium", MEDIA)
def test_it_grows_with_size_and_with_passes(medium):
    once = estimated(medium, "bsi-2011")  # 4 passes
    assert estimated(medium, "bsi-2011", 3 * TERA) == pytest.approx(3 * once)
    assert estimated(medium, "gutmann") == pytest.approx(once * 36 / 5)


def test_a_terabyte_disk_takes_an_afternoon():
    assert 3 * 3600 < estimated("ata-hdd") < 8 * 3600


def test_a_card_is_slower_than_a_disk_and_a_disk_than_flash():
    assert estimated("sd") > estimated("ata-hdd") > estimated("ata-ssd") > estimated("nvme")


def test_gutmann_on_20_terabytes_is_a_month_and_asks_a_supervisor():
    days = estimated("ata-hdd", "gutmann", 20 * TERA) / 86400
    assert 20 < days < 90
    assert days * 86400 > LONG > estimated("ata-hdd", "dod-3")


def test_a_medium_without_a_rate_of_its_own_is_still_estimated():
    assert 0 < estimated("virtual") < LONG


@pytest.mark.parametrize(
    ("method", "size"), [("auto", TERA // 1000), ("auto", 20 * TERA), ("gutmann", 20 * TERA)]
)
def test_the_longest_plan_has_an_evidence_that_a_certificate_can_hold(method, size):
    longest = plan(drive("ata-hdd", size=size), None, method)
    often = checkpoint(longest)
    assert often.seconds >= 5
    assert often.bytes >= 4 << 30
    assert seconds(longest) / often.seconds <= 20_000
