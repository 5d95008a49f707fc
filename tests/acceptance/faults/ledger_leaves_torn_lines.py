"""A torn line is left as it is: nothing behind it explains it."""

from coordi_wipe.ledger import chain

chain.torn_end = lambda lines: lines[:0]
