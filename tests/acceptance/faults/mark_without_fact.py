"""The fingerprint is written, and no fact says so."""

from coordi_wipe.jobs import work
from coordi_wipe.model.facts import Marked

_record = work._Work._record
work._Work._record = lambda self, fact: None if isinstance(fact, Marked) else _record(self, fact)
