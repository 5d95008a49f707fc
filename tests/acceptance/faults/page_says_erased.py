"""The page says that the drive was erased, whatever came of it."""

from msgspec.structs import replace

from coordi_wipe.certificate import content
from coordi_wipe.model.evidence import Claim

honest = content.page
ERASED = Claim("sanitized", "clear", "overwrite")
content.page = lambda evidence, *args, **named: honest(replace(evidence, claim=ERASED), *args, **named)
