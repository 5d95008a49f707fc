"""The ledger as its callers see it: appended once, found again, never shortened."""

import hashlib
import json
import os
import resource

import pytest

from coordi_wipe.ledger.entry import Intent, Repaired, Result
from coordi_wipe.ledger.ledger import Ledger
from coordi_wipe.model.errors import DamagedError
from coordi_wipe.model.evidence import LedgerPosition

AT = "2026-11-24T14:00:00Z"
JOBS = [f"01936000-0000-7000-8000-{n:012}" for n in range(10)]


def intent(serial="WD-1", **changes):
    return Intent(
        **{"model": "WDC WD5000", "serial": serial, "size": 500107862016, "technique": "overwrite"} | changes
    )


def result(status="sanitized"):
    return Result(status=status, level="clear", evidence="ab" * 32, certificate="a.pdf", number="7K3M-9Q")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.jsonl"


@pytest.fixture
def ledger(path):
    return Ledger(path)


def test_lines_hold_number_content_and_digest_of_the_line_before(ledger, path):
    positions = [
        ledger.append(intent(), job=JOBS[0], at=AT),
        ledger.append(result(), job=JOBS[0], at=AT),
        ledger.append(intent("Z9"), job=JOBS[1], at=AT),
    ]
    lines = path.read_bytes().splitlines()
    previous = "0" * 64
    for number, (line, position) in enumerate(zip(lines, positions, strict=True), 1):
        said = json.loads(line)
        assert (said["number"], said["previous"]) == (number, previous)
        previous = hashlib.sha256(line).hexdigest()
        assert position == LedgerPosition(number, previous)
    assert json.loads(lines[0])["content"] == {
        "kind": "intent", "model": "WDC WD5000", "serial": "WD-1", "size": 500107862016,
        "technique": "overwrite", "tag": "", "lot": "",
    }  # fmt: skip
    assert json.loads(lines[1])["content"]["evidence"] == "ab" * 32
    assert [(e.kind, e.job, e.at) for e in ledger.entries()] == [
        ("intent", JOBS[0], AT), ("result", JOBS[0], AT), ("intent", JOBS[1], AT),
    ]  # fmt: skip
    assert ledger.check().whole
    assert ledger.check().head == positions[-1]


def test_saying_it_again_answers_the_first_position_and_adds_nothing(ledger, path):
    first = ledger.append(intent(), job=JOBS[0], at=AT)
    ledger.append(result(), job=JOBS[0], at=AT)
    before = path.read_bytes()
    assert ledger.append(intent(), job=JOBS[0], at="2026-11-25T08:00:00Z") == first
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (result("failed"), result("sanitized")),
        (intent("WD-1"), intent("WD-2")),
        (intent(lot="A"), intent(lot="B")),
    ],
)
def test_saying_something_else_for_the_same_job_is_refused(ledger, path, first, second):
    ledger.append(first, job=JOBS[0], at=AT)
    before = path.read_bytes()
    with pytest.raises(DamagedError) as caught:
        ledger.append(second, job=JOBS[0], at=AT)
    assert caught.value.reason.code == "ledger-says-otherwise"
    assert caught.value.reason.args == {"line": 1, "job": JOBS[0]}
    assert path.read_bytes() == before


def test_find_goes_by_kind_and_job(ledger):
    assert ledger.find("intent", JOBS[0]) is None  # no file yet
    one = ledger.append(intent(tag=JOBS[1]), job=JOBS[0], at=AT)  # a tag that reads like another job
    two = ledger.append(result(), job=JOBS[1], at=AT)
    assert ledger.find("intent", JOBS[0]) == one
    assert ledger.find("result", JOBS[1]) == two
    assert ledger.find("result", JOBS[0]) is None
    assert ledger.find("intent", JOBS[1]) is None
    assert ledger.settled() == {JOBS[1]}  # an intent settles nothing


def test_a_ledger_that_was_never_written_is_whole_and_empty(ledger, path):
    report = ledger.check()
    assert (report.whole, report.lines, report.head) == (True, 0, None)
    assert list(ledger.entries()) == []
    assert not path.exists()


def test_a_missing_folder_is_a_missing_stick_and_is_not_made(tmp_path):
    gone = tmp_path / "stick" / "ledger.jsonl"
    with pytest.raises(FileNotFoundError):
        Ledger(gone).append(intent(), job=JOBS[0], at=AT)
    assert not gone.parent.exists()


def test_the_file_is_private(ledger, path):
    ledger.append(intent(), job=JOBS[0], at=AT)
    assert path.stat().st_mode & 0o777 == 0o600


def three(path):
    """A ledger of three lines, as bytes."""
    ledger = Ledger(path)
    for job in JOBS[:3]:
        ledger.append(intent(job[-2:]), job=job, at=AT)
    return path.read_bytes()


def test_cut_off_anywhere_nothing_is_lost_and_the_chain_goes_on(ledger, path):
    data = three(path)
    second = len(data) - len(data.splitlines(keepends=True)[2])
    for cut in range(second + 1, len(data)):
        path.write_bytes(data[:cut])
        assert ledger.check().whole
        position = ledger.append(result(), job=JOBS[0], at=AT)
        after = path.read_bytes()
        assert after.startswith(data[:cut])  # it only grows
        assert ledger.check().whole
        assert ledger.check().torn == 0
        assert ledger.find("result", JOBS[0]) == position
        assert [ledger.find("intent", job).line for job in JOBS[:2]] == [1, 2]
        # all but the newline: the line is there, and stands
        whole_line = cut == len(data) - 1
        assert (ledger.find("intent", JOBS[2]) is not None) == whole_line
        assert [e.kind for e in ledger.entries()][2:] == (
            ["intent", "result"] if whole_line else ["repaired", "result"]
        )
        assert position.line == (4 if whole_line else 5)


@pytest.mark.parametrize(
    "junk",
    [
        bytes(4096),
        b"\x00" * 100 + b'rest of a line"}\n',
        b"\xff\xfe{",
        b'{"number":4}\n',
        b"[]\n",
        b"{\n{\n\n{",
    ],
    ids=["zeros", "half zeros", "no text", "no link", "no object", "several lines"],
)
def test_whatever_power_left_at_the_end_stays_and_is_explained(ledger, path, junk):
    data = three(path)
    path.write_bytes(data + junk)
    report = ledger.check()
    assert report.whole
    assert report.torn >= 1
    assert report.head.line == 3
    ledger.append(result(), job=JOBS[0], at=AT)
    after = path.read_bytes()
    assert after.startswith(data + junk)
    report = ledger.check()
    assert report.whole
    assert report.repaired == junk.rstrip(b"\n").count(b"\n") + 1
    explained = [e.content for e in ledger.entries() if isinstance(e.content, Repaired)]
    assert explained == [Repaired(report.repaired, hashlib.sha256(junk.removesuffix(b"\n")).hexdigest())]


def test_a_repair_that_is_cut_off_itself_is_repaired(ledger, path):
    data = three(path)
    path.write_bytes(data[:-50])
    ledger.append(result(), job=JOBS[0], at=AT)
    repaired = path.read_bytes()
    for cut in range(len(data) - 50, len(repaired)):
        path.write_bytes(repaired[:cut])
        ledger.append(result("failed"), job=JOBS[4], at=AT)
        ledger.append(result(), job=JOBS[0], at=AT)
        assert path.read_bytes().startswith(repaired[:cut])
        assert ledger.check().whole


def test_a_full_disk_says_so_and_loses_nothing(ledger, path):
    data = three(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) + 50, hard))
        for _ in range(3):
            with pytest.raises(OSError, match="too large"):
                ledger.append(intent(), job=JOBS[5], at=AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes().startswith(data)
    position = ledger.append(intent(), job=JOBS[5], at=AT)
    assert ledger.find("intent", JOBS[5]) == position
    assert ledger.check().whole


def test_a_line_is_durable_before_its_position_is_told(ledger, path, monkeypatch):
    calls = []
    real_write, real_fsync = os.write, os.fsync

    def write(file, data):
        calls.append("write")
        return real_write(file, data)

    def fsync(file):
        calls.append("fsync folder" if os.path.isdir(f"/proc/self/fd/{file}") else "fsync")  # noqa: PTH112
        real_fsync(file)

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(os, "fsync", fsync)
    ledger.append(intent(), job=JOBS[0], at=AT)
    assert sorted(calls) == ["fsync", "fsync folder", "write"]
    assert calls.index("fsync") > calls.index("write")
    # a killed process may have written this line and never synced it: told again, synced again
    calls.clear()
    ledger.append(intent(), job=JOBS[0], at=AT)
    assert calls == ["fsync"]
    assert len(path.read_bytes().splitlines()) == 1
