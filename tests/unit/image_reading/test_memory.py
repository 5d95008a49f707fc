"""What a dump of a guest's memory tells."""

from image.memory import passages

UNIT = "coordi-wipe-job-01a2.service: Main process exited, code=exited, status=75"
TRACE = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: né'


def test_each_passage_once_and_nothing_else(tmp_path):
    dump = tmp_path / "memory"
    parts = (
        bytes(5000),
        TRACE.encode(),
        bytes(9),
        UNIT.encode(),
        b"\x00",
        UNIT.encode(),
        b"\x01Failed to start",
    )
    dump.write_bytes(b"".join(parts))
    assert list(passages(dump)) == [TRACE, UNIT]


def test_of_a_memory_without_any_nothing(tmp_path):
    (tmp_path / "memory").write_bytes(bytes(4096))
    assert list(passages(tmp_path / "memory")) == []
