"""Transactions begin without the write lock: two processes look at the same end of the log."""

from coordi_wipe.inventory import settings

settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] = "DEFERRED"
