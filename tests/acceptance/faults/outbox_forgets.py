"""A certificate does not reach the outbox, and nobody looks for those that are not there."""

from coordi_wipe.station import sending
from coordi_wipe.sync.outbox import Outbox

Outbox.put = lambda self, pdf, digest: None  # noqa: ARG005 - lost on purpose
sending.reconcile = lambda home, run, ledger, outbox, where=None: ()  # noqa: ARG005 - blind on purpose
