"""One pass: oldest first, none blocks another, an inventory that is away ends it; tries are remembered."""

import pytest
from certificates import makers, samples
from certificates.logs import Log

from coordi_wipe.certificate import number
from coordi_wipe.model.base import Reason
from coordi_wipe.sync.answer import Later, Refused, Registered
from coordi_wipe.sync.delivery import Clock, Pass, backoff, resting
from coordi_wipe.sync.outbox import Outbox, Tried
from coordi_wipe.sync.settings import Inventory

KINDS = ("sanitized", "failed", "refused")
DIGESTS = tuple(number.digest(samples.data(kind)) for kind in KINDS)
CUT, AWAY = Later(Reason("sync-cut")), Later(Reason("sync-unreachable"), whole=True)


class World:
    """An outbox with three certificates, and an inventory that answers as it is told."""

    def __init__(self, folder):
        self.outbox, self.log, self.asked, self.answers, self.now = (
            Outbox(folder / "outbox"),
            Log(),
            [],
            {},
            1e9,
        )
        for kind, digest in zip(KINDS, DIGESTS, strict=True):
            self.outbox.put(makers.certificate(kind), digest)
        self.inventory = Inventory("https://a.example", self.log.public)

    def put(self, digest, pdf):
        assert pdf.startswith(b"%PDF-")
        self.asked.append(digest)
        told = self.answers.get(digest, ())
        return told.pop(0) if told else Registered(self.log.add(digest))

    def sent(self, *, insist=True, digests=DIGESTS):
        self.asked.clear()
        self.last = Pass(
            self.outbox, self.inventory, self.put, Clock(lambda: self.now, lambda: self.now), insist=insist
        )
        return self.last.over(digests)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_each_is_sent_once_in_order_and_says_where_to_look(world):
    fates = world.sent()
    assert world.asked == list(DIGESTS)
    assert [fate.fate for fate in fates] == ["registered"] * 3
    assert fates[0].url.upper() == number.address("a.example", samples.data("sanitized"))
    assert fates[0].number == number.short(samples.UUID)
    assert world.outbox.waiting() == ()


def test_one_bad_paper_does_not_block_the_others(world):
    world.answers = {DIGESTS[0]: [Refused((Reason("certificate-exceptions"),))], DIGESTS[1]: [CUT] * 9}
    fates = world.sent()
    assert [fate.fate for fate in fates] == ["refused", "waiting", "registered"]
    assert [world.outbox.state(digest) for digest in DIGESTS] == ["refused", "waiting", "registered"]
    assert fates[0].reasons == (Reason("certificate-exceptions"),)
    assert world.asked == [*DIGESTS, *[DIGESTS[1]] * 4]  # tried again behind the others, and not for ever


def test_a_damaged_paper_is_told_and_never_sent(world):
    (world.outbox.folder / f"{DIGESTS[0]}.pdf").write_bytes(makers.certificate("failed"))
    (world.outbox.folder / f"{DIGESTS[1]}.pdf").write_bytes(b"%PDF-1.7 torn")
    fates = world.sent()
    assert world.asked == [DIGESTS[2]]
    assert [fate.fate for fate in fates] == ["waiting", "waiting", "registered"]
    assert {fate.reasons[0].code for fate in fates[:2]} == {"outbox-damaged"}


def test_what_was_cut_comes_again_in_the_same_pass(world):
    world.answers = {digest: [CUT, CUT] for digest in DIGESTS}
    assert [fate.fate for fate in world.sent()] == ["registered"] * 3
    assert world.asked == [*DIGESTS] * 3


def test_an_inventory_that_is_away_is_asked_once(world):
    world.answers = {DIGESTS[0]: [AWAY]}
    fates = world.sent()
    assert world.asked == [DIGESTS[0]]
    assert world.last.trouble == AWAY.reason
    assert [fate.fate for fate in fates] == ["waiting"] * 3
    assert [fate.reasons[0].code for fate in fates] == [
        "sync-unreachable",
        "sync-not-tried",
        "sync-not-tried",
    ]


def test_a_network_that_cuts_everything_ends_the_pass(world):
    world.answers = {digest: [CUT] * 99 for digest in DIGESTS}
    world.sent()
    assert len(world.asked) == 10
    assert world.last.trouble == CUT.reason


def test_a_proof_that_proves_nothing_registers_nothing(world):
    world.answers = {digest: [Registered(Log(world.log.public.name).add(digest))] * 9 for digest in DIGESTS}
    fates = world.sent()
    assert [fate.fate for fate in fates] == ["waiting"] * 3
    assert {fate.reasons[0].code for fate in fates} == {"sync-wrong-proof"}
    assert [world.outbox.state(digest) for digest in DIGESTS] == ["waiting"] * 3


def test_tries_outlive_the_process_and_rest_longer_and_longer(world):
    world.answers = {digest: [AWAY] * 3 for digest in DIGESTS}
    world.sent(insist=False)
    first = world.outbox.tried(DIGESTS[0])
    assert (first.count, first.at, first.reason) == (1, 1e9, AWAY.reason)
    assert 15 <= first.wait <= 30

    (fate,) = world.sent(insist=False, digests=DIGESTS[:1])  # another process, a moment later
    assert (world.asked, fate.fate, fate.tries, fate.reasons) == ([], "waiting", 1, (AWAY.reason,))

    world.now += 31
    world.sent(insist=False, digests=DIGESTS[:1])
    assert world.asked == [DIGESTS[0]]
    assert world.outbox.tried(DIGESTS[0]).count == 2

    world.sent(digests=DIGESTS[:1])  # a person does not wait
    assert world.outbox.tried(DIGESTS[0]).count == 3


def test_the_inventory_says_how_long_to_leave_it_alone(world):
    world.answers = {DIGESTS[0]: [Later(Reason("sync-busy"), whole=True, after=600.0)]}
    world.sent(insist=False)
    assert world.outbox.tried(DIGESTS[0]).wait == 600.0


def test_waiting_doubles_up_to_an_hour():
    assert all(15 * 2**n <= backoff(n + 1) <= 30 * 2**n for n in range(7))
    assert all(1800 <= backoff(n) <= 3600 for n in (8, 50, 10_000))
    assert len({backoff(3) for _ in range(20)}) > 1  # not every stick at the same moment


def test_a_clock_that_was_set_back_lets_it_go():
    tried = Tried(1, 1000.0, 60.0, CUT.reason)
    assert [resting(tried, now) for now in (999.0, 1000.0, 1059.0, 1060.0)] == [False, True, True, False]


def test_a_rehearsal_stays_where_the_settings_name_no_log_for_it_and_never_counts_by_the_other(world):
    pdf = makers.rehearsal_certificate()
    digest = number.digest(samples.encode(samples.rehearsed()))
    world.outbox.put(pdf, digest)
    (fate,) = world.sent(digests=[digest])
    assert (world.asked, fate.fate, fate.url) == ([], "kept", "")

    rehearsals = Log("rehearsals")
    world.inventory = Inventory("https://a.example", world.log.public, rehearsals.public)
    world.answers = {digest: [Registered(world.log.add(digest))] * 5}
    (fate,) = world.sent(digests=[digest])
    assert (fate.fate, fate.reasons[0].code) == ("waiting", "sync-wrong-proof")
    world.answers = {digest: [Registered(rehearsals.add(digest))]}
    (fate,) = world.sent(digests=[digest])
    assert fate.fate == "registered"

    world.answers = {DIGESTS[0]: [Registered(rehearsals.add(DIGESTS[0]))] * 5}
    (fate,) = world.sent(digests=DIGESTS[:1])
    assert fate.fate == "waiting"  # nor a real one by the rehearsals' log
