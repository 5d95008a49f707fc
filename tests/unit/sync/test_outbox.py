"""The outbox: states derived from files, receipts checked before they are kept, nothing lost in a crash."""

import errno
import os

import pytest
from certificates.logs import Log

from coordi_wipe.certificate.rejection import InvalidError
from coordi_wipe.ledger import durable
from coordi_wipe.model.base import Reason
from coordi_wipe.model.errors import DamagedError, RefusedError
from coordi_wipe.sync.outbox import MOST_PDF, Outbox, Tried

A, B = "aa" * 32, "bb" * 32


@pytest.fixture
def box(tmp_path):
    return Outbox(tmp_path / "outbox")


@pytest.fixture
def log():
    return Log()


def test_from_absent_to_registered(box, log):
    assert (box.state(A), box.digests(), box.receipt(A)) == ("absent", (), "")
    box.put(b"pdf", A)
    assert (box.state(A), box.waiting(), box.pdf(A)) == ("waiting", (A,), b"pdf")
    box.try_later(A, Tried(1, 5.0, 6.0, Reason("sync-cut")))

    box.register(A, log.add(A), log.public)

    assert (box.state(A), box.waiting(), box.digests()) == ("registered", (), (A,))
    assert box.holds(A, log.public)
    assert box.tried(A) is None
    assert {path.name for path in box.folder.iterdir()} == {f"{A}.pdf", f"{A}.receipt"}


def test_a_receipt_that_proves_nothing_is_never_kept(box, log):
    box.put(b"pdf", A)
    other = Log(log.public.name)
    for proof in (
        log.add(B),
        other.add(A),
        Log("another").add(A),
        "",
        "x" * 70_000,
        log.add(A)[:-9],
        "\ud800",
    ):
        with pytest.raises(InvalidError):
            box.register(A, proof, log.public)
        assert (box.state(A), box.receipt(A)) == ("waiting", "")
    assert [path.name for path in box.folder.iterdir()] == [f"{A}.pdf"]


def test_an_earlier_receipt_of_another_inventory_is_kept_aside(box, log):
    box.put(b"pdf", A)
    earlier = log.add(A)
    box.register(A, earlier, log.public)
    moved = Log("moved")
    box.register(A, moved.add(A), moved.public)
    assert box.holds(A, moved.public)
    assert (box.folder / f"{A}.before").read_text() == earlier


def test_putting_again_changes_nothing_and_mends_what_was_damaged(box):
    box.put(b"pdf", A)
    before = (box.folder / f"{A}.pdf").stat()
    box.put(b"pdf", A)
    assert (box.folder / f"{A}.pdf").stat() == before
    (box.folder / f"{A}.pdf").write_bytes(b"pd")
    box.put(b"pdf", A)
    assert box.pdf(A) == b"pdf"


def test_a_stick_that_has_gone_is_not_made_again(tmp_path):
    with pytest.raises(FileNotFoundError):
        Outbox(tmp_path / "gone/outbox").put(b"pdf", A)
    assert not (tmp_path / "gone").exists()


def test_refused_until_a_person_wants_it_again(box):
    box.put(b"pdf", A)
    box.refuse(A, [Reason("certificate-exceptions", {"n": 1})])
    assert (box.state(A), box.waiting()) == ("refused", ())
    assert box.reasons(A) == (Reason("certificate-exceptions", {"n": 1}),)
    box.again(A)
    assert (box.state(A), box.reasons(A)) == ("waiting", ())


def test_oldest_first_whatever_their_names(box):
    for age, digest in ((300, B), (200, A)):
        box.put(b"pdf", digest)
        os.utime(box.folder / f"{digest}.pdf", (1e9 - age, 1e9 - age))
    assert box.digests() == (B, A)


def test_remains_and_strangers_are_no_certificates(box):
    box.put(b"pdf", A)
    for name in (f"{B}.pdf.part", "lock", "notes.pdf", f"{B}.receipt.part", f"{B[:-1]}.pdf"):
        (box.folder / name).write_bytes(b"x")
    assert box.digests() == (A,)
    assert box.state(B) == "absent"


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "AA" * 32, "a" * 63])
def test_a_digest_that_is_none_reaches_no_file(box, digest):
    with pytest.raises(DamagedError):
        box.put(b"pdf", digest)
    assert not box.folder.exists()


def test_reading_is_bounded_and_garbage_is_no_state(box):
    box.put(b"pdf", A)
    with (box.folder / f"{A}.pdf").open("r+b") as file:
        file.truncate(MOST_PDF + 1)
    with pytest.raises(DamagedError):
        box.pdf(A)
    (box.folder / f"{A}.tried").write_bytes(b"\xff{")
    (box.folder / f"{A}.refused").write_bytes(b"\xff[")
    assert box.tried(A) is None
    assert [reason.code for reason in box.reasons(A)] == ["sync-refused"]


@pytest.mark.parametrize("at", ["write", "rename"])
def test_a_full_stick_registers_nothing_and_forgets_nothing(box, log, monkeypatch, at):
    box.put(b"pdf", A)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((durable.os, "write") if at == "write" else (durable.Path, "replace")), full)
    with pytest.raises(OSError, match="No space"):
        box.register(A, log.add(A), log.public)
    box.try_later(A, Tried(1, 5.0, 6.0, Reason("sync-cut")))  # which is no loss
    monkeypatch.undo()
    assert (box.state(A), box.tried(A)) == ("waiting", None)
    box.register(A, log.add(A), log.public)
    assert box.state(A) == "registered"


def test_two_faces_never_send_at_once(box):
    box.put(b"pdf", A)
    with box.sending():
        with pytest.raises(RefusedError) as told, Outbox(box.folder).sending():
            pass
        assert told.value.reason.code == "sync-under-way"
    with Outbox(box.folder).sending():
        assert box.state(A) == "waiting"
