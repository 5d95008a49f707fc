"""A worn card accepts writes and forgets them: it is read back only after it was plugged in again."""

import outside
import pytest
from inprocess import Result, run, with_plan
from msgspec.structs import replace
from saboteurs import LIARS, Front

from coordi_wipe.hardware import discovery
from coordi_wipe.hardware.linux import LinuxHost
from coordi_wipe.jobs import work
from coordi_wipe.jobs.work import ReplugError
from coordi_wipe.model.claim import claim
from coordi_wipe.model.facts import Began, Ended, Read, Wrote
from coordi_wipe.sanitize import policy
from coordi_wipe.sanitize.pipeline import Checkpoint

MIB = 1 << 20
SIZE = 3 * MIB + 512


class Card:
    """A card in a reader: a file drive that says it is one. Plugging it in again gives it another number."""

    def __init__(self, drive):
        (found,) = discovery.drives(LinuxHost.from_environment(), named=[drive.node], file_drives=True)
        self._told = {"medium": "usb-flash", "model": "Card", "serial": "C-1", "source": "drive"}
        self.diskseq = 7
        self.written = 0
        plan = policy.plan(replace(found, identity=self.seen(found.identity), notes=()))
        self.result = Result(with_plan(plan, checkpoint=Checkpoint(bytes=MIB), rewind=MIB))

    def seen(self, identity):
        return replace(identity, **self._told, diskseq=self.diskseq)

    def work(self, front=lambda block: block, **more):
        """A worker on this card; whether it asked for the card to be plugged in again."""

        def counted(block):
            return Counted(front(block), self)

        try:
            run(self.result.job, counted, before=self.result, seen=self.seen, **more)
        except ReplugError:
            return True
        return False


class Counted(Front):
    """Counts the bytes that are written."""

    def __init__(self, inner, card):
        super().__init__(inner)
        self._card = card

    def write(self, offset, data):
        count = super().write(offset, data)
        self._card.written += count
        return count


@pytest.fixture
def drive(file_drive):
    return file_drive(SIZE)


@pytest.fixture
def card(drive):
    return Card(drive)


@pytest.mark.proves_wipe
def test_it_stops_after_writing_and_only_reads_once_it_was_plugged_in_again(card, drive):
    assert card.work()
    assert (card.result.of(Read), card.result.of(Ended), card.result.status) == ([], [], "interrupted")
    assert card.written == 2 * SIZE  # a pattern, then its complement
    card.diskseq += 1
    assert not card.work()
    assert card.written == 2 * SIZE + 512  # the fingerprint
    assert card.result.of(Began)[-1].offset == SIZE
    assert card.result.claim.status == "sanitized"
    assert outside.faults(card.result.evidence, drive.backing, drive.sentinel) == []


@pytest.mark.parametrize("diskseq", [7, 6])
def test_without_being_plugged_in_again_it_never_reads(diskseq, card):
    assert card.work()
    card.diskseq = diskseq
    for _ in range(3):
        assert card.work()
    assert card.result.of(Read) == []
    assert card.result.status == "interrupted"


def test_worker_that_does_not_wait_cannot_claim(card, monkeypatch):
    monkeypatch.setattr(work._Work, "_wait_for_replug", lambda _: None)
    assert not card.work()
    assert (card.result.claim.status, card.result.code) == ("unverified", "not-plugged-again")
    facts = card.result.facts
    again = replace(facts[-2], at="later")  # reading once more changes nothing
    assert claim(card.result.job.plan, [*facts[:-1], again, facts[-1]]).status == "unverified"


@pytest.mark.proves_wipe
def test_reboot_is_no_plugging_in(card, drive):
    """In another boot numbers begin anew, and the card may have kept its power: its end is written again."""
    assert card.work()
    card.diskseq = 99
    assert card.work(boot="second-boot")
    assert card.result.of(Read) == []
    assert 2 * SIZE < card.written <= 2 * SIZE + 2 * MIB
    card.diskseq = 100
    assert not card.work(boot="second-boot")
    assert card.result.claim.status == "sanitized"
    assert outside.faults(card.result.evidence, drive.backing, drive.sentinel) == []


def test_card_that_forgot_what_it_had_taken_fails(card):
    """SANITIZATION.md, story 3: writes succeed, cached reads agree, plugging in brings the old back."""
    assert card.work(LIARS["stale-read"])
    card.diskseq += 1
    assert not card.work()
    assert (card.result.claim.status, card.result.code) == ("failed", "differences")


def test_interrupted_card_is_written_to_its_end_before_anything_is_read(card):
    class Cut(Exception):
        pass

    def cut(fact):
        if isinstance(fact, Wrote) and (fact.number, fact.upto) == (1, 2 * MIB):
            raise Cut

    with pytest.raises(Cut):
        card.work(on_fact=cut)
    card.diskseq += 1  # plugged in again in the middle: the rest is still to be written, and then again
    assert card.work()
    assert card.result.of(Began)[-1].offset > 0
    assert card.result.of(Wrote)[-1].upto == SIZE
    assert card.result.of(Read) == []
