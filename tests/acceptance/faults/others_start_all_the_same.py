"""That a drive cannot be had is found out by its own worker only, when the others have begun."""

from msgspec.structs import replace

from coordi_wipe.sanitize import policy
from coordi_wipe.station import begin

honest = policy.plan
policy.plan = lambda drive, *args, **named: honest(replace(drive, protection=()), *args, **named)
begin.Beginning._try = lambda self, identity: None  # noqa: ARG005 - blind on purpose
