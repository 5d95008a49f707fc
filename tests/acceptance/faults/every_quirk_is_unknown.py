"""No drive is known for never ending."""

from coordi_wipe.sanitize import policy

policy.quirk = lambda *_: None
