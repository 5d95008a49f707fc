"""What the other places held before an erase is not compared."""

from coordi_wipe.sanitize import content_kind

content_kind.like_before = lambda *_: 0
