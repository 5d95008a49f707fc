"""Whatever the inventory has answered with is registered, whether a receipt is there or not."""

from coordi_wipe.sync import delivery
from coordi_wipe.sync.answer import Registered
from coordi_wipe.sync.delivery import Fate

honest = delivery.settle


def settle(outbox, inventory, evidence, digest, answer):
    if isinstance(answer, Registered):
        return Fate(digest, "", "registered", inventory.page(digest))
    return honest(outbox, inventory, evidence, digest, answer)


delivery.settle = settle
