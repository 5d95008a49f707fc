"""The fingerprint on a drive: written when all is verified and only then, taken back by whoever goes on."""

import json
from contextlib import suppress

import outside
import pytest
from cli_program import run as command
from inprocess import Result, job_for, run
from integration.test_jobs_replug import Card
from saboteurs import FAULTS, Front, error

from coordi_wipe.hardware import discovery
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.model.facts import Began, Ended, Marked, Noted, Read, Wrote
from coordi_wipe.model.fingerprint import decode
from coordi_wipe.sanitize.pipeline import Checkpoint

MIB = 1 << 20
SIZE = 3 * MIB
OFTEN = Checkpoint(bytes=MIB)


def on(drive):
    """What lies in the first sector."""
    return decode(drive.backing.read_bytes()[:512])


class Cut(Exception):
    """The power."""


class Marking(Front):
    """Spoils the one write that comes after the reading, as `spoil` says."""

    def __init__(self, inner, spoil):
        super().__init__(inner)
        self._read, self._spoil, self.spoiled = False, spoil, False

    def read(self, offset, into):
        self._read = True
        return super().read(offset, into)

    def write(self, offset, data):
        if self._read:
            self.spoiled = True
            return self._spoil(self._inner, offset, data)
        return super().write(offset, data)


def killed_after_writing(inner, offset, data):
    inner.write(offset, data)
    inner.flush()
    raise Cut


@pytest.mark.proves_wipe
def test_an_erased_drive_names_its_certificate(file_drive):
    drive = file_drive(SIZE)
    result = run(job_for(drive))
    assert result.claim.status == "sanitized"
    assert [type(fact) for fact in result.facts[-3:]] == [Read, Marked, Ended]
    found = on(drive)
    assert found is not None
    assert (found.job, found.status, found.level, found.rehearsal) == (
        result.job.uuid,
        "sanitized",
        "clear",
        True,
    )
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []
    (seen,) = discovery.drives(LinuxHost.from_environment(), named=[drive.node], file_drives=True)
    assert seen.fingerprint == found


@pytest.mark.proves_wipe
def test_a_second_wipe_writes_its_own(file_drive):
    drive = file_drive(SIZE)
    first, second = run(job_for(drive)), run(job_for(drive))
    assert second.claim.status == "sanitized"
    found = on(drive)
    assert found is not None
    assert found.job == second.job.uuid != first.job.uuid
    assert outside.faults(second.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.parametrize("fault", ["eio-always", "forgets", "flips-a-bit", "unreadable", "flush-eio"])
def test_a_drive_that_is_not_erased_never_carries_one(fault, file_drive):
    drive = file_drive(SIZE)
    result = run(job_for(drive), FAULTS[fault])
    assert result.claim.status == "failed"
    assert result.of(Marked) == []
    assert on(drive) is None


@pytest.mark.proves_wipe
@pytest.mark.parametrize("declared", [False, True], ids=["before the fact", "after the fact"])
@pytest.mark.parametrize(
    ("method", "rewind"), [("random", MIB), ("dod-3", 0), ("zero", MIB), ("random", None)]
)
def test_killed_around_the_fingerprint_it_comes_to_the_same_end(declared, method, rewind, file_drive):
    drive = file_drive(SIZE)
    result = Result(job_for(drive, method, checkpoint=OFTEN, rewind=rewind))

    def cut(fact):
        if isinstance(fact, Marked):
            raise Cut

    front = (lambda block: block) if declared else (lambda block: Marking(block, killed_after_writing))
    with suppress(Cut):
        run(result.job, front, before=result, on_fact=cut)
    found = on(drive)
    assert found is not None
    assert found.job == result.job.uuid
    assert (result.status, len(result.of(Marked))) == ("interrupted", int(declared))

    run(result.job, before=result)

    assert result.claim.status == "sanitized"
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []
    assert len(result.of(Marked)) == 1 + declared
    again = result.of(Began)[-1].offset
    assert again == (SIZE - rewind if rewind is not None and method != "zero" else 0)
    if again:
        assert (0, 512) in [(fact.start, fact.upto) for fact in result.of(Wrote)]


@pytest.mark.proves_wipe
def test_a_card_killed_after_its_fingerprint_is_plugged_in_once_more(file_drive):
    drive = file_drive(SIZE + 512)
    card = Card(drive)
    assert card.work()
    card.diskseq += 1

    def cut(fact):
        if isinstance(fact, Marked):
            raise Cut

    with pytest.raises(Cut):
        card.work(on_fact=cut)
    written = card.written
    assert card.work()  # the last pass is put back over one sector: plug it in again
    assert card.written == written + 512
    card.diskseq += 1
    assert not card.work()
    assert card.result.claim.status == "sanitized"
    assert outside.faults(card.result.evidence, drive.backing, drive.sentinel) == []


def refused(_inner, _offset, _data):
    raise error(5)


@pytest.mark.proves_wipe
@pytest.mark.parametrize(
    "spoil", [refused, lambda _inner, _offset, data: len(data)], ids=["refused", "ignored"]
)
def test_a_fingerprint_that_was_not_taken_changes_nothing(spoil, file_drive):
    drive = file_drive(SIZE)
    result = run(job_for(drive), lambda block: Marking(block, spoil))
    assert result.front.spoiled
    assert (result.claim.status, result.of(Marked), on(drive)) == ("sanitized", [], None)
    assert "fingerprint-not-written" in {fact.reason.code for fact in result.of(Noted)}
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []


def test_a_sector_spoiled_by_it_is_no_longer_verified(file_drive):
    def spoil(inner, offset, data):
        return inner.write(offset, memoryview(bytes(len(data))))

    result = run(job_for(file_drive(SIZE)), lambda block: Marking(block, spoil))
    assert (result.claim.status, result.code, result.of(Marked)) == ("failed", "differences", [])


@pytest.mark.proves_wipe
def test_detect_tells_it_in_words_and_json(file_drive):
    drive = file_drive(SIZE)
    wiped = command("wipe", drive.node, "--confirm", drive.node, "--file-drive", "--json")
    assert (wiped.code, wiped.results[0]["status"]) == (0, "sanitized")
    evidence = json.loads(command("certificate", "show", wiped.results[0]["certificate"], "--json").out)
    assert outside.declared_mark(evidence) is not None
    assert outside.faults(evidence, drive.backing, drive.sentinel) == []

    words = command("detect", drive.node, "--file-drive").out.replace("\N{NO-BREAK SPACE}", " ")
    found = command("detect", drive.node, "--file-drive", "--json").json["drives"][0]["fingerprint"]

    assert found["job"] == evidence["uuid"]
    assert "ce disque dit avoir été effacé le" in words
    assert f"attestation n° {found['number']}" in words
    assert "RÉPÉTITION" in words


@pytest.mark.proves_wipe
def test_the_setting_no_leaves_the_whole_drive_to_the_last_pass(file_drive):
    drive = file_drive(SIZE)
    result = run(job_for(drive, fingerprint=False))
    assert (result.claim.status, result.of(Marked), on(drive)) == ("sanitized", [], None)
    assert outside.faults(result.evidence, drive.backing, drive.sentinel) == []
