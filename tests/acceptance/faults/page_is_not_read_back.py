"""A page is signed without being held against the evidence."""

from coordi_wipe.certificate import issue, readback

readback.missing = issue.missing = lambda *_: ()
