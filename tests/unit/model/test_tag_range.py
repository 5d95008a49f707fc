"""Rows of tags to be printed."""

import pytest

from coordi_wipe.model import tag_range
from coordi_wipe.model.errors import UsageError


def texts(row, drives=0):
    return [tag.text for tag in tag_range.with_drives(row, drives)]


def test_both_ends_are_in_it_and_zeros_stay():
    assert texts("C23-0099..C23-0101") == ["C23-0099", "C23-0100", "C23-0101"]
    assert texts("c23-0400") == ["C23-0400"]


def test_each_pc_is_followed_by_its_drives():
    assert texts("C23-0400..C23-0401", 2) == [
        "C23-0400",
        "C23-0400-D1",
        "C23-0400-D2",
        "C23-0401",
        "C23-0401-D1",
        "C23-0401-D2",
    ]


@pytest.mark.parametrize(
    ("row", "drives", "code"),
    [
        ("C23-0423..C23-0400", 1, "tag-range-wrong"),
        ("C23-0400..C24-0410", 1, "tag-range-wrong"),
        ("C23-998..C23-1002", 1, "tag-range-wrong"),
        ("C23-0400-D1..C23-0401-D1", 1, "tag-range-wrong"),
        ("C23-0001..C23-9999", 1, "tag-range-wrong"),
        ("..C23-0400", 1, "tag-none"),
        ("C23-0400-C23-0410", 1, "tag-unreadable"),
        ("", 1, "tag-none"),
        ("C23-0400", -1, "tag-drives-wrong"),
        ("C23-0400", 10, "tag-drives-wrong"),
    ],
)
def test_a_wrong_row_is_refused(row, drives, code):
    with pytest.raises(UsageError) as refused:
        tag_range.with_drives(row, drives)
    assert refused.value.reason.code == code
