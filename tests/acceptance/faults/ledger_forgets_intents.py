"""A wipe begins without its line in the ledger."""

from coordi_wipe.jobs import worker

worker.Worker._intend = lambda self: None  # noqa: ARG005 - blind on purpose
