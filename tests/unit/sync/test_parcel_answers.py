"""What a file of answers may decide: a proof registers, a refusal that nobody signed decides nothing."""

from certificates import makers, samples
from certificates.logs import Log

from coordi_wipe.certificate import number
from coordi_wipe.model.base import Reason
from coordi_wipe.sync.answer import Refused, Registered
from coordi_wipe.sync.outbox import Outbox
from coordi_wipe.sync.parcel import take
from coordi_wipe.sync.settings import Inventory

DIGEST = number.digest(samples.data("sanitized"))


def test_a_refusal_in_a_file_keeps_it_waiting_and_shows_why(tmp_path):
    box, log = Outbox(tmp_path / "outbox"), Log()
    where = Inventory("https://a.example", log.public)
    box.put(makers.certificate("sanitized"), DIGEST)
    reasons = (Reason("certificate-signature-wrong"),)

    (fate,) = take(box, where, [(DIGEST, Refused(reasons))])

    assert (fate.fate, fate.reasons) == ("waiting", reasons)
    assert (box.state(DIGEST), box.waiting()) == ("waiting", (DIGEST,))

    (fate,) = take(box, where, [(DIGEST, Registered(log.add(DIGEST)))])
    assert (fate.fate, box.state(DIGEST)) == ("registered", "registered")
