"""Another content of a job is taken when its UUID is only written otherwise."""

from coordi_wipe.inventory.certificates import record

record.job_id = lambda evidence: evidence.uuid
