"""Nobody knows any more that a drive may hold our password."""

from coordi_wipe.jobs import work
from coordi_wipe.sanitize.techniques import ata_security_erase

work.may_be_left = lambda _: False
ata_security_erase.open_ours = lambda _: "was-open"
