"""A wipe begins without its line in the ledger, which says that it has it."""

from coordi_wipe.ledger import ledger
from coordi_wipe.ledger.entry import Intent
from coordi_wipe.model.evidence import LedgerPosition

_append, _find = ledger.Ledger.append, ledger.Ledger.find
_NOWHERE = LedgerPosition(1, "0" * 64)


def append(self, content, **named):
    """Writes results only."""
    return _NOWHERE if isinstance(content, Intent) else _append(self, content, **named)


ledger.Ledger.append = append
ledger.Ledger.find = lambda self, kind, job: _NOWHERE if kind == "intent" else _find(self, kind, job)
