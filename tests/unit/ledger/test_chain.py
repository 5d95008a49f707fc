"""The check of the chain: it names what was changed, removed or put in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordi_wipe.ledger import chain
from coordi_wipe.ledger.entry import Intent
from coordi_wipe.ledger.ledger import Ledger

AT = "2026-11-24T14:00:00Z"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path)
    for number in range(5):
        ledger.append(content(number), job=f"job-{number}", at=AT)
    return path


def content(number):
    return Intent(model="ST500", serial=f"S{number}", size=1000, technique="overwrite")


def lines_of(path):
    return path.read_bytes().splitlines(keepends=True)


def faults(path):
    return [(fault.code, fault.args["line"]) for fault in Ledger(path).check().faults]


def test_any_byte_changed_before_the_last_line_is_seen(path):
    data = path.read_bytes()
    last = len(data) - len(lines_of(path)[-1]) - 1  # the newline before it would make both one torn end
    for place in range(last):
        changed = bytearray(data)
        changed[place] ^= 1
        report = chain.check(chain.lines_of(bytes(changed)))
        assert not report.whole, place


def test_an_edited_line_is_named(path):
    lines = lines_of(path)
    lines[2] = lines[2].replace(b'"S2"', b'"S9"')
    path.write_bytes(b"".join(lines))
    assert faults(path) == [("ledger-line-changed", 3)]


def test_an_edited_line_with_its_successor_made_to_fit_moves_the_break_on(path):
    lines = lines_of(path)
    lines[2] = lines[2].replace(b'"S2"', b'"S9"')
    after = json.loads(lines[3])
    lines[3] = (
        json.dumps(after | {"previous": chain.digest(lines[2][:-1])}, separators=(",", ":")).encode() + b"\n"
    )
    path.write_bytes(b"".join(lines))
    assert faults(path) == [("ledger-line-changed", 4)]


def test_a_removed_line_is_named(path):
    lines = lines_of(path)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert faults(path) == [("ledger-lines-missing", 2)]


def test_a_removed_first_line_is_named(path):
    path.write_bytes(b"".join(lines_of(path)[1:]))
    assert faults(path) == [("ledger-lines-missing", 1)]


def test_a_line_put_in_twice_is_named(path):
    lines = lines_of(path)
    path.write_bytes(b"".join([*lines[:2], lines[1], *lines[2:]]))
    assert ("ledger-lines-missing", 3) in faults(path)


def test_swapped_lines_are_named(path):
    lines = lines_of(path)
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], lines[3], lines[4]]))
    assert faults(path)[0] == ("ledger-lines-missing", 2)


def test_a_blanked_line_in_the_middle_is_no_torn_end(path):
    lines = lines_of(path)
    lines[2] = b" " * (len(lines[2]) - 1) + b"\n"
    path.write_bytes(b"".join(lines))
    assert faults(path)[0] == ("ledger-line-damaged", 3)


def test_a_repair_explains_only_the_bytes_that_it_saw(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    Ledger(path).append(content(9), job="job-9", at=AT)
    assert faults(path) == []
    path.write_bytes(path.read_bytes().replace(b'"S4"', b'"S5"'))
    assert ("ledger-line-damaged", 5) in faults(path)


def test_behind_a_broken_chain_the_ledger_goes_on_and_the_break_stays(path):
    lines = lines_of(path)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    before = faults(path)
    position = Ledger(path).append(content(9), job="job-9", at=AT)
    assert position.line == 6
    assert Ledger(path).find("intent", "job-9") == position
    assert Ledger(path).find("intent", "job-1") is None
    assert faults(path) == before != []


def test_a_line_of_a_newer_version_is_no_torn_end(path):
    lines = lines_of(path)
    newer = json.loads(lines[4]) | {"number": 6, "previous": chain.digest(lines[4][:-1]), "mission": "M7"}
    path.write_bytes(b"".join(lines) + json.dumps(newer).encode() + b"\n")
    assert faults(path) == [("ledger-line-unknown", 6)]
    assert Ledger(path).append(content(9), job="job-9", at=AT).line == 7
    assert faults(path) == [("ledger-line-unknown", 6)]  # and nothing was repaired


def test_lines_cut_off_at_the_end_leave_another_head(path):
    """They cannot be seen here: so each certificate prints its position, and the server keeps heads."""
    head = Ledger(path).check().head
    path.write_bytes(b"".join(lines_of(path)[:-1]))
    report = Ledger(path).check()
    assert report.whole
    assert report.head != head
    assert report.head.line == 4


@given(st.binary(max_size=300))
def test_a_check_never_stumbles(data):
    report = chain.check(chain.lines_of(data))
    assert report.lines == len(chain.lines_of(data))
    assert report.torn <= report.lines
